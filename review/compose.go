package review

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
	"slices"
	"strconv"
	"sync"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
	"github.com/bandprep/bandprep/transforms"
)

// composer makes pictures of images.
type composer struct {
	in    *pipeline.Input
	table *table.Table
	model *pca.Model
	whole func() stats.Summary // of the dataset
	mu    sync.Mutex
	near  *limits        // 2 and 98 % of the dataset, once they were asked for
	at    map[string]int // of measured images: index by id
	set   *imageset.Set
}

func newComposer(o *Options) *composer {
	c := &composer{in: o.Input, table: o.Table, model: o.Model}
	c.whole = sync.OnceValue(func() stats.Summary {
		sum, err := derive.Sum(c.table, nil)
		if err != nil { // of a temporary file with products, which are not needed
			sum = derive.NewTotals()
			for i := range c.table.Rows.Len() {
				sum.Add("", c.table.Rows.Moments(i))
			}
		}
		return sum.Summary(0)
	})
	if set := o.Input.Set(); set != nil {
		c.set, c.at = set, make(map[string]int, set.Images.Len())
		for i, im := range set.Images.All() {
			c.at[im.ID] = i
		}
	}
	return c
}

// open opens the image of a row with the bands of the dataset.
func (c *composer) open(ctx context.Context, i int) (raster.Source, error) {
	set, im := c.set, (*imageset.Image)(nil)
	if set != nil {
		at, ok := c.at[c.table.Rows.ID(i)]
		if !ok {
			return nil, fmt.Errorf("%s is not among the images", c.table.Rows.ID(i))
		}
		im = set.Images.At(at)
	} else {
		some, images, err := c.in.ImagesOf(ctx, c.table, func(k int) bool { return k == i })
		if err != nil {
			return nil, err
		}
		set, im = some, images.At(0)
	}
	src, err := set.Open(im, 1)
	if err != nil {
		return nil, err
	}
	return set.WithBands(src, im)
}

// picture returns image i as a JPEG.
func (c *composer) picture(ctx context.Context, i int, v view) ([]byte, error) {
	chain := transforms.Chain{transforms.Orient{}}
	if v.pca {
		out := c.model.Output
		if out == nil {
			out = c.model.NormalOutput()
		}
		chain = append(chain, transforms.Project{Model: c.model, To: raster.Uint8, Low: out.Low, High: out.High})
		if n := len(c.model.Components); n != 1 {
			chain = append(chain, selectBands([3]int{0, min(1, n-1), min(2, n-1)}))
		}
		v.stretch = stretchStored
	} else {
		chain = append(chain, selectBands(v.bands))
	}
	b, t, err := c.read(ctx, i, chain, v.size, transforms.Bilinear)
	if err != nil {
		return nil, err
	}
	var l *limits
	switch v.stretch {
	case stretchStored:
	case stretchImage:
		l = limitsOf(b, t, 2)
	case stretchMinMax:
		l = limitsOf(b, t, 0)
	case stretchSigma:
		all := c.whole()
		l = new(limits)
		for _, band := range v.bands {
			s := all.Bands[band]
			l.add(s.Mean-2*s.StdDev, s.Mean+2*s.StdDev)
		}
	default:
		all, err := c.dataset(ctx)
		if err != nil {
			return nil, err
		}
		l = new(limits)
		for _, band := range v.bands {
			l.add(all.low[band], all.high[band])
		}
	}
	img, err := transforms.Preview(opaque(stretched(b, t, l)), v.size)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = jpeg.Encode(&out, img, &jpeg.Options{Quality: 90})
	return out.Bytes(), err
}

func selectBands(bands [3]int) transforms.Transform {
	names := []string{strconv.Itoa(bands[0] + 1)}
	if bands[1] != bands[0] || bands[2] != bands[0] {
		names = append(names, strconv.Itoa(bands[1]+1), strconv.Itoa(bands[2]+1))
	}
	return transforms.Bands{Select: names}
}

// read reads an image through a chain, made to fit into size×size pixels.
func (c *composer) read(ctx context.Context, i int, chain transforms.Chain, size int, f transforms.Filter) (*raster.Block, raster.SampleType, error) {
	src, err := c.open(ctx, i)
	if err != nil {
		return nil, 0, err
	}
	h, err := chain.Header(src.Header())
	if err != nil {
		src.Close()
		return nil, 0, err
	}
	if long := max(h.Width, h.Height); long > size {
		chain = append(slices.Clone(chain), transforms.Resize{Width: max(1, h.Width*size/long), Height: max(1, h.Height*size/long), Filter: f})
	}
	out, err := chain.Open(src)
	if err != nil {
		src.Close()
		return nil, 0, err
	}
	defer out.Close()
	b := new(raster.Block)
	h = out.Header()
	return b, h.Type, out.Read(ctx, h.Window(), b)
}

// Of how many images, and of how many samples at most, the limits of the
// dataset are estimated; and the size that each is looked at in.
const (
	limitImages  = 24
	limitSamples = 1 << 28
	limitSize    = 96
)

// dataset returns 2 and 98 % of every band, over images that lie evenly in the
// dataset. Pixels are picked, not averaged, so that extremes stay.
func (c *composer) dataset(ctx context.Context) (*limits, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.near != nil {
		return c.near, nil
	}
	n, bands := c.table.Rows.Len(), len(c.table.Bands)
	values := make([][]float64, bands)
	var samples int64
	var last error
	for k := range min(n, limitImages) {
		i := k * n / min(n, limitImages)
		row := c.table.Rows.At(i)
		if samples += row.Total * int64(bands); samples > limitSamples && k > 0 {
			break
		}
		b, t, err := c.read(ctx, i, transforms.Chain{transforms.Orient{}}, limitSize, transforms.Nearest)
		if err != nil {
			last = err
			continue
		}
		gather(values, b, t)
	}
	l := new(limits)
	for _, list := range values {
		l.of(list, 2)
	}
	if len(values[0]) == 0 && last != nil {
		return nil, last
	}
	c.near = l
	return l, nil
}
