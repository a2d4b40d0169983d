package transforms

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// A task of a chain that changes the geometry reads and makes about taskBytes
// each, or more, up to maxTaskBytes, where that is less than two rows of the
// source's blocks: each task decodes the blocks at its edges once more than
// needed.
const (
	taskBytes    = 8 << 20
	maxTaskBytes = 64 << 20
)

// maxBlock is the largest number of samples of a window that is read.
const maxBlock = 1 << 30

// Open returns src seen through c. The blocks of src must tell in Valid which
// samples are nodata: see [raster.NewView]. Closing the result closes src. Like
// src, it is safe for concurrent use, and a [raster.Streamer] where src is one and all
// transforms leave pixels in their place.
func (c Chain) Open(src raster.Source) (raster.Source, error) {
	headers, err := c.headers(src.Header())
	if err != nil {
		return nil, err
	}
	if len(c) == 0 {
		return src, nil
	}
	v := &view{Source: src, chain: c, headers: headers}
	v.scratch.New = func() any { return &[2]raster.Block{} }
	if s, ok := src.(raster.Streamer); ok && v.pointwise() {
		return &streamView{view: v, src: s, from: sync.Pool{New: func() any { return new(raster.Block) }}}, nil
	}
	return v, nil
}

type view struct {
	raster.Source
	chain   Chain
	headers []raster.Header // before each transform, and of the result
	scratch sync.Pool       // of *[2]raster.Block
}

func (v *view) Header() raster.Header { return v.headers[len(v.chain)] }

// Tasks keeps those of the source where the chain leaves pixels in their
// place. Otherwise it cuts w into rows, unless the source is stored in one
// piece, which would be decoded for each.
func (v *view) Tasks(w raster.Window) []raster.Window {
	in, out := v.headers[0], v.Header()
	if v.pointwise() {
		return v.Source.Tasks(w)
	}
	need := v.needs(w)[0]
	if in.BlockH <= 0 || in.BlockH >= in.Height || w.Empty() || need.Empty() {
		return []raster.Window{w}
	}
	perRow := rowBytes(in, need.W)
	rows := max(taskBytes/perRow, min(2*int64(in.BlockH), maxTaskBytes/perRow))
	height := int64(float64(rows) * float64(w.H) / float64(need.H))
	height = max(min(height, maxTaskBytes/rowBytes(out, w.W)), 1)
	return w.Rows(1, int(height)*w.W)
}

// rowBytes returns the memory of a row of width pixels in a block, at least 1.
func rowBytes(h raster.Header, width int) int64 {
	size := int64(8)
	switch h.Type.Storage() {
	case raster.StoreU8:
		size = 1
	case raster.StoreU16:
		size = 2
	}
	return max(int64(width)*int64(len(h.Bands))*size, 1)
}

func (v *view) pointwise() bool {
	for _, t := range v.chain {
		if _, ok := t.(pointwise); !ok {
			return false
		}
	}
	return true
}

// needs returns the window that each transform needs to make w, and w.
func (v *view) needs(w raster.Window) []raster.Window {
	n := len(v.chain)
	needs := make([]raster.Window, n+1)
	needs[n] = w
	for i := n - 1; i >= 0; i-- {
		needs[i] = v.chain[i].Needs(v.headers[i], needs[i+1])
	}
	return needs
}

func (v *view) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	needs := v.needs(w)
	for i, need := range needs {
		samples := int64(need.W) * int64(need.H) * int64(len(v.headers[i].Bands))
		if err := raster.TooLarge("chain", w.String(), "samples of a window", samples, maxBlock); err != nil {
			return err
		}
	}
	blocks := v.scratch.Get().(*[2]raster.Block)
	defer v.scratch.Put(blocks)
	src := &blocks[0]
	if needs[0].Empty() { // w lies in padding
		src.Window = raster.Window{}
	} else if err := v.Source.Read(ctx, needs[0], src); err != nil {
		return err
	}
	return v.apply(needs, dst, src, blocks)
}

// apply makes the last of needs in dst from src, which may be the first of
// blocks.
func (v *view) apply(needs []raster.Window, dst, src *raster.Block, blocks *[2]raster.Block) error {
	for i, t := range v.chain {
		if needs[i+1].Empty() {
			continue
		}
		to := &blocks[(i+1)%2]
		if i == len(v.chain)-1 {
			to = dst
		}
		if err := t.Apply(v.headers[i], needs[i+1], to, src); err != nil {
			return &Error{t.String(), err}
		}
		src = to
	}
	return nil
}

type streamView struct {
	*view
	src  raster.Streamer
	from sync.Pool // of *raster.Block
}

// Stream implements [raster.Streamer].
func (v *streamView) Stream(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	from := v.from.Get().(*raster.Block)
	defer v.from.Put(from)
	blocks := v.scratch.Get().(*[2]raster.Block)
	defer v.scratch.Put(blocks)
	return v.src.Stream(ctx, w, from, func(b *raster.Block) error {
		if err := v.apply(v.needs(b.Window), dst, b, blocks); err != nil {
			return err
		}
		return yield(dst)
	})
}
