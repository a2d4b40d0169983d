package jpeg

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// Embedded decodes streams that stand inside of another format, which says
// itself what the components mean; APPn segments are not asked. The zero
// Embedded is ready for [Embedded.Open] and may be used again and again.
type Embedded struct {
	d *decoder
}

// Open reads the tables of a stream that holds nothing else, if tables is not
// empty, then data up to its first scan, and returns the size of the image in
// pixels and the number of its components. Data must not change until the last
// Decode.
func (e *Embedded) Open(data, tables []byte, l raster.Limits) (width, height, components int, err error) {
	if e.d == nil {
		e.d = new(decoder)
	}
	d := e.d
	d.start(tables, l)
	if err := d.readTables(); err != nil {
		return 0, 0, 0, ended(err)
	}
	d.markers = markers{data: data}
	if m, err := d.next(); err != nil || m != mSOI {
		return 0, 0, 0, broken("", "does not begin with SOI")
	}
	if err := d.toScan(); err != nil {
		return 0, 0, 0, ended(err)
	}
	return d.frame.width, d.frame.height, len(d.frame.comps), nil
}

// Decode decodes the window w of the opened stream into dst, once. Components
// are delivered as they are stored, at full resolution; if fromYCbCr is set the
// three of them are Y, Cb and Cr and are turned into red, green and blue.
func (e *Embedded) Decode(ctx context.Context, w raster.Window, fromYCbCr bool, dst *raster.Block) error {
	as := asStored
	if fromYCbCr && len(e.d.frame.comps) == 3 {
		as = fromYCC
	}
	e.d.app.given = &as
	return e.d.run(ctx, w, dst, nil)
}

// readTables reads the segments of a stream of tables up to its end.
func (d *decoder) readTables() error {
	if len(d.data) == 0 {
		return nil
	}
	for {
		m, err := d.next()
		if err == errShort || m == mEOI {
			return nil
		}
		if bare(m) || m == mSOI {
			continue
		}
		b, err := d.body()
		if err != nil {
			return err
		}
		if m == mDHT || m == mDQT || m == mDRI {
			if err := d.tables.read(m, b); err != nil {
				return err
			}
		}
	}
}

// ended makes errShort an error that says where data end.
func ended(err error) error {
	if err == errShort {
		return broken("", "ends before the first scan")
	}
	return err
}
