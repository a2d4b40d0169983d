package tiff

import (
	"context"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
)

// A Codec is a way to compress blocks.
type Codec uint8

// The codecs that a [Writer] knows.
const (
	Uncompressed Codec = iota
	Deflate
	LZW
	Zstd
)

// WriteOptions say how an image is stored. The zero value stands for
// uncompressed tiles, written on one goroutine.
type WriteOptions struct {
	Codec Codec
	// NoPredictor stores compressed samples as they are. By default integers
	// are compressed as horizontal differences (predictor 2) and floats as
	// differences of byte planes (predictor 3).
	NoPredictor bool
	// Level is the effort of Deflate and Zstd from 1 (fast) to 9 (small); 0
	// stands for what zlib and zstd have by default, 6 and 3.
	Level int
	// Tile is the side of the tiles, a multiple of 16; 0 stands for 512, or
	// 256 where tiles of 512 are larger than 4 MiB.
	Tile int
	// Strips stores rows of full width instead of tiles.
	Strips bool
	// COG makes a Cloud Optimized GeoTIFF: directories first, overviews down
	// to one tile, their blocks before those of the image. An overview pixel
	// is the mean of the valid ones of 2×2 pixels, or the first one where
	// samples are palette indices.
	COG bool
	// BigTIFF writes 64-bit offsets even where 32 bits suffice.
	BigTIFF bool
	// Workers is how many goroutines compress blocks; 0 counts as 1. It never
	// changes the bytes.
	Workers int
	// TempDir is where the compressed blocks of a COG wait for the directories
	// if they exceed 16 MiB; "" is the system's folder for temporary files.
	TempDir string
}

// A Writer writes one image as TIFF while its rows, or its pieces, come in. It
// holds one row of blocks of each resolution in memory. The samples of all
// bands lie side by side in the file (planar configuration 1), in little-endian
// order.
type Writer struct {
	out    io.WriteSeeker
	o      WriteOptions
	h      raster.Header
	big    bool
	levels []*level  // the image and its overviews
	y      int       // rows that came in
	blocks io.Writer // where blocks go: out, or what holds them for a COG
	pos    int64     // in blocks
	pack   compressor
	mu     sync.Mutex
	free   [][]byte // memory for blocks
	spill  *spill   // of a COG
	err    error    // first failure; nothing is written after it
	closed bool
}

// NewWriter starts an image at the beginning of out, which h describes: Width,
// Height, Bands, Type, and where set Palette, MinIsWhite and Geo. It returns an
// [raster.UnsupportedError] for what TIFF, or GDAL's way of using it, cannot
// say: bands that differ in nodata, 64-bit integers, an EPSG code above 65535.
// Call Close in any case, also after an error.
func NewWriter(out io.WriteSeeker, h raster.Header, o WriteOptions) (*Writer, error) {
	if err := (raster.Limits{Pixels: math.MaxInt64}).CheckSize("tiff", int64(h.Width), int64(h.Height)); err != nil {
		return nil, err
	}
	if len(h.Bands) == 0 || len(h.Bands) > math.MaxUint16 {
		return nil, raster.Unsupported("tiff", "", "%d bands", len(h.Bands))
	}
	if sampleFormat(h.Type) == 0 {
		return nil, raster.Unsupported("tiff", "", "writing %s samples", h.Type)
	}
	if o.Tile < 0 || o.Tile%16 != 0 || o.Level < 0 || o.Level > 9 || int(o.Codec) >= len(codecs) || o.COG && o.Strips {
		return nil, fmt.Errorf("tiff: tile %d, level %d, codec %d, strips %v, COG %v: not an option", o.Tile, o.Level, o.Codec, o.Strips, o.COG)
	}
	w := &Writer{out: out, o: o, h: h}
	if _, err := w.describe(0); err != nil {
		return nil, err
	}
	var err error
	if w.pack, err = newCompressor(&o); err != nil {
		return nil, err
	}
	main := newLevel(w, h.Width, h.Height)
	w.levels = []*level{main}
	if o.COG {
		w.spill = &spill{dir: o.TempDir}
		w.blocks = w.spill
		for l := main; max(l.width, l.high) > l.side; {
			l.next = newLevel(w, (l.width+1)/2, (l.high+1)/2)
			l = l.next
			w.levels = append(w.levels, l)
		}
		return w, nil
	}
	w.blocks = out
	w.big = o.BigTIFF || main.largest(o.Codec)+1<<20 > math.MaxUint32
	return w, w.put(make([]byte, w.format().headerSize()))
}

func (w *Writer) format() format { return format{big: w.big} }

// put appends data to the blocks.
func (w *Writer) put(data []byte) error {
	n, err := w.blocks.Write(data)
	w.pos += int64(n)
	if err == nil && !w.o.COG && !w.big && w.pos > math.MaxUint32 {
		err = raster.TooLarge("tiff", "", "bytes of a classic TIFF", w.pos, math.MaxUint32)
	}
	w.err = err
	return err
}

// Write appends rows: b holds all bands of successive rows of full width, in
// the storage class of the header's type. Invalid samples must already hold
// the nodata value; b.Valid is not looked at. F64 samples of integer types are
// rounded to even and clamped to the type's range; NaN becomes 0.
func (w *Writer) Write(b *raster.Block) error {
	if w.err != nil {
		return w.err
	}
	if w.closed {
		return fmt.Errorf("tiff: written after Close")
	}
	want := raster.Window{Y: w.y, W: w.h.Width, H: b.Window.H}
	if b.Window != want || b.Bands != len(w.h.Bands) || b.Storage() != w.h.Type.Storage() || w.y+b.Window.H > w.h.Height {
		return fmt.Errorf("tiff: block %v of %d bands does not follow row %d of the image", b.Window, b.Bands, w.y)
	}
	l := w.levels[0]
	for end := w.y + b.Window.H; w.y < end; {
		p := l.row(w.y / l.rows)
		part := p.window().Intersect(b.Window)
		// The error of Each is that of the context.
		_ = ordered.Each(context.Background(), w.o.Workers, len(p.blocks), func(_ context.Context, i int) error {
			p.fill(i, b)
			return nil
		})
		w.y += part.H
		if err := l.filled(p, part.Pixels()); err != nil {
			return err
		}
	}
	return nil
}

// Close completes the file; it does not close what the Writer writes to. It
// returns an error if rows are missing.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	w.closed = true
	if l := w.levels[0]; w.err == nil && l.written != l.across*l.down {
		w.err = fmt.Errorf("tiff: closed after %d of %d blocks", l.written, l.across*l.down)
	}
	if w.o.COG {
		if w.err == nil {
			w.err = w.assemble()
		}
		if err := w.spill.Close(); w.err == nil {
			w.err = err
		}
		return w.err
	}
	if w.err == nil {
		w.err = w.finish()
	}
	return w.err
}

// finish writes the directory behind the blocks and the header before them.
func (w *Writer) finish() error {
	t, err := w.describe(0)
	if err != nil {
		return err
	}
	if err := w.put(make([]byte, w.pos&1)); err != nil {
		return err
	}
	at := w.pos
	if err := w.put(w.format().directory(w.levels[0].complete(t), at, 0)); err != nil {
		return err
	}
	if _, err := w.out.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := w.out.Write(w.format().header(at)); err != nil {
		return err
	}
	_, err = w.out.Seek(0, io.SeekEnd)
	return err
}
