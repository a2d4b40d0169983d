package jpeg

import (
	"context"

	"github.com/bandprep/bandprep/raster"
)

// Colors says what [Decode] makes of the components of a stream.
type Colors uint8

const (
	// FileColors follows the markers of the stream, as [Open] does.
	FileColors Colors = iota
	// StoredColors makes every component a band.
	StoredColors
	// YCbCrColors takes three components for Y, Cb and Cr and makes them R, G
	// and B; another number of components stays as stored.
	YCbCrColors
)

// DecodeOptions say how [Decode] decodes. The zero value has no tables, colours
// as the stream says and the default limits.
type DecodeOptions struct {
	// Tables is a stream without an image, whose tables the stream may use:
	// the field JPEGTables of a TIFF file.
	Tables []byte
	Colors Colors
	// Rows is how many rows are decoded, from the first on; 0 stands for all.
	Rows int
	// Repeat brings components to full resolution by repetition, as libtiff
	// does with JPEG of old style, and not by libjpeg's triangle filters.
	Repeat bool
	Limits raster.Limits
}

// Decode decodes a stream that lies in another file, such as a tile of a TIFF
// file or a frame of a DICOM file. Components are brought to full resolution.
// The window of dst is that of the stream, 0, 0, width,
// height, or what o.Rows leaves of it. Samples of up
// to 8 bits go to U8, those of up to 16 bits to U16.
func Decode(ctx context.Context, data []byte, o DecodeOptions, dst *raster.Block) error {
	d := decoders.Get().(*decoder)
	defer d.release()
	if err := d.openStream(data, o); err == errShort {
		return broken("", "ends before the first scan")
	} else if err != nil {
		return err
	}
	f := &d.frame
	w := raster.Window{W: f.width, H: f.height}
	if o.Rows > 0 {
		w.H = min(w.H, o.Rows)
	}
	need := int64(w.W) * int64(w.H) * int64(d.conv.bands(len(f.comps)))
	if f.precision > 8 {
		need *= 2
	}
	if err := raster.TooLarge(format, "", "bytes of the image", need, d.limits.BlockBytes); err != nil {
		return err
	}
	return d.run(ctx, w, dst, nil)
}

// openStream is open for a stream with tables elsewhere.
func (d *decoder) openStream(data []byte, o DecodeOptions) error {
	d.limits = o.Limits.WithDefaults()
	d.tables.reset()
	if len(o.Tables) > 0 {
		d.markers = markers{data: o.Tables}
		if err := d.readTables(); err != nil {
			return err
		}
	}
	if err := d.openImage(data); err != nil {
		return err
	}
	if o.Repeat {
		for i := range d.frame.comps {
			if c := &d.frame.comps[i]; c.up.kind != upNone {
				c.up.kind = upBox
			}
		}
	}
	switch {
	case o.Colors == FileColors:
	case o.Colors == YCbCrColors && len(d.frame.comps) == 3:
		d.conv = fromYCC
	default:
		d.conv = asStored
	}
	return nil
}

// readTables reads a stream of tables only, up to EOI or its end.
func (d *decoder) readTables() error {
	if err := d.start(); err != nil {
		return err
	}
	for {
		m, err := d.next()
		if err != nil || m == mEOI {
			return nil
		}
		if bare(m) {
			continue
		}
		b, err := d.body()
		if err != nil {
			return broken("tables", "end early")
		}
		if err := d.tables.read(m, b); err != nil {
			return err
		}
	}
}
