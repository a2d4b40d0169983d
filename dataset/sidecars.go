package dataset

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// belonging are the endings of files that say something of the image beside them:
// masks, georeferences, headers. Those that stand behind its whole name come first.
var belonging = []string{".aux.xml", ".msk", ".tfw", ".tifw", ".jgw", ".pgw", ".wld", ".prj", ".hdr"}

// sidecarsOf returns for each image among the entries of a folder the files that
// belong to it: named after the whole name (x.tif.msk) or without its extension
// (x.tfw). It is nil where there are none.
func sidecarsOf(entries []fs.DirEntry) map[string][]string {
	var beside map[string][]string // front of the name in lower case → names
	for _, e := range entries {
		lower := strings.ToLower(e.Name())
		for _, ending := range belonging {
			if front, ok := strings.CutSuffix(lower, ending); ok && front != "" {
				if beside == nil {
					beside = make(map[string][]string)
				}
				beside[front] = append(beside[front], e.Name())
				break
			}
		}
	}
	if beside == nil {
		return nil
	}
	of := make(map[string][]string)
	for _, e := range entries {
		name := e.Name()
		lower := strings.ToLower(name)
		list := beside[lower]
		if s := names.Stem(lower); s != "" && names.KindOf(name) != names.Sidecar {
			list = append(list[:len(list):len(list)], beside[s]...)
		}
		if len(list) > 0 && names.KindOf(name) != names.Sidecar {
			of[name] = list
		}
	}
	return of
}

// besideNamed returns the names of the files that belong to an image that was named
// by itself, so that its folder was not read.
func besideNamed(file string) (found []string) {
	base := filepath.Base(file)
	candidates := []string{base + ".aux.xml", base + ".msk"}
	if ext := filepath.Ext(base); len(ext) > 2 {
		s := strings.TrimSuffix(base, ext)
		world := strings.ToLower(ext[:2] + ext[len(ext)-1:] + "w") // .tif, .tfw
		candidates = append(candidates, s+world, s+".wld", s+".prj")
	}
	for _, name := range candidates {
		if info, err := os.Stat(filepath.Join(filepath.Dir(file), name)); err == nil && info.Mode().IsRegular() {
			found = append(found, name)
		}
	}
	return found
}
