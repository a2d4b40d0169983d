package jpeg

import (
	"context"
	"io"
	"sync"

	"github.com/bandprep/bandprep/raster"
)

const format = "jpeg"

// Sniff reports whether a file that starts with head is a JPEG file.
func Sniff(head []byte) bool {
	return len(head) >= 3 && head[0] == 0xFF && head[1] == mSOI && head[2] == 0xFF
}

// smallFile is the size in bytes up to which Open reads the whole file.
const smallFile = 256 << 10

// Open reads the header of a JPEG file. Samples are three bands, red, green
// and blue, or one, grey, of uint8; of uint16 where a file has more than 8 bits,
// which Bits of the header tells.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, broken("", "page %d of 1", o.Page)
	}
	s := &source{file: f, limits: o.Limits.WithDefaults()}
	size := f.Size()
	if err := raster.TooLarge(format, "", "bytes of the file", size, s.limits.BlockBytes); err != nil {
		return nil, err
	}
	s.size = int(size)
	s.memory = buffers.Get().(*[]byte)
	d := decoders.Get().(*decoder)
	if err := s.readHeader(d); err != nil {
		d.release()
		buffers.Put(s.memory)
		return nil, err
	}
	s.ready = d
	frame := &d.frame
	s.header = raster.Header{
		Format: format, Width: frame.width, Height: frame.height,
		Bands: greyBands, Type: raster.Uint8,
		BlockW: frame.width, BlockH: frame.height,
		Orientation: d.app.orientation,
	}
	if frame.precision != 8 {
		s.header.Bits = frame.precision
	}
	if frame.precision > 8 {
		s.header.Type = raster.Uint16
	}
	if d.conv.bands(len(frame.comps)) == 3 {
		s.header.Bands = colorBands
	}
	return s, nil
}

// The bands of all files; not to be changed.
var (
	greyBands  = []raster.Band{{Color: raster.Gray}}
	colorBands = []raster.Band{{Color: raster.Red}, {Color: raster.Green}, {Color: raster.Blue}}
)

// buffers hold the bytes of files.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

type source struct {
	file   raster.File
	limits raster.Limits
	header raster.Header
	size   int

	mu     sync.Mutex
	memory *[]byte  // whose beginning is data
	data   []byte   // the first bytes of the file; all of them once it is decoded
	ready  *decoder // has read the header of data; nil once it was used
}

// readHeader makes d read up to the first scan, and reads as much of the file
// as that takes.
func (s *source) readHeader(d *decoder) error {
	want := s.size
	if want > smallFile {
		want = smallFile / 4
	}
	for ; ; want = min(s.size, 4*want) {
		if err := s.load(want); err != nil {
			return err
		}
		err := d.open(s.data, s.limits)
		if n := len(d.frame.comps); err == nil && (n == 2 || n == 4 && d.frame.wide()) {
			return unsupported("SOF", "%d components of %d bits", n, d.frame.precision)
		}
		if err != errShort {
			return err
		}
		if want == s.size {
			return broken("", "ends before the first scan")
		}
		if err := raster.TooLarge(format, "", "bytes before the first scan", int64(want), s.limits.TagBytes); err != nil {
			return err
		}
	}
}

// load makes s.data hold the first n bytes of the file.
func (s *source) load(n int) error {
	have := len(s.data)
	if n <= have {
		return nil
	}
	if cap(*s.memory) < n {
		grown := make([]byte, n+min(n/4, smallFile))
		copy(grown, s.data)
		*s.memory = grown
	}
	data := (*s.memory)[:n]
	if m, err := s.file.ReadAt(data[have:], int64(have)); m < n-have {
		if err == nil || err == io.EOF {
			err = broken("", "file shrank while it was read")
		}
		return err
	}
	s.data = data
	return nil
}

func (s *source) Header() raster.Header { return s.header }

// Tasks returns w: a JPEG file can only be decoded from its beginning.
func (s *source) Tasks(w raster.Window) []raster.Window { return []raster.Window{w} }

func (s *source) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ready != nil {
		s.ready.release()
		s.ready = nil
	}
	if s.memory != nil && cap(*s.memory) <= keepBytes {
		buffers.Put(s.memory)
	}
	s.memory, s.data = nil, nil
	return s.file.Close()
}

// Read decodes the file down to the last row of w.
func (s *source) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	need := int64(len(s.header.Bands)) * int64(w.W) * int64(w.H)
	if err := raster.TooLarge(format, "", "bytes of the window", need, s.limits.BlockBytes); err != nil {
		return err
	}
	return s.decode(ctx, w, dst, nil)
}

// Stream hands over strips of a few rows of MCUs.
func (s *source) Stream(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	return s.decode(ctx, w, dst, yield)
}

func (s *source) decode(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	if !s.header.Window().Contains(w) {
		return broken("", "window %v is outside of the image", w)
	}
	d, err := s.decoder()
	if err != nil {
		return err
	}
	defer d.release()
	return d.run(ctx, w, dst, yield)
}

// decoder returns one that has read the header.
func (s *source) decoder() (*decoder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.memory == nil {
		return nil, broken("", "source is closed")
	}
	if err := s.load(s.size); err != nil {
		return nil, err
	}
	if d := s.ready; d != nil {
		s.ready = nil
		d.data = s.data
		return d, nil
	}
	d := decoders.Get().(*decoder)
	if err := d.open(s.data, s.limits); err != nil {
		d.release()
		return nil, err
	}
	return d, nil
}
