package fetch

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"

	"github.com/bandprep/bandprep/fingerprint"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// picture is what is known of an image that came.
type picture struct {
	extension string // of what is stored
	width     int    // of what is stored
	height    int
	phash     string
	original  string // extension of the original, where what is stored is resized
	small     bool   // the resized image lies beside what came
	note      string
}

// extensions of the formats that are taken for images.
var extensions = map[string]string{"jpeg": ".jpg", "png": ".png", "webp": ".webp", "gif": ".gif", "tiff": ".tif",
	"jp2": ".jp2", "bmp": ".bmp", "dicom": ".dcm", "npy": ".npy"}

// inspect decodes the image in a temporary file, which it may replace by a
// resized one; the original then lies beside it.
func (g *getter) inspect(ctx context.Context, temp string) (picture, error) {
	p, err := g.within(ctx, temp, g.budget.share)
	large := new(raster.TooLargeError)
	if errors.As(err, &large) {
		// The whole budget for one image, while no other is decoded.
		p, err = g.within(ctx, temp, g.budget.whole)
	}
	switch {
	case errors.As(err, &large) && large.Limit == part(g.budget.whole):
		err = fail(TooLarge, "decoding takes %d bytes: --memory %dM would do", large.Need, large.Need*(g.o.Memory/part(g.budget.whole))>>20+1)
	case err != nil && raster.IsTyped(err):
		err = ofImage(err)
	case err == nil && p.small && g.o.KeepOriginals:
		err = g.root.Rename(temp, temp+originalEnd)
	}
	if p.small && err == nil {
		err = g.root.Rename(temp+smallEnd, temp)
	}
	return p, err
}

// Endings of temporary files beside the one of a row.
const (
	smallEnd    = ".small"
	originalEnd = ".original"
)

// part is how much of a budget one block of samples may take: a decoder may
// hold coefficients, samples and what it hands out.
func part(memory int64) int64 { return memory / 4 }

func (g *getter) within(ctx context.Context, temp string, memory int64) (p picture, err error) {
	release, err := g.budget.take(ctx, memory)
	if err != nil {
		return p, err
	}
	defer release()
	src, err := g.open(temp, memory)
	if err != nil {
		return p, err
	}
	defer src.Close()
	h := src.Header()
	ext, ok := extensions[h.Format]
	if !ok {
		return p, fail(Type, "%s is no format for a folder of images", h.Format)
	}
	p = picture{extension: ext, width: h.Width, height: h.Height}
	if h.Orientation >= 5 {
		p.width, p.height = h.Height, h.Width
	}
	if err := g.look(ctx, src, memory, &p); err != nil {
		return p, err
	}
	if s := g.o.Resize; s > 0 && min(p.width, p.height) > s {
		return p, g.resize(ctx, src, memory, temp, &p)
	}
	return p, nil
}

func (g *getter) open(temp string, memory int64) (raster.Source, error) {
	f, err := g.root.Open(temp)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	src, err := codec.Open(&file{f, info.Size()}, raster.Options{Limits: raster.Limits{BlockBytes: part(memory), TagBytes: part(memory)}})
	if err != nil {
		f.Close()
		return nil, err
	}
	return src, nil
}

// look reads every sample, which finds damage, and makes the perceptual hash.
func (g *getter) look(ctx context.Context, src raster.Source, memory int64, p *picture) error {
	view := raster.NewView(src, raster.ViewOptions{Normal: true})
	h := view.Header()
	colors := make([]raster.Color, len(h.Bands))
	for i, b := range h.Bands {
		colors[i] = b.Color
	}
	hasher := fingerprint.New(h.Window(), h.Type, colors)
	var block raster.Block
	for _, w := range view.Tasks(h.Window()) {
		if err := fits(&h, w, part(memory)); err != nil {
			return err
		}
		if err := raster.Each(ctx, view, w, &block, func(b *raster.Block) error {
			hasher.Add(b)
			return ctx.Err()
		}); err != nil {
			return err
		}
	}
	if sum := hasher.Sum(); sum.OK {
		p.phash = fmt.Sprintf("%016x", sum.Bits)
	}
	return nil
}

// fits returns an error where a window takes more than so many bytes.
func fits(h *raster.Header, w raster.Window, limit int64) error {
	size := map[raster.Storage]float64{raster.StoreU8: 1, raster.StoreU16: 2, raster.StoreF64: 8}[h.Type.Storage()]
	need := float64(w.W) * float64(w.H) * float64(len(h.Bands)) * size
	return raster.TooLarge(h.Format, "", "bytes of a decoded part", int64(min(need, math.MaxInt64/2)), limit)
}

// file is an open file as decoders read it.
type file struct {
	*os.File
	size int64
}

func (f *file) Size() int64 { return f.size }

// budget shares the memory for decoding: as many images at a time as there are
// processors, or one large one.
type budget struct {
	share, whole int64
	slots        chan struct{} // one for each share
	large        chan struct{} // held by who gathers all slots
}

func newBudget(memory int64) budget {
	n := int64(runtime.GOMAXPROCS(0))
	// Half of it: the collector lets garbage grow as large as what is in use.
	return budget{memory / 2 / n, memory / 2, make(chan struct{}, n), make(chan struct{}, 1)}
}

// take waits for a share, or for the whole.
func (b *budget) take(ctx context.Context, memory int64) (release func(), err error) {
	n := 1
	if memory > b.share {
		n = cap(b.slots)
		select {
		case b.large <- struct{}{}:
			defer func() { <-b.large }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	held := 0
	release = func() {
		for range held {
			<-b.slots
		}
	}
	for ; held < n; held++ {
		select {
		case b.slots <- struct{}{}:
		case <-ctx.Done():
			release()
			return nil, ctx.Err()
		}
	}
	return release, nil
}
