package pipeline

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Masks say which pixels of an image count. The zero value counts all.
type Masks struct {
	// Pattern is the path of an image's mask: {dir} stands for the image's
	// folder, {name} for its name without extension.
	Pattern string
	// Values are those of the mask where pixels count; nil means all but 0.
	Values []float64
	// PerClass counts each value of the mask by itself, 0 included.
	PerClass bool
}

// Validate returns an error that names the option at fault.
func (m *Masks) Validate() error {
	switch {
	case m.Pattern == "" && (m.Values != nil || m.PerClass):
		return fmt.Errorf("--mask-value and --per class are for --mask-from")
	case m.Pattern != "" && !strings.Contains(m.Pattern, "{name}"):
		return fmt.Errorf("--mask-from %q: want a path with {name}, as {dir}/../masks/{name}.png", m.Pattern)
	}
	return nil
}

// path returns the path of the mask of an image.
func (m *Masks) path(it *dataset.Item) string {
	base := filepath.Base(it.Path)
	name := strings.TrimSuffix(base, filepath.Ext(base))
	return filepath.FromSlash(strings.NewReplacer("{dir}", filepath.ToSlash(filepath.Dir(it.Path)), "{name}", name).Replace(m.Pattern))
}

// images yields the indices of the items that are not the mask of another one.
func (m *Masks) images(items *dataset.Items) iter.Seq[int] {
	if m.Pattern == "" {
		return indices(items.Len())
	}
	masks := make(map[string]bool, items.Len())
	for _, it := range items.All() {
		if mask := filepath.Clean(m.path(it)); mask != filepath.Clean(it.Path) {
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

// over lays the mask of an image over its source, which it takes over.
func (m *Masks) over(src raster.Source, it *dataset.Item, o Options) (raster.Source, error) {
	if m.Pattern == "" {
		return src, nil
	}
	item := dataset.Item{Path: m.path(it)}
	f, err := item.Open()
	if err != nil {
		src.Close()
		if os.IsNotExist(err) {
			return nil, fmt.Errorf("its mask %s does not exist", dataset.Text(item.Path))
		}
		return nil, fmt.Errorf("its mask: %w", err)
	}
	mask, err := openFile(f, raster.Options{Limits: o.Limits, Indices: true}, o)
	if err != nil {
		src.Close()
		return nil, fmt.Errorf("its mask %s: %w", dataset.Text(item.Path), err)
	}
	masked, err := raster.NewMasked(src, mask, m.Values)
	if err != nil {
		mask.Close()
		src.Close()
		return nil, fmt.Errorf("its mask %s: %w", dataset.Text(item.Path), err)
	}
	return masked, nil
}

// readClasses adds the samples of one window to an accumulator per class.
func (m *measurer) readClasses(ctx context.Context, src *raster.Masked, w raster.Window, p *partial) error {
	mask := m.blocks.get()
	defer m.blocks.put(mask)
	classes, err := src.Classes(ctx, w, mask)
	if err != nil {
		return err
	}
	b := m.blocks.get()
	defer m.blocks.put(b)
	if p.classes == nil {
		p.classes = make(map[float64]*stats.Accumulator)
	}
	for _, class := range classes {
		if err := src.Image().Read(ctx, w, b); err != nil {
			return err
		}
		b.KeepWhere(mask, src.MaskType(), func(v float64) bool { return v == class })
		acc := p.classes[class]
		if acc == nil {
			acc = m.accumulator(p.image)
			p.classes[class] = acc
		}
		acc.Add(b)
	}
	return nil
}

// mergeClasses adds the classes of the next partial result.
func (p *partial) mergeClasses(next *partial, m *measurer) {
	for class, acc := range next.classes {
		if p.classes == nil {
			p.classes = make(map[float64]*stats.Accumulator)
		}
		if have := p.classes[class]; have != nil {
			have.Merge(acc)
			m.free(next.image, acc)
		} else {
			p.classes[class] = acc
		}
	}
}

// ClassMoments are the statistics of the pixels of one mask class.
type ClassMoments struct {
	Class   float64
	Moments stats.Moments
}

func (p *partial) classMoments(m *measurer) []ClassMoments {
	var out []ClassMoments
	for _, class := range slices.Sorted(maps.Keys(p.classes)) {
		acc := p.classes[class]
		c := ClassMoments{class, acc.Moments()}
		c.Moments.Pixels = slices.Max(c.Moments.Valid) // pixels of other classes are no part of it
		out = append(out, c)
		m.free(p.image, acc)
	}
	return out
}
