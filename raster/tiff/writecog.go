package tiff

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// The ghost area tells readers that know it what GDAL calls the structure of
// the file: where blocks are and what stands before and behind each.
// Source: https://gdal.org/drivers/raster/cog.html, "Header ghost area".
const ghost = "LAYOUT=IFDS_BEFORE_DATA\n" +
	"BLOCK_ORDER=ROW_MAJOR\n" +
	"BLOCK_LEADER=SIZE_AS_UINT4\n" +
	"BLOCK_TRAILER=LAST_4_BYTES_REPEATED\n" +
	"KNOWN_INCOMPATIBLE_EDITION=NO\n " // the blank makes room for YES

// A block of a COG has its size before it and its last bytes behind it again.
const (
	leader  = 4
	trailer = 4
)

// assemble writes a COG out of the blocks that wait: header, ghost area,
// directories from the image to the smallest overview, blocks from the
// smallest overview to the image.
func (w *Writer) assemble() error {
	head, err := w.layout()
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w.out, 1<<20)
	if _, err := out.Write(head); err != nil {
		return err
	}
	var block []byte
	for i := len(w.levels) - 1; i >= 0; i-- {
		l := w.levels[i]
		for k, size := range l.sizes {
			block = binary.LittleEndian.AppendUint32(block[:0], uint32(size))
			block = append(block, make([]byte, size)...)
			if _, err := w.spill.ReadAt(block[leader:], l.spilled[k]); err != nil {
				return err
			}
			block = append(block, block[len(block)-trailer:]...)
			if _, err := out.Write(block); err != nil {
				return err
			}
		}
	}
	return out.Flush()
}

// layout decides where everything goes and returns what stands before the
// blocks.
func (w *Writer) layout() ([]byte, error) {
	var data int64
	for _, l := range w.levels {
		l.spilled, l.offsets = l.offsets, make([]int64, len(l.offsets))
		for _, size := range l.sizes {
			data += leader + size + trailer
		}
	}
	w.big = w.o.BigTIFF
	head, err := w.head()
	if err == nil && !w.big && int64(len(head))+data > math.MaxUint32 {
		w.big = true
		head, err = w.head()
	}
	if err != nil {
		return nil, err
	}
	at := int64(len(head))
	for i := len(w.levels) - 1; i >= 0; i-- {
		l := w.levels[i]
		for k, size := range l.sizes {
			l.offsets[k] = at + leader
			at += leader + size + trailer
		}
	}
	return w.head()
}

// head returns header, ghost area and directories.
func (w *Writer) head() ([]byte, error) {
	f := w.format()
	text := fmt.Sprintf("GDAL_STRUCTURAL_METADATA_SIZE=%06d bytes\n%s", len(ghost), ghost)
	at := int64(f.headerSize() + len(text))
	at += at & 1
	var b bytes.Buffer
	b.Write(f.header(at))
	b.WriteString(text)
	for i, l := range w.levels {
		b.Write(make([]byte, b.Len()&1))
		t, err := w.describe(i)
		if err != nil {
			return nil, err
		}
		at := int64(b.Len())
		t = l.complete(t)
		size := int64(len(f.directory(t, at, 0)))
		next := at + size + size&1
		if i == len(w.levels)-1 {
			next = 0
		}
		b.Write(f.directory(t, at, next))
	}
	return b.Bytes(), nil
}

// spill keeps the blocks of a COG: in memory, or in a file once they get many.
type spill struct {
	dir  string
	mem  []byte
	file *os.File
}

const spillMemory = 16 << 20

func (s *spill) Write(p []byte) (int, error) {
	if s.file != nil {
		return s.file.Write(p)
	}
	if len(s.mem)+len(p) <= spillMemory {
		s.mem = append(s.mem, p...)
		return len(p), nil
	}
	var err error
	if s.file, err = os.CreateTemp(s.dir, "bandprep-*.blocks"); err != nil {
		return 0, err
	}
	os.Remove(s.file.Name()) // where the system allows it, nothing can be left behind
	if _, err := s.file.Write(s.mem); err != nil {
		return 0, err
	}
	s.mem = nil
	return s.file.Write(p)
}

func (s *spill) ReadAt(p []byte, off int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(p, off)
	}
	if n := copy(p, s.mem[off:]); n < len(p) {
		return n, io.ErrUnexpectedEOF
	}
	return len(p), nil
}

// Close removes the file.
func (s *spill) Close() error {
	s.mem = nil
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if e := os.Remove(s.file.Name()); err == nil && !errors.Is(e, os.ErrNotExist) {
		err = e
	}
	return err
}
