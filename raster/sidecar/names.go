package sidecar

import (
	"path"
	"strings"
)

// Names are the names that the sidecars of an image may have, each list in the
// order in which GDAL looks for them. They lie in the folder of the image.
type Names struct{ PAM, Mask, World, Projection []string }

// NamesOf returns the names of the sidecars of an image, given the image's own:
// a.tif has a.tif.aux.xml, a.tif.msk, a.tfw (the first and the last letter of
// the extension and w), a.tifw or a.wld, and a.prj; extensions may be in
// capitals.
func NamesOf(image string) Names {
	extension := path.Ext(image)
	stem := strings.TrimSuffix(image, extension)
	n := Names{PAM: []string{image + ".aux.xml"}, Mask: []string{image + ".msk"}}
	both := func(list []string, extension string) []string {
		return append(list, stem+"."+strings.ToLower(extension), stem+"."+strings.ToUpper(extension))
	}
	if letters := strings.TrimPrefix(extension, "."); len(letters) >= 2 {
		n.World = both(n.World, letters[:1]+letters[len(letters)-1:]+"w")
		n.World = both(n.World, letters+"w")
	}
	n.World = both(n.World, "wld")
	n.Projection = both(n.Projection, "prj")
	return n
}
