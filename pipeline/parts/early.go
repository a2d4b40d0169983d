package parts

import (
	"sync"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// early is what was noted of items while headers were read, by many goroutines.
type early struct {
	mu   sync.Mutex
	kept []bool // by item; nil: none was
}

// PutEarly implements [measure.Known].
func (s *Store) PutEarly(item int, v *table.View, l *imageset.Layout, holds measure.Holds, hash [16]byte, data []byte) {
	look := &s.looks[item]
	if s.o.Dir == "" || look.files == (digest{}) {
		return
	}
	s.early.mu.Lock()
	defer s.early.mu.Unlock()
	if s.early.kept == nil {
		s.early.kept = make([]bool, len(s.looks))
	}
	s.early.kept[item] = true
	it := s.beside.listing.Items.At(item)
	s.add(&record{id: it.ID, files: look.files, change: look.change, bytes: s.beside.with(item, hash),
		seen: s.plans.early(it, v, l), holds: byte(holds), data: data})
}

// wasEarly reports whether the image of an item was noted already, seen as it is.
func (s *Store) wasEarly(item int, seen digest) bool {
	if s.early.kept == nil || !s.early.kept[item] {
		return false
	}
	it := s.beside.listing.Items.At(item)
	for _, plan := range s.plans.alone {
		if part(plan, it) == seen {
			return true
		}
	}
	return false
}
