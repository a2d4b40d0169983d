// Package labelrasters tells label rasters, which are segmentation targets, from the
// images that they belong to: by their names, and by what a look into them shows.
package labelrasters

import (
	"cmp"
	"slices"

	"github.com/bandprep/bandprep/dataset/internal/folders"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/raster"
)

// Files are the files of the tree, by the indices that its folders hold.
type Files interface {
	Name(i int32) string // of the file
	Rel(i int32) string  // the path below the input
	Told(i int32) bool   // a table or a stack says that it is an image
}

// Look is what a look into a file showed.
type Look struct {
	Width, Height int
	Kind          Kind
	Labelled      bool // its pixels are as those of label rasters
}

// Kind is what the samples of a file are; files of one kind that are named alike may
// be classes of images.
type Kind struct {
	Bands   int
	Type    raster.SampleType
	Palette bool
}

// group is units of which one may hold the label rasters of another: their
// folders differ in one part of the path, or one lies in the other.
type group struct {
	above *folders.Folder // of the part
	below string          // the path below the part
	loose bool            // the part is two folders, of which one holds the other alone
}

// placed is a unit in a group: part is the part of its path that differs, "" where
// its folder lies above those of the others.
type placed struct {
	*unit
	part string
}

// search looks for label rasters.
type search struct {
	all     Files
	look    func(i int32) *Look // nil where names alone decide
	looks   map[int32]*Look     // nil for a file that cannot be read
	asked   map[[4]string][2]int
	targets map[*unit][]target
	list    []*unit // of targets, in the order in which they were found
}

// target is an image unit of a label unit, and how files pair.
type target struct {
	images *unit
	by     pairing
}

// Find returns which files are label rasters, and for images the index of theirs.
// Look returns nil for a file that cannot be read; where it is nil itself, names
// alone decide. The cost is linear in files: units are compared in groups of few.
func Find(t *folders.Tree, all Files, look func(i int32) *Look, decide func(decision.Decision)) (rasters map[int32]bool, of map[int32]int32) {
	s := &search{all: all, look: look, looks: make(map[int32]*Look), asked: make(map[[4]string][2]int), targets: make(map[*unit][]target)}
	groups := make(map[group][]placed)
	var order []group
	t.Top.Each(func(f *folders.Folder) {
		if len(f.Files) == 0 {
			return
		}
		units := units(f, all)
		add := func(g group, part string) {
			if groups[g] == nil {
				order = append(order, g)
			}
			for _, u := range units {
				groups[g] = append(groups[g], placed{u, part})
			}
		}
		add(group{above: f}, "")
		below := ""
		for a, level := f, 0; a != t.Top && level < mostLevels; a, level = a.Parent, level+1 {
			add(group{above: a.Parent, below: below}, a.Name)
			if up := a.Parent; up != t.Top && up.Wraps() { // annotations/trimaps beside images
				add(group{up.Parent, below, true}, up.Name+" "+a.Name)
			}
			below = "/" + a.Name + below
			add(group{above: a.Parent, below: below}, "")
		}
	}, nil)
	for _, g := range order {
		if units := groups[g]; len(units) > 1 && !g.loose {
			s.compare(units)
		}
	}
	for _, g := range order { // what has found no partner yet
		if g.loose {
			units := slices.DeleteFunc(groups[g], func(u placed) bool { return s.targets[u.unit] != nil })
			for _, u := range groups[group{above: g.above, below: g.below}] {
				if s.targets[u.unit] == nil {
					units = append(units, u)
				}
			}
			s.compare(units)
		}
	}
	return s.result(t, decide)
}

// largeGroup is how many units are compared each with each; of more, only those
// that a name or an extension tells apart.
const largeGroup = 16

// compare looks for label units in a group.
func (s *search) compare(units []placed) {
	images := units
	if len(units) > largeGroup {
		images = slices.Clone(units)
		slices.SortStableFunc(images, func(a, b placed) int {
			return cmp.Or(compareBool(hasWord(b.part, imageWords), hasWord(a.part, imageWords)), len(b.files)-len(a.files))
		})
		images = images[:4]
	}
	for _, u := range units {
		for _, p := range images {
			if p.unit == u.unit || s.targets[p.unit] != nil || len(units) > largeGroup && u.ext == p.ext && !hasWord(u.part, labelWords) && !labelWords[u.ending] ||
				slices.ContainsFunc(s.targets[u.unit], func(t target) bool { return t.images == p.unit }) {
				continue
			}
			if by, ok := s.areLabels(u, p); ok {
				if s.targets[u.unit] == nil {
					s.list = append(s.list, u.unit)
				}
				s.targets[u.unit] = append(s.targets[u.unit], target{p.unit, by})
			}
		}
	}
}

// areLabels reports whether the files of u are label rasters of those of p.
func (s *search) areLabels(u, p placed) (by pairing, ok bool) {
	mine, theirs := u.part, p.part
	if u.in == p.in {
		mine, theirs = u.ending, p.ending
	}
	said := hasWord(mine, labelWords) && !hasWord(theirs, labelWords) || u.in != p.in && hasWord(u.ending, labelWords) && !hasWord(p.ending, labelWords) ||
		hasWord(theirs, imageWords) && !hasWord(mine, imageWords)
	if hasWord(theirs, labelWords) && !hasWord(mine, labelWords) {
		return by, false // the other way round
	}
	if s.look == nil && !(said && (hasWord(mine, labelWords) || hasWord(u.ending, labelWords))) {
		return by, false
	}
	paired := false
	if by, paired = u.pairs(p.unit, s.all); !paired {
		if !hasWord(mine, labelWords) || !hasWord(theirs, imageWords) {
			return by, false
		}
		by = pairing{wholeStem, wholeStem}
	}
	if s.look == nil {
		return by, paired
	}
	key := [4]string{mine, theirs, u.ext, p.ext}
	if n := s.asked[key]; max(n[0], n[1]) >= 8 && min(n[0], n[1]) == 0 {
		return by, n[1] > 0
	}
	ok = s.showLabels(u.unit, p.unit, by, paired, said || u.ext != p.ext)
	n := s.asked[key]
	if ok {
		n[1]++
	} else {
		n[0]++
	}
	s.asked[key] = n
	return by, ok
}

// manyLooks is how many files of a unit are looked into.
const manyLooks = 16

// showLabels decides by pixels.
func (s *search) showLabels(u, p *unit, by pairing, paired, differ bool) bool {
	theirs := p.keysOf(by.theirs, s.all)
	mine, other, looked := 0, 0, 0 // of which labelled
	step := max(1, (len(u.files)+manyLooks-1)/manyLooks)
	sizes := 0
	for i := 0; i < len(u.files); i += step {
		a := s.lookAt(u.files[i])
		if a == nil {
			continue
		}
		at, ok := theirs[u.key(by.mine, i)]
		if !paired {
			at, ok = int32(i*len(p.files)/len(u.files)), true
		}
		if !ok || at < 0 {
			continue
		}
		b := s.lookAt(p.files[at])
		if b == nil {
			continue
		}
		if looked == 0 && !differ && a.Kind == b.Kind {
			return false // nothing tells them apart: classes, say
		}
		looked++
		if a.Labelled {
			mine++
		}
		if b.Labelled {
			other++
		}
		if a.Width == b.Width && a.Height == b.Height {
			sizes++
		}
	}
	return looked > 0 && 10*sizes >= 9*looked && 2*mine > looked && 2*other <= looked
}

// lookAt looks into a file, once.
func (s *search) lookAt(i int32) *Look {
	l, known := s.looks[i]
	if !known {
		l = s.look(i)
		s.looks[i] = l
	}
	return l
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
