package ehdr

import (
	"context"

	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// packed is an image whose samples take less than a byte.
type packed struct {
	grid
	layout struct{ row, band int64 } // bytes from one to the next
	file   raster.File
	header raster.Header
	limits raster.Limits
}

func newPacked(f raster.File, h raster.Header, g grid, limits raster.Limits) (raster.Source, error) {
	p := &packed{grid: g, file: f, header: h, limits: limits}
	l, err := g.layout() // of samples of no bytes: what it says of rows and bands
	if err != nil {
		return nil, err
	}
	p.layout.row, p.layout.band = l.Row, l.Band
	if g.interleave == "bip" {
		p.layout.band = 0
	}
	end := float64(g.skip) + float64(g.rows-1)*float64(l.Row) + float64(g.bands-1)*float64(p.layout.band) + float64(p.rowBytes())
	if end > float64(f.Size()) {
		return nil, raster.Broken(format, "", "samples end at byte %.0f of a file of %d bytes", end, f.Size())
	}
	return p, nil
}

// rowBytes is how many bytes the samples of one row take that stand together.
func (p *packed) rowBytes() int64 {
	if p.interleave == "bip" {
		return (p.columns*p.bands*p.bits + 7) / 8
	}
	return (p.columns*p.bits + 7) / 8
}

func (p *packed) Header() raster.Header { return p.header }
func (p *packed) Close() error          { return p.file.Close() }

// Tasks cuts w into rows.
func (p *packed) Tasks(w raster.Window) []raster.Window {
	const samples = 1 << 20
	return w.Rows(1, max(samples/len(p.header.Bands), 1))
}

// Read fills dst with the samples of w.
func (p *packed) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	h := p.header
	h.Width, h.Height = max(w.W, 1), max(w.H, 1)
	if err := whole.CheckBlock(&h, p.limits); err != nil {
		return err
	}
	dst.Reset(w, len(h.Bands), raster.StoreU8)
	from, step := int64(w.X), int64(1) // of the samples in their row
	if p.interleave == "bip" {
		from, step = from*p.bands, p.bands
	}
	last := from + int64(w.W-1)*step
	if p.interleave == "bip" {
		last += p.bands - 1
	}
	first := from * p.bits / 8
	row := make([]byte, (last+1)*p.bits/8+1-first)
	for y := range w.H {
		if err := ctx.Err(); err != nil {
			return err
		}
		for b := range h.Bands {
			at := p.skip + int64(w.Y+y)*p.layout.row + int64(b)*p.layout.band + first
			buf := row[:min(int64(len(row)), p.rowBytes()-first)]
			sample := from
			if p.interleave == "bip" {
				sample += int64(b)
			}
			if b == 0 || p.interleave != "bip" {
				if err := raster.ReadFull(format, p.file, buf, at); err != nil {
					return err
				}
			}
			to := dst.U8[(b*w.H+y)*w.W:][:w.W]
			for x := range to {
				bit := (sample+int64(x)*step)*p.bits - 8*first
				to[x] = buf[bit/8] >> (8 - p.bits - bit%8) & (1<<p.bits - 1)
			}
		}
	}
	return nil
}
