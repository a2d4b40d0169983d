//go:build gdal

package gdal

import (
	"context"
	"errors"

	"github.com/airbusgeo/godal"

	"github.com/bandprep/bandprep/raster"
)

type source struct {
	file       raster.File
	dataset    *godal.Dataset
	bands      []godal.Band
	header     raster.Header
	stored     raster.SampleType // of the bands, before a palette is expanded
	signedByte bool              // int8 that GDAL takes for uint8
	expand     bool              // indices become colours
	masked     []bool            // bands with a mask of their own
	rows       int               // of one task: whole blocks where they fit
}

func (s *source) Header() raster.Header { return s.header }

func (s *source) Tasks(w raster.Window) []raster.Window { return w.Rows(s.rows, taskPixels) }

func (s *source) Close() error {
	lock.Lock()
	err := s.dataset.Close()
	lock.Unlock()
	return errors.Join(err, s.file.Close())
}

// taskPixels is about how many pixels one task reads.
const taskPixels = 1 << 20

// chooseTasks sets rows to those of a block, or to as many as fit into limit
// bytes: GDAL keeps blocks that are read in parts.
func (s *source) chooseTasks(limit int64) error {
	row := int64(s.header.Width) * int64(len(s.header.Bands)) * 8
	if err := raster.TooLarge(format, "", "bytes of a row", row, limit); err != nil {
		return err
	}
	s.rows = int(max(1, min(int64(s.header.BlockH), limit/row)))
	return nil
}

func (s *source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	dst.Reset(w, len(s.header.Bands), s.header.Type.Storage())
	lock.Lock()
	defer lock.Unlock()
	if s.expand {
		if err := s.readPalette(w, dst); err != nil {
			return broken(w, err)
		}
		return s.readMasks(w, dst)
	}
	n := w.Pixels()
	for i, b := range s.bands {
		if err := s.readBand(b, w, dst, i*n, (i+1)*n); err != nil {
			return broken(w, err)
		}
	}
	return s.readMasks(w, dst)
}

// readBand reads one band into the samples from and up to the given ones.
func (s *source) readBand(b godal.Band, w raster.Window, dst *raster.Block, from, to int) error {
	switch {
	case dst.U8 != nil:
		return b.Read(w.X, w.Y, dst.U8[from:to], w.W, w.H, quiet())
	case dst.F64 != nil:
		return b.Read(w.X, w.Y, dst.F64[from:to], w.W, w.H, quiet())
	case s.stored.Bias() == 0:
		return b.Read(w.X, w.Y, dst.U16[from:to], w.W, w.H, quiet())
	}
	signed := make([]int16, to-from)
	if err := b.Read(w.X, w.Y, signed, w.W, w.H, quiet()); err != nil {
		return err
	}
	for i, v := range signed {
		if s.signedByte {
			v = int16(int8(v))
		}
		dst.U16[from+i] = uint16(int64(v) + s.stored.Bias())
	}
	return nil
}

// readMasks sets Valid from the masks that the file has of its own.
func (s *source) readMasks(w raster.Window, dst *raster.Block) error {
	if !s.header.HasMask {
		return nil
	}
	n := w.Pixels()
	valid, mask := dst.MakeValid(), make([]uint8, n)
	for i := range dst.Bands {
		own := min(i, len(s.bands)-1) // a palette has one mask for its colours
		if !s.masked[own] {
			continue
		}
		if err := s.bands[own].MaskBand().Read(w.X, w.Y, mask, w.W, w.H, quiet()); err != nil {
			return broken(w, err)
		}
		for j, v := range mask {
			valid[i*n+j] = v != 0
		}
	}
	return nil
}

func broken(w raster.Window, err error) error {
	return raster.Broken(format, "window "+w.String(), "%v", err)
}
