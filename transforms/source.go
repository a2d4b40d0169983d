package transforms

import (
	"context"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

// taskSamples is about how many samples, on the larger of its two sides, one
// task of a chain that changes the geometry moves.
const taskSamples = 4 << 20

// Open returns src seen through c. Closing it closes src. Like src, it is safe
// for concurrent use.
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
	if in.BlockH <= 0 || in.BlockH >= in.Height || w.Empty() {
		return []raster.Window{w}
	}
	need := v.needs(w)[0]
	perRow := max(w.W*len(out.Bands), need.W*len(in.Bands)*max(need.H/w.H, 1), 1)
	rows := max(taskSamples/perRow, 1)
	if out.BlockH > 0 && out.BlockH < out.Height {
		return w.Rows(out.BlockH, rows*w.W)
	}
	return w.Rows(1, rows*w.W)
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
	blocks := v.scratch.Get().(*[2]raster.Block)
	defer v.scratch.Put(blocks)
	src := &blocks[0]
	if needs[0].Empty() {
		src.Reset(needs[0], len(v.headers[0].Bands), v.headers[0].Type.Storage())
	} else if err := v.Source.Read(ctx, needs[0], src); err != nil {
		return err
	}
	for i, t := range v.chain {
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
