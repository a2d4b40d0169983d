package dataset

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// maskWords end the names of masks that lie beside their images.
var maskWords = set("mask masks segmentation seg groundtruth gt label labels annotation")

// maskOf returns the name, without extension, of the image whose mask a file is
// by its name: a of a_mask.png; else "".
func maskOf(name string) string {
	name = stem(name)
	if name == "" || strings.IndexByte("ksgnthl", name[len(name)-1]|0x20) < 0 { // where no such word ends
		return ""
	}
	cut := strings.LastIndexAny(name, "_-. ")
	if cut <= 0 || !maskWords[strings.ToLower(name[cut+1:])] {
		return ""
	}
	return name[:cut]
}

// stem returns a file's name without its extension.
func stem(name string) string { return name[:max(0, strings.LastIndexByte(name, '.'))] }

// beside is what was found of masks beside their images.
type beside struct {
	masks   int
	example string // the path below the root of a mask
}

// count counts the masks in a folder, given what of it is taken.
func (b *beside) count(in *place, entries []fs.DirEntry, taken func(name string) bool) {
	var masks map[string][]string // name of an image without extension → those of its masks
	for _, e := range entries {
		if of := maskOf(e.Name()); of != "" && taken(e.Name()) {
			if masks == nil {
				masks = make(map[string][]string)
			}
			masks[of] = append(masks[of], e.Name())
		}
	}
	if masks == nil {
		return
	}
	for _, e := range entries {
		name := stem(e.Name())
		if masks[name] == nil || !taken(e.Name()) {
			continue
		}
		if b.masks += len(masks[name]); b.example == "" {
			b.example = path.Join(in.rel, masks[name][0])
		}
		delete(masks, name)
	}
}

// warning says that masks count as images.
func (b *beside) warning() string {
	return fmt.Sprintf("%s beside an image, as %s: without --exclude, masks count as images",
		words.Count(b.masks, "file named as a mask lies", "files named as masks lie"), Text(b.example))
}
