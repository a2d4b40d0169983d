package pictures

import (
	"math"
	"slices"

	"github.com/bandprep/bandprep/raster"
)

// look is what was seen of one item.
type look struct {
	w, h       int         // of the planes
	shown      [][]float32 // planes of the shown bands; NaN where nothing is valid
	components [][]float32 // planes of three components, or nil
	classes    []float64   // plane of the label raster, or nil
	counts     [][]int64   // samples of each band in its bins
	cut        bool

	kind    raster.SampleType
	bins    []bins
	bands   int
	window  raster.Window
	size    int
	step    int       // side of the squares that are averaged
	sums    []float64 // [bands][h][w]
	numbers []int32
	keep    []int // bands whose sums are needed
}

func newLook(l *looker, h *raster.Header) *look {
	k := &look{kind: h.Type, bins: l.bins, bands: min(len(h.Bands), len(l.bins)), size: l.size, keep: slices.Clone(l.shown)}
	if m := l.d.Model; m != nil {
		for b, name := range l.d.Table.Bands {
			if slices.Contains(m.Bands, name) && !slices.Contains(k.keep, b) {
				k.keep = append(k.keep, b)
			}
		}
	}
	k.counts = make([][]int64, len(l.bins))
	for b := range k.counts {
		k.counts[b] = make([]int64, l.bins[b].n)
	}
	return k
}

// begin prepares for the samples of w.
func (k *look) begin(w raster.Window) {
	k.window = w
	k.step = max(1, max(w.W, w.H)/k.size)
	k.w, k.h = (w.W+k.step-1)/k.step, (w.H+k.step-1)/k.step
	k.sums = make([]float64, k.bands*k.w*k.h)
	k.numbers = make([]int32, k.bands*k.w*k.h)
}

// add counts the samples of a block.
func (k *look) add(b *raster.Block) {
	for band := range k.bands {
		n := b.Window.Pixels()
		valid := b.ValidBand(band)
		wanted := slices.Contains(k.keep, band)
		switch b.Storage() {
		case raster.StoreU8:
			addSamples(k, b.Window, band, b.U8[band*n:][:n], valid, 0, wanted)
		case raster.StoreU16:
			addSamples(k, b.Window, band, b.U16[band*n:][:n], valid, float64(k.kind.Bias()), wanted)
		default:
			addSamples(k, b.Window, band, b.F64[band*n:][:n], valid, 0, wanted)
		}
	}
}

func addSamples[T uint8 | uint16 | float64](k *look, w raster.Window, band int, x []T, valid []bool, bias float64, wanted bool) {
	bin, counts := k.bins[band], k.counts[band]
	last := float64(len(counts) - 1)
	for y := range w.H {
		row := (band*k.h + (w.Y+y-k.window.Y)/k.step) * k.w
		at, left := row+(w.X-k.window.X)/k.step, k.step-(w.X-k.window.X)%k.step
		for i := y * w.W; i < (y+1)*w.W; i++ {
			if v := float64(x[i]) - bias; (valid == nil || valid[i]) && v-v == 0 {
				counts[int(min(max((v-bin.low)/bin.width, 0), last))]++
				if wanted {
					k.sums[at] += v
					k.numbers[at]++
				}
			}
			if left--; left == 0 {
				at, left = at+1, k.step
			}
		}
	}
}

// finish turns sums into the planes that pictures are made of.
func (k *look) finish(l *looker) {
	n := k.w * k.h
	mean := func(band, p int) float32 {
		if band >= k.bands || k.numbers[band*n+p] == 0 {
			return float32(math.NaN())
		}
		return float32(k.sums[band*n+p] / float64(k.numbers[band*n+p]))
	}
	for _, band := range l.shown {
		plane := make([]float32, n)
		for p := range plane {
			plane[p] = mean(band, p)
		}
		k.shown = append(k.shown, plane)
	}
	if m := l.d.Model; m != nil && m.Output != nil && len(m.Components) >= 3 {
		place := make([]int, len(m.Bands))
		for i, name := range m.Bands {
			place[i] = slices.Index(l.d.Table.Bands, name)
		}
		if slices.Contains(place, -1) {
			k.sums, k.numbers = nil, nil
			return
		}
		means, to := make([]float32, len(l.d.Table.Bands)), make([]float32, 3)
		k.components = [][]float32{make([]float32, n), make([]float32, n), make([]float32, n)}
		for p := range n {
			for _, b := range place {
				means[b] = mean(b, p)
			}
			project(m, place, means, to)
			for c := range k.components {
				k.components[c][p] = to[c]
			}
		}
	}
	k.sums, k.numbers = nil, nil
}
