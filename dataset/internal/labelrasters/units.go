package labelrasters

import (
	"path"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/folders"
	"github.com/bandprep/bandprep/dataset/internal/names"
)

// unit is files of one folder that are named alike: all of them, or those with
// one ending and extension, as _mask.png. Label rasters are told from images by
// comparing units.
type unit struct {
	in     *folders.Folder
	ending string // the last word of all names, in lower case, or ""
	ext    string // in lower case
	files  []int32
	names  []string // stems, in the order of files
	keys   [3]map[string]int32
	cuts   [3]*[2]int // what common returns, once known
}

const (
	mostUnits  = 8 // of a folder; where names end in more words, these mean nothing
	mostLevels = 5 // of folders between an image and the folder that tells it from its label raster
)

// labelWords name label rasters, imageWords the images beside them.
var (
	labelWords = names.Set("mask masks label labels gt groundtruth truth ann anns annot annots annotation annotations annotated seg segs segm " +
		"segmentation segmentations segmentationclass segmentationobject segmentationclassraw trimap trimaps target targets zones zone " +
		"gtfine gtcoarse labelids trainids instanceids lbl lc lulc landcover matte mattes parsing")
	imageWords = names.Set("image images img imgs photo photos jpegimages sat satellite leftimg rgb input inputs original originals raw scene scenes source sources")
	negations  = names.Set("no not non without un wo")
)

// hasWord reports whether a name has a word of the set and none that turns
// it round, as no_mask.
func hasWord(name string, words map[string]bool) bool {
	found := false
	for _, token := range names.Tokens(name) {
		if negations[token] {
			return false
		}
		found = found || words[token] || words[strings.TrimSuffix(token, "raw")]
	}
	return found || words[strings.ToLower(name)]
}

// units divides the images of a folder by the endings of their names.
func units(f *folders.Folder, all Files) []*unit {
	type kind struct{ ending, ext string }
	of := make(map[kind]*unit)
	var list []*unit
	for _, i := range f.Files {
		if all.Told(i) {
			return nil
		}
		name := all.Name(i)
		ext := path.Ext(name)
		s := strings.TrimSuffix(name, ext)
		k := kind{ending(s), strings.ToLower(ext)}
		u := of[k]
		if u == nil {
			u = &unit{in: f, ending: k.ending, ext: k.ext}
			of[k], list = u, append(list, u)
		}
		u.files = append(u.files, i)
	}
	if len(list) <= mostUnits {
		return list
	}
	rest := &unit{in: f}
	kept := slices.DeleteFunc(list, func(u *unit) bool {
		if labelWords[u.ending] {
			return false
		}
		rest.files = append(rest.files, u.files...)
		rest.ext = u.ext
		return true
	})
	slices.Sort(rest.files)
	return append(kept, rest)
}

// ending returns the last word of a stem, where it is made of letters and not all
// of the stem.
func ending(s string) string {
	cut := strings.LastIndexAny(s, "_-. ")
	if cut <= 0 || cut == len(s)-1 {
		return ""
	}
	for _, c := range []byte(s[cut+1:]) {
		if c|0x20 < 'a' || c|0x20 > 'z' {
			return strings.ToLower(knownEnding(s[cut+1:]))
		}
	}
	return strings.ToLower(s[cut+1:])
}

// knownEnding returns an ending with digits where it is a known one.
func knownEnding(s string) string {
	if strings.EqualFold(s, "leftImg8bit") {
		return s
	}
	return ""
}

// stems returns the names of the files without their extensions.
func (u *unit) stems(all Files) []string {
	if u.names == nil {
		u.names = make([]string, len(u.files))
		for i, f := range u.files {
			name := all.Name(f)
			u.names[i] = strings.TrimSuffix(name, path.Ext(name))
		}
	}
	return u.names
}

// The variants of keys by which files of two units are paired.
const (
	wholeStem = iota
	withoutEnding
	withoutPrefix // and without ending
)

// keysOf returns the keys of the files → index in files, or −1 where several
// share one.
func (u *unit) keysOf(variant int, all Files) map[string]int32 {
	if u.keys[variant] == nil {
		stems := u.stems(all)
		front, back := u.common(variant)
		m := make(map[string]int32, len(stems))
		for i, s := range stems {
			k := s[front : len(s)-back]
			if _, twice := m[k]; twice {
				m[k] = -1
			} else {
				m[k] = int32(i)
			}
		}
		u.keys[variant] = m
	}
	return u.keys[variant]
}

// key returns the key of file i.
func (u *unit) key(variant, i int) string {
	front, back := u.common(variant)
	return u.names[i][front : len(u.names[i])-back]
}

// common returns how many bytes all stems share at the front and at the back, by
// whole words, that the variant cuts.
func (u *unit) common(variant int) (front, back int) {
	if variant == wholeStem {
		return 0, 0
	}
	if u.cuts[variant] == nil {
		front, back = u.findCommon(variant)
		u.cuts[variant] = &[2]int{front, back}
	}
	return u.cuts[variant][0], u.cuts[variant][1]
}

func (u *unit) findCommon(variant int) (front, back int) {
	first := u.names[0]
	back = len(first)
	if len(u.names) == 1 {
		back = 0
		if u.ending != "" {
			back = len(u.ending) + 1
		}
	}
	for _, s := range u.names[1:] {
		n := 0
		for n < min(back, len(s)) && s[len(s)-1-n] == first[len(first)-1-n] {
			n++
		}
		back = n
	}
	if len(u.names) > 1 { // from a separator on
		if i := strings.IndexAny(first[len(first)-back:], "_-. "); i >= 0 {
			back -= i
		} else {
			back = 0
		}
	}
	if variant == withoutEnding || len(u.names) == 1 {
		return 0, back
	}
	front = len(first) - back
	for _, s := range u.names[1:] {
		n := 0
		for n < min(front, len(s)-back) && s[n] == first[n] {
			n++
		}
		front = n
	}
	for front > 0 && first[front-1] >= '0' && first[front-1] <= '9' {
		front--
	}
	return front, back
}

// pairing is how the files of a unit pair with those of another.
type pairing struct{ mine, theirs int } // variants of keys

var pairings = []pairing{{wholeStem, wholeStem}, {withoutEnding, wholeStem}, {wholeStem, withoutEnding},
	{withoutEnding, withoutEnding}, {withoutPrefix, withoutPrefix}}

// pairs returns the pairing in which nine of ten files of u pair one to one with
// files of p, or false.
func (u *unit) pairs(p *unit, all Files) (pairing, bool) {
	n := len(u.stems(all))
	p.stems(all)
	if 10*len(p.files) < 9*n {
		return pairing{}, false
	}
	for _, w := range pairings {
		theirs := p.keysOf(w.theirs, all)
		count := func(step int) (paired, of int) {
			for i := 0; i < n; i += step {
				of++
				if at, ok := theirs[u.key(w.mine, i)]; ok && at >= 0 {
					paired++
				}
			}
			return paired, of
		}
		if some, of := count(max(1, n/32)); 10*some < 8*of {
			continue
		}
		if paired, _ := count(1); 10*paired >= 9*n && 10*len(u.keysOf(w.mine, all)) >= 9*n {
			return w, true
		}
	}
	return pairing{}, false
}
