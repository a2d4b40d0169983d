package imageset

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
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

// mask lays the mask of an image over its source, which it takes over.
func (s *Set) mask(src raster.Source, it *dataset.Item) (raster.Source, error) {
	m := &s.View.Masks
	if m.Pattern == "" {
		return src, nil
	}
	item := dataset.Item{Path: m.Path(it.Path)}
	f, err := item.Open()
	if err != nil {
		src.Close()
		if os.IsNotExist(err) {
			return nil, fmt.Errorf("its mask %s does not exist", dataset.Text(item.Path))
		}
		return nil, fmt.Errorf("its mask: %w", err)
	}
	mask, err := openFile(f, raster.Options{Limits: s.options.Limits, Indices: true}, &s.options)
	if err != nil {
		src.Close()
		return nil, fmt.Errorf("its mask %s: %w", dataset.Text(item.Path), err)
	}
	var values []float64
	for _, v := range m.Values {
		values = append(values, float64(v))
	}
	masked, err := raster.NewMasked(src, mask, values)
	if err != nil {
		mask.Close()
		src.Close()
		return nil, fmt.Errorf("its mask %s: %w", dataset.Text(item.Path), err)
	}
	return masked, nil
}
