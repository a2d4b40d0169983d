package imageset

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// bandWord is what names call a band by: a number behind B or band, a polarization,
// a colour.
var bandWord = regexp.MustCompile(`^(?i:(?:B|band)\d{1,2}A?|HH|HV|VH|VV|red|green|blue|nir|nir0?[89]|swir\d?|rededge\d?|coastal|cirrus|pan|thermal)$`)

// bandFile is a name of a file taken apart around the word for its band.
type bandFile struct{ before, band, after string }

// splitBand finds the last part of a name that is a word for a band.
func splitBand(id string) (f bandFile, ok bool) {
	dir, base := path.Split(id)
	base, _, _ = strings.Cut(base, "#")
	name := strings.TrimSuffix(base, path.Ext(base))
	for end := len(name); end > 0; {
		at := strings.LastIndexAny(name[:end], "_-. ")
		if part := name[at+1 : end]; bandWord.MatchString(part) {
			return bandFile{dir + name[:at+1], part, base[end:]}, true
		}
		end = at
	}
	return f, false
}

// refuseBandFiles refuses images of one band each that are the bands of scenes:
// their names differ in a word for a band only, and they cover the same ground.
// Pooled as one grey band their constants would mean nothing, and a split would
// tear scenes apart.
func (s *Set) refuseBandFiles() error {
	if s.options.BandFiles || len(s.Bands) != 1 || s.Images.Len() < 2 {
		return nil
	}
	type scene struct {
		bands []string
		place Place
		same  bool // of one footprint
		first string
	}
	type key struct{ before, after string }
	scenes := make(map[key]*scene)
	var order []key
	for _, im := range s.Images.All() {
		f, ok := splitBand(im.ID)
		if !ok || im.Place() == nil || im.Stack != nil {
			continue
		}
		k := key{f.before, f.after}
		if scenes[k] == nil {
			scenes[k] = &scene{place: *im.Place(), same: true, first: im.ID}
			order = append(order, k)
		}
		sc := scenes[k]
		sc.bands, sc.same = append(sc.bands, f.band), sc.same && samePlace(&sc.place, im.Place())
	}
	n, in := 0, 0
	var example *scene
	var at key
	for _, k := range order {
		if sc := scenes[k]; len(sc.bands) > 1 && sc.same {
			if n++; example == nil {
				example, at = sc, k
			}
			in += len(sc.bands)
		}
	}
	if 2*in <= s.Images.Len() {
		return nil
	}
	return fmt.Errorf("%s of %s, as %s: bands %s cover the same ground and would count as one grey band: give --stack '%s' to read them together, or --stack none to count them singly",
		words.Count(in, "image is a band", "images are bands"), words.Count(n, "scene", "scenes"), example.first, words.Few(example.bands), stackPattern(at.before, at.after, example.bands))
}

// samePlace reports whether two footprints are one, but for a thousandth of a side.
func samePlace(a, b *Place) bool {
	if a.CRS != b.CRS {
		return false
	}
	for i := range a.BBox {
		side := a.BBox[2+i%2] - a.BBox[i%2]
		if d := a.BBox[i] - b.BBox[i]; d > side/1000 || -d > side/1000 {
			return false
		}
	}
	return true
}

// stackPattern returns the pattern of --stack for names of bands between two parts.
func stackPattern(before, after string, bands []string) string {
	word := "{band}"
	for _, prefix := range []string{"Band", "band", "BAND", "B", "b"} {
		if !slices.ContainsFunc(bands, func(b string) bool {
			return !strings.HasPrefix(b, prefix) || len(b) == len(prefix) || b[len(prefix)] > '9'
		}) {
			word = prefix + word
			break
		}
	}
	cut := strings.TrimRight(before, "_-. ")
	if cut == "" || strings.HasSuffix(cut, "/") { // the folder is the scene
		cut = strings.TrimSuffix(cut, "/")
		return "{scene}/" + before[min(len(cut)+1, len(before)):] + word + after
	}
	return "{scene}" + before[len(cut):] + word + after
}
