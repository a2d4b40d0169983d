package png

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"

	"github.com/bandprep/bandprep/raster"
)

// idatReader yields the content of successive IDAT chunks as one stream and
// checks the CRC of each. The stream ends before the first other chunk.
type idatReader struct {
	f    raster.File
	at   int64 // of the next byte of the file to put into buf
	buf  []byte
	r, w int   // buf[r:w] is read from the file and not yet consumed
	left int64 // bytes of the current chunk that are not yet consumed
	crc  uint32
	open bool // a chunk is being read
	err  error
}

func (d *idatReader) reset(f raster.File, at int64) {
	if d.buf == nil {
		d.buf = make([]byte, 64<<10)
	}
	*d = idatReader{f: f, at: at, buf: d.buf}
}

// next returns the next piece of the stream; it is valid until the call after.
// Whatever ends the stream, the inflater gets io.EOF and finishes what it has;
// the reason stays in d.err.
func (d *idatReader) next() ([]byte, error) {
	for d.left == 0 && d.err == nil {
		d.err = d.nextChunk()
	}
	if d.err == nil {
		d.err = d.fill(1)
	}
	if d.err != nil {
		return nil, io.EOF
	}
	piece := d.buf[d.r:d.w]
	piece = piece[:min(int64(len(piece)), d.left)]
	d.crc = crc32.Update(d.crc, crc32.IEEETable, piece)
	d.r += len(piece)
	d.left -= int64(len(piece))
	return piece, nil
}

// drain reads what is left of the stream, so that every CRC is checked. That
// the file ends before the stream does is no error where no row needs the rest.
func (d *idatReader) drain() error {
	for d.err == nil {
		d.next()
	}
	if d.err == errCRC {
		return errCRC
	}
	return nil
}

// nextChunk closes the current chunk and opens the next one. It returns io.EOF
// where that is no IDAT.
func (d *idatReader) nextChunk() error {
	if d.open {
		if err := d.fill(4); err != nil {
			return err
		}
		if binary.BigEndian.Uint32(d.buf[d.r:]) != d.crc {
			return errCRC
		}
		d.r += 4
		d.open = false
	}
	if err := d.fill(8); err != nil {
		return io.EOF // an image may be complete without IEND
	}
	head := d.buf[d.r : d.r+8]
	if string(head[4:]) != "IDAT" {
		return io.EOF
	}
	n := binary.BigEndian.Uint32(head)
	if n > 1<<31-1 {
		return raster.Broken(format, "IDAT", "chunk of %d bytes", n)
	}
	d.left, d.open, d.crc = int64(n), true, crcIDAT
	d.r += 8
	return nil
}

var errCRC = raster.Broken(format, "IDAT", "wrong CRC")

var crcIDAT = crc32.ChecksumIEEE([]byte("IDAT"))

// fill makes buf hold at least n unconsumed bytes.
func (d *idatReader) fill(n int) error {
	if d.w-d.r >= n {
		return nil
	}
	d.w = copy(d.buf, d.buf[d.r:d.w])
	d.r = 0
	m, err := d.f.ReadAt(d.buf[d.w:], d.at)
	d.at += int64(m)
	d.w += m
	if d.w < n {
		return shortRead(err, "IDAT")
	}
	return nil
}

// shortRead returns what to say of a read that ended early: the file is
// broken, unless reading itself failed.
func shortRead(err error, place string) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return raster.Broken(format, place, "file ends early")
	}
	return err
}
