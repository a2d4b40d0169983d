package imageset

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/keep"
	"github.com/bandprep/bandprep/raster/stack"
)

// notMasks yields the indices of the items that are not the mask of another one.
func notMasks(m *table.Masks, items *dataset.Items) iter.Seq[int] {
	if m.Pattern == "" {
		return indices(items.Len())
	}
	masks := make(map[string]bool, items.Len())
	for _, it := range items.All() {
		if mask := filepath.Clean(m.Path(it.Path)); mask != filepath.Clean(it.Path) {
			masks[mask] = true
		}
	}
	return func(yield func(int) bool) {
		for i, it := range items.All() {
			if !masks[filepath.Clean(it.Path)] && !yield(i) {
				return
			}
		}
	}
}

// mask lays the masks that the view names over an image's source, which it takes
// over.
func (s *Set) mask(src raster.Source, it *dataset.Item) (raster.Source, error) {
	m := &s.View.Masks
	if !m.Any() {
		return src, nil
	}
	var masks []raster.Source
	fail := func(err error) (raster.Source, error) {
		for _, mask := range masks {
			mask.Close()
		}
		src.Close()
		return nil, err
	}
	expr, err := m.Expr()
	if err != nil {
		return fail(err)
	}
	for _, name := range expr.Names() {
		mask, err := s.openMask(it, name, src.Header())
		if err != nil {
			return fail(err)
		}
		masks = append(masks, mask)
	}
	masked, err := keep.New(src, expr, masks)
	if err != nil {
		return fail(err)
	}
	masked.EveryClass = m.Keep == "" && m.Values == nil
	return masked, nil
}

// openMask opens the mask of a name in an expression, on the grid of an image.
func (s *Set) openMask(it *dataset.Item, name string, like raster.Header) (raster.Source, error) {
	m := &s.View.Masks
	if m.Pattern == "" {
		return s.productMask(it, name, like)
	}
	item := dataset.Item{Path: m.Path(it.Path)}
	f, err := item.Open()
	if err != nil {
		if os.IsNotExist(err) {
			return nil, fmt.Errorf("its mask %s does not exist", dataset.Text(item.Path))
		}
		return nil, fmt.Errorf("its mask: %w", err)
	}
	mask, err := s.maskBand(f, name, -1, like)
	if err != nil {
		return nil, fmt.Errorf("its mask %s: %w", dataset.Text(item.Path), err)
	}
	return mask, nil
}

// productMask opens a mask that belongs to a product.
func (s *Set) productMask(it *dataset.Item, name string, like raster.Header) (raster.Source, error) {
	if it.Stack != nil {
		for _, m := range it.Stack.Masks {
			if m.Name != name {
				continue
			}
			f, err := it.OpenBeside(m.Path)
			if err != nil {
				return nil, &memberError{m.Path, err}
			}
			mask, err := s.maskBand(f, name, m.Index, like)
			if err != nil {
				return nil, &memberError{m.Path, err}
			}
			return mask, nil
		}
	}
	return nil, &optionError{fmt.Errorf("--keep: %s is no mask of %s: --mask-from says where masks lie", name, it.ID)}
}

// maskBand opens the band that a name asks for, of the mask in f: the one of the
// name behind the dot or of that number from 1, else the only one. Values count as
// they are stored, a palette's as indices. Where at is not negative, it is the index
// of the band. It closes f where it fails.
func (s *Set) maskBand(f raster.File, name string, at int, like raster.Header) (raster.Source, error) {
	src, err := openFile(f, raster.Options{Limits: s.options.Limits, Indices: true}, &s.options)
	if err != nil {
		return nil, err
	}
	fail := func(err error) (raster.Source, error) {
		src.Close()
		return nil, err
	}
	h := src.Header()
	file, band, ok := strings.Cut(name, ".")
	if names := BandNames(h.Bands); ok || at > 0 {
		if at < 0 {
			at = slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, band) })
		}
		if i, err := strconv.Atoi(band); err == nil && at < 0 {
			at = i - 1
		}
		if at < 0 || at >= len(names) {
			return fail(raster.Unsupported("mask", "", "%s has no band %s: it has %s", file, band, words.Few(names)))
		}
		src = raster.NewView(src, raster.ViewOptions{Bands: []int{at}, Alpha: raster.AlphaBand})
	}
	onto, err := stack.Onto(src, "", like)
	if err != nil {
		return fail(err)
	}
	src = onto
	if err := keep.Fits(src.Header(), like, name); err != nil {
		return fail(err)
	}
	return src, nil
}
