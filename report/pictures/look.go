package pictures

import (
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/report"
	"github.com/bandprep/bandprep/report/svg"
	"github.com/bandprep/bandprep/transforms"
)

// Options say how items are looked at. The zero value is that of a page.
type Options struct {
	Size    int // longer side of a picture in pixels; 0: 128
	Workers int
}

// ErrPatients says that items come from DICOM files.
var ErrPatients = fmt.Errorf("items come from DICOM files")

// Look reads the chosen items of the input, whose table is that of d, again.
// Items that cannot be read any more have no picture. It returns [ErrPatients]
// where an item comes from a DICOM file and patients is not set.
func Look(ctx context.Context, in *pipeline.Input, d *derive.Dataset, c report.Choice, patients bool, o Options) (*report.Pictures, error) {
	if o.Size == 0 {
		o.Size = 128
	}
	t := d.Table
	rows := c.Rows()
	set, images, err := in.ImagesOf(ctx, t, func(i int) bool {
		_, chosen := slices.BinarySearch(rows, i)
		return chosen
	})
	if err != nil {
		return nil, err
	}
	for i := range set.Layouts {
		if set.Layouts[i].Header.Format == "dicom" && !patients {
			return nil, ErrPatients
		}
	}
	byID := make(map[string]int)
	for _, i := range rows {
		byID[t.Rows.ID(i)] = i
	}
	l := newLooker(d, set, o.Size)
	random := make(map[int]bool)
	for _, i := range c.Random {
		random[i] = true
	}
	seen := make(map[int]*look)
	work := func(yield func(*imageset.Image) bool) {
		for _, im := range images.All() {
			if !yield(im) {
				return
			}
		}
	}
	type result struct {
		row  int
		look *look
	}
	for r := range ordered.Map(ctx, o.Workers, work, func(ctx context.Context, im *imageset.Image) result {
		k, err := l.read(ctx, im)
		if err != nil {
			k = nil // a page without this picture is better than no page
		}
		return result{byID[im.ID], k}
	}) {
		if r.look == nil {
			continue
		}
		seen[r.row] = r.look
		if random[r.row] {
			l.count(t.Rows.Split(r.row), r.look.counts)
		}
		r.look.counts = nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := &report.Pictures{Of: make(map[int]report.Picture), Sampled: l.sampled, Histograms: l.histograms(), Shown: l.describe(), Classes: describeClasses(seen)}
	for row, k := range seen {
		if p.Of[row], err = l.picture(k); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// looker is what all items have in common while they are looked at.
type looker struct {
	d       *derive.Dataset
	set     *imageset.Set
	size    int
	shown   []int // bands that are shown: one, or those for red, green and blue
	bins    []bins
	parts   map[string][][]int64 // counts of each split, by band
	sampled int
}

func newLooker(d *derive.Dataset, set *imageset.Set, size int) *looker {
	return &looker{d: d, set: set, size: size, shown: shownBands(d.Table.Bands), bins: newBins(d), parts: make(map[string][][]int64)}
}

func (l *looker) count(split string, counts [][]int64) {
	l.sampled++
	into := l.parts[split]
	if into == nil {
		l.parts[split] = counts
		return
	}
	for b := range counts {
		for k, n := range counts[b] {
			into[b][k] += n
		}
	}
}

// histograms returns what was counted, band by band.
func (l *looker) histograms() (list []svg.Histogram) {
	for b, name := range l.d.Table.Bands {
		h := svg.Histogram{Title: name, Axis: "stored value", Low: l.bins[b].low, Width: l.bins[b].width}
		for _, split := range append(derive.Splits, "") {
			if counts, ok := l.parts[split]; ok {
				if split == "" {
					split = "none"
				}
				h.Series = append(h.Series, svg.HistogramSeries{Name: split, Counts: counts[b]})
			}
		}
		list = append(list, h)
	}
	return list
}

// mostSamples is how many samples of an item are read; of a larger one, only
// the middle is looked at.
const mostSamples = 1 << 27

// read looks at one item.
func (l *looker) read(ctx context.Context, im *imageset.Image) (*look, error) {
	src, err := l.set.Open(im, 1)
	if err != nil {
		return nil, err
	}
	if src, err = l.set.WithBands(src, im); err != nil {
		return nil, err
	}
	defer func() { src.Close() }()
	if o := l.set.Layouts[im.Layout].Header.Orientation; o > 1 && src.Header().Orientation == o {
		upright, err := transforms.Chain{transforms.Orient{}}.Open(src)
		if err != nil {
			return nil, err
		}
		src = upright
	}
	h := src.Header()
	w := h.Window()
	k := newLook(l, &h)
	if int64(w.Pixels())*int64(len(h.Bands)) > mostSamples {
		side := 2048
		for side > 256 && side*side*len(h.Bands) > mostSamples {
			side /= 2
		}
		w = raster.Window{X: max(0, (w.W-side)/2), Y: max(0, (w.H-side)/2), W: min(side, w.W), H: min(side, w.H)}
		k.cut = true
	}
	k.begin(w)
	var b raster.Block
	for _, task := range src.Tasks(w) {
		if err := raster.Each(ctx, src, task, &b, func(b *raster.Block) error { k.add(b); return nil }); err != nil {
			return nil, err
		}
	}
	k.finish(l)
	if k.readClasses(ctx, l.set, im) != nil {
		k.classes = nil // the picture goes without
	}
	return k, nil
}

// picture turns what was seen into pictures, once all was seen.
func (l *looker) picture(k *look) (p report.Picture, err error) {
	p.Cut = k.cut
	n := &l.d.Normalization
	low, high := l.stretch()
	if p.Raw, err = k.image(l.size, k.shown, low, high); err != nil {
		return p, err
	}
	p.Labels = k.overlaid(p.Raw)
	for i, b := range l.shown {
		mean, std := float64(n.Mean[b]), float64(n.Std[b])
		low[i], high[i] = n.Scale*(mean-float64(2*std)), n.Scale*(mean+float64(2*std))
	}
	if p.Normalized, err = k.image(l.size, k.shown, low, high); err != nil || k.components == nil {
		return p, err
	}
	out := l.d.Model.Output
	p.Components, err = k.image(l.size, k.components, out.Low, out.High)
	return p, err
}

// stretch returns which value of each shown band is black and which white: 8-bit
// grey and colour are shown as they are, all else from the 2nd to the 98th
// percentile of what was sampled.
func (l *looker) stretch() (low, high []float64) {
	for _, b := range l.shown {
		lo, hi := 0.0, 255.0
		if !l.asStored() {
			lo, hi = l.bins[b].range96(l.parts, b)
		}
		low, high = append(low, lo), append(high, hi)
	}
	return low, high
}

func (l *looker) asStored() bool { return l.d.Table.Type == raster.Uint8 && len(l.d.Table.Bands) <= 3 }

// describe says what pictures show.
func (l *looker) describe() string {
	names := l.d.Table.Bands
	if l.asStored() && len(l.shown) == len(names) {
		return ""
	}
	s := fmt.Sprintf("band %s in grey", names[l.shown[0]])
	if len(l.shown) == 3 {
		s = fmt.Sprintf("bands %s, %s and %s as red, green and blue", names[l.shown[0]], names[l.shown[1]], names[l.shown[2]])
	}
	return s + ", from the 2nd percentile of the set (black) to the 98th (white)"
}

// project returns the components of means, which hold one value for each band
// of the table.
func project(m *pca.Model, place []int, means, to []float32) {
	for c, weights := range m.Components {
		if c == 3 {
			return
		}
		sum := 0.0
		for i, b := range place {
			sum += float64(weights[i] * ((float64(means[b]) - m.Mean[i]) / m.Scale[i]))
		}
		to[c] = float32(sum)
	}
}

// image makes a picture of planes of values.
func (k *look) image(size int, planes [][]float32, low, high []float64) (*image.NRGBA, error) {
	n := k.w * k.h
	var b raster.Block
	bands := 1
	if len(planes) >= 3 {
		bands = 3
	}
	b.Reset(raster.Window{W: k.w, H: k.h}, bands, raster.StoreU8)
	valid := b.MakeValid()
	for i := range bands {
		scale := 255 / (high[i] - low[i])
		for p, v := range planes[i][:n] {
			if v != v || !(high[i] > low[i]) {
				valid[i*n+p] = false
				b.U8[i*n+p] = 0
				continue
			}
			b.U8[i*n+p] = uint8(min(max((float64(v)-low[i])*scale, 0), 255) + 0.5)
		}
	}
	return transforms.Preview(&b, size)
}
