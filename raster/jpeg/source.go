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

// Open reads the header of a JPEG file. Samples are three bands, red, green
// and blue, or one, grey, of uint8.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	l := o.Limits.WithDefaults()
	if o.Page != 0 {
		return nil, broken("", "page %d of 1", o.Page)
	}
	size := f.Size()
	if err := raster.TooLarge(format, "", "bytes of the file", size, l.BlockBytes); err != nil {
		return nil, err
	}
	s := &source{file: f, limits: l, size: int(size)}
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	for want := min(s.size, 64<<10); ; want = min(s.size, 4*want) {
		if err := s.load(want); err != nil {
			return nil, err
		}
		err := d.open(s.data, l)
		if err == errShort && want < s.size && int64(want) < l.TagBytes {
			continue
		}
		if err == errShort {
			err = broken("", "ends before the first scan")
		}
		if err != nil {
			return nil, err
		}
		break
	}
	s.header = d.header()
	return s, nil
}

func (d *decoder) header() raster.Header {
	f := &d.frame
	return raster.Header{
		Format: format, Width: f.width, Height: f.height,
		Bands:  d.app.conversion(f.comps).bands(len(f.comps)),
		Type:   raster.Uint8,
		BlockW: f.width, BlockH: f.height,
		Orientation: d.app.orientation,
	}
}

type source struct {
	file   raster.File
	limits raster.Limits
	header raster.Header
	size   int

	mu   sync.Mutex
	data []byte // the first bytes of the file; all of them once it is decoded
}

// load makes s.data hold the first n bytes of the file.
func (s *source) load(n int) error {
	have := len(s.data)
	if n <= have {
		return nil
	}
	data := make([]byte, n)
	copy(data, s.data)
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

func (s *source) Close() error { return s.file.Close() }

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
	s.mu.Lock()
	err := s.load(s.size)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	if err := d.open(s.data, s.limits); err != nil {
		return err
	}
	return d.run(ctx, w, dst, yield)
}
