package dataset

import (
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/product"
)

// productFile is a file of a product: as its metadata call it, and where it lies.
type productFile struct{ name, path string }

// Mask is a band that says what lies in the pixels of an item.
type Mask struct {
	Name, Path string
	Index      int // of the band in the file, from 0
}

// path returns where a file of the product lies.
func (s *Stack) path(file string) string {
	i := slices.IndexFunc(s.files, func(f productFile) bool { return f.name == file })
	return s.files[i].path
}

// chooseAll takes all bands of the product.
func (s *Stack) chooseAll() {
	var names []string
	for i := range s.Product.Bands {
		names = append(names, s.Product.Bands[i].Name)
	}
	s.Choose(names, nil)
}

// Choose makes the stack of a product that of some of its bands, in the order of
// its files, and finds its masks. What the product has none of is left out; see
// [product.Product.Find].
func (s *Stack) Choose(bands, masks []string) {
	s.Paths, s.Names, s.Bands, s.Masks = nil, nil, nil, nil
	for _, list := range [][]product.Band{s.Product.Bands, s.Product.Others} {
		for i := range list {
			b := &list[i]
			if !slices.ContainsFunc(bands, func(name string) bool { return strings.EqualFold(name, b.Name) }) {
				continue
			}
			if n := len(s.Paths); n > 0 && s.Paths[n-1] == s.path(b.File) {
				s.Names[n-1] += "," + b.Name
			} else {
				s.Paths, s.Names = append(s.Paths, s.path(b.File)), append(s.Names, b.Name)
			}
			s.Bands = append(s.Bands, *b)
		}
	}
	for _, name := range masks {
		if b := s.Product.Find(name); b != nil {
			s.Masks = append(s.Masks, Mask{name, s.path(b.File), b.Index})
		}
	}
}
