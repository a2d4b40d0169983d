package png

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// adam7 holds the seven passes: the first column and row of each and the
// distance between its columns and rows.
var adam7 = [7]struct{ x, y, dx, dy int }{
	{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
}

// interlaced decodes the whole of an interlaced image into dst.
func (im *picture) interlaced(ctx context.Context, dst *raster.Block) error {
	dst.Reset(raster.Window{W: im.width, H: im.height}, im.bands(), im.sampleType().Storage())
	p := im.newSpreader()
	p.into(dst)
	r := newRows(im)
	defer r.release()
	for _, a := range adam7 {
		w, h := (im.width-a.x+a.dx-1)/a.dx, (im.height-a.y+a.dy-1)/a.dy
		if w <= 0 || h <= 0 {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		r.pass(im.rowBytes(w), h)
		for y := range h {
			row, err := r.next()
			if err != nil {
				return err
			}
			p.row(row, 0, w, (a.y+y*a.dy)*im.width+a.x, a.dx)
		}
	}
	return r.finish()
}
