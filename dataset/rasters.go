package dataset

import (
	"cmp"
	"slices"
)

// The values of [Options.LabelRasters].
const (
	LabelRastersPaired = ""       // label rasters are paired with their images and are none themselves
	LabelRastersImages = "images" // everything is an image
)

// group is units of which one may hold the label rasters of another: their
// folders differ in one part of the path, or one lies in the other.
type group struct {
	above *folder // of the part
	below string  // the path below the part
	loose bool    // the part is two folders, of which one holds the other alone
}

// placed is a unit in a group: part is the part of its path that differs, "" where
// its folder lies above those of the others.
type placed struct {
	*unit
	part string
}

// rasterSearch looks for label rasters.
type rasterSearch struct {
	l       *Listing
	t       *tree
	all     []found
	peek    Peeker
	peeks   map[int32]*Peek // nil for a file that cannot be read
	asked   map[[4]string][2]int
	targets map[*unit][]target
	list    []*unit // of targets, in the order in which they were found
}

// target is an image unit of a label unit, and how files pair.
type target struct {
	images *unit
	by     pairing
}

// findRasters returns which files are label rasters, and for images the index of
// theirs. The cost is linear in files: units are compared in groups of few.
func (t *tree) findRasters(l *Listing, all []found, peek Peeker) (rasters map[int32]bool, of map[int32]int32) {
	s := &rasterSearch{l: l, t: t, all: all, peek: peek, peeks: make(map[int32]*Peek), asked: make(map[[4]string][2]int), targets: make(map[*unit][]target)}
	groups := make(map[group][]placed)
	var order []group
	t.top.each(func(f *folder) {
		if len(f.files) == 0 {
			return
		}
		units := t.units(f, all)
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
		for a, level := f, 0; a != t.top && level < mostLevels; a, level = a.parent, level+1 {
			add(group{above: a.parent, below: below}, a.name)
			if up := a.parent; up != t.top && up.wraps() { // annotations/trimaps beside images
				add(group{up.parent, below, true}, up.name+" "+a.name)
			}
			below = "/" + a.name + below
			add(group{above: a.parent, below: below}, "")
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
	return s.result()
}

// largeGroup is how many units are compared each with each; of more, only those
// that a name or an extension tells apart.
const largeGroup = 16

// compare looks for label units in a group.
func (s *rasterSearch) compare(units []placed) {
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
func (s *rasterSearch) areLabels(u, p placed) (by pairing, ok bool) {
	mine, theirs := u.part, p.part
	if u.in == p.in {
		mine, theirs = u.ending, p.ending
	}
	said := hasWord(mine, labelWords) && !hasWord(theirs, labelWords) || u.in != p.in && hasWord(u.ending, labelWords) && !hasWord(p.ending, labelWords) ||
		hasWord(theirs, imageWords) && !hasWord(mine, imageWords)
	if hasWord(theirs, labelWords) && !hasWord(mine, labelWords) {
		return by, false // the other way round
	}
	if s.peek == nil && !(said && (hasWord(mine, labelWords) || hasWord(u.ending, labelWords))) {
		return by, false
	}
	paired := false
	if by, paired = u.pairs(p.unit, s.all); !paired {
		if !hasWord(mine, labelWords) || !hasWord(theirs, imageWords) {
			return by, false
		}
		by = pairing{wholeStem, wholeStem}
	}
	if s.peek == nil {
		return by, paired
	}
	key := [4]string{mine, theirs, u.ext, p.ext}
	if n := s.asked[key]; max(n[0], n[1]) >= 8 && min(n[0], n[1]) == 0 {
		return by, n[1] > 0
	}
	ok = s.look(u.unit, p.unit, by, paired, said || u.ext != p.ext)
	n := s.asked[key]
	if ok {
		n[1]++
	} else {
		n[0]++
	}
	s.asked[key] = n
	return by, ok
}

// manyPeeks is how many files of a unit are looked into.
const manyPeeks = 16

// look decides by pixels.
func (s *rasterSearch) look(u, p *unit, by pairing, paired, differ bool) bool {
	theirs := p.keysOf(by.theirs, s.all)
	var mine, other []Peek
	step := max(1, (len(u.files)+manyPeeks-1)/manyPeeks)
	sizes := 0
	for i := 0; i < len(u.files); i += step {
		a := s.peekAt(u.files[i])
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
		b := s.peekAt(p.files[at])
		if b == nil {
			continue
		}
		if len(mine) == 0 && !differ && a.sameKind(b) {
			return false // nothing tells them apart: classes, say
		}
		mine, other = append(mine, *a), append(other, *b)
		if a.Width == b.Width && a.Height == b.Height {
			sizes++
		}
	}
	return len(mine) > 0 && 10*sizes >= 9*len(mine) && looksLabelled(mine) && !looksLabelled(other)
}

// peekAt looks into a file, once.
func (s *rasterSearch) peekAt(i int32) *Peek {
	p, known := s.peeks[i]
	if !known {
		if got, err := s.peek(s.all[i].item(s.l)); err == nil {
			p = &got
		}
		s.peeks[i] = p
	}
	return p
}

// item returns what is needed to open a file.
func (f *found) item(l *Listing) *Item {
	it := &Item{Path: f.path()}
	if f.more != nil && f.more.member != "" {
		it.Member, it.archives = f.more.member, l.archives
	}
	return it
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
