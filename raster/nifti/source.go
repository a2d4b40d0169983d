package nifti

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

// SniffPacked reports whether head begins a gzip file that holds a NIfTI image.
func SniffPacked(head []byte) bool {
	if !packed(head) {
		return false
	}
	inner, err := unpackHead(bytes.NewReader(head))
	return err == nil && Sniff(inner)
}

func packed(head []byte) bool { return len(head) >= 2 && head[0] == 0x1f && head[1] == 0x8b }

// unpackHead returns the first bytes, up to size2, that r unpacks.
func unpackHead(r io.Reader) ([]byte, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, raster.Broken(format, "gzip", "%v", err)
	}
	head := make([]byte, size2)
	n, err := io.ReadFull(z, head)
	if n < size1 && err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, raster.Broken(format, "gzip", "%v", err)
	}
	return head[:n], nil
}

// Open reads the header of a file with header and samples, plain or packed. The
// Source is a [raster.Paged].
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	head, err := readHead(f)
	if err != nil {
		return nil, err
	}
	if !packed(head) {
		return open(f, head, true, o, nil)
	}
	if head, err = unpackHead(io.NewSectionReader(f, 0, f.Size())); err != nil {
		return nil, err
	}
	return open(f, head, true, o, func(size int64) (raster.File, error) {
		return whole.Packed{Format: format, Place: "gzip", Bytes: f.Size(), Size: size, Limit: o.Limits.WithDefaults().BlockBytes,
			Stream: func() (io.ReadCloser, error) { return gzip.NewReader(io.NewSectionReader(f, 0, f.Size())) }}.File(f)
	})
}

// OpenPair opens the samples in data as the header beside it describes them. It
// leaves the header open. Where it succeeds, the Source owns data.
func OpenPair(data, header raster.File, o raster.Options) (raster.Source, error) {
	head, err := readHead(header)
	if err != nil {
		return nil, err
	}
	return open(data, head, false, o, nil)
}

func readHead(f raster.File) ([]byte, error) {
	head := make([]byte, min(size2, f.Size()))
	if n, err := f.ReadAt(head, 0); n < len(head) && err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, nil
}

// image is one slice.
type image struct {
	raster.Source
	array *strided.Source
	facts []raster.Fact
	pair  bool // the header is in a file of its own
}

// Header describes the slice.
func (s *image) Header() raster.Header {
	h := s.Source.Header()
	h.ByName = s.pair
	return h
}

// open opens the samples in f. Of a packed file, unpack makes the file of so many
// bytes.
func open(f raster.File, head []byte, alone bool, o raster.Options, unpack func(size int64) (raster.File, error)) (raster.Source, error) {
	h, err := parse(head)
	if err != nil {
		return nil, err
	}
	if h.alone != alone {
		if alone {
			return nil, raster.Unsupported(format, "", "this is a header; give the file of samples beside it (.img)")
		}
		return nil, raster.Broken(format, "header", "samples are in the file of the header")
	}
	if err := h.place(); err != nil {
		return nil, err
	}
	a, axes, err := h.array(o.Axes)
	if err != nil {
		return nil, err
	}
	if unpack != nil {
		size, ok := a.Bytes()
		if !ok {
			return nil, raster.Broken(format, "header", "dimensions %v", h.dims)
		}
		if f, err = unpack(a.Start + size); err != nil {
			return nil, err
		}
	}
	o.Axes = axes
	s, err := a.Open(f, o)
	if err != nil {
		return nil, err
	}
	return &image{s, s, h.facts(axes), !alone}, nil
}

// Page returns another slice.
func (s *image) Page(i int) (raster.Source, error) {
	p, err := s.array.Page(i)
	if err != nil {
		return nil, err
	}
	return &image{p, s.array, s.facts, s.pair}, nil
}

// Facts implements [raster.Informer].
func (s *image) Facts() []raster.Fact { return s.facts }
