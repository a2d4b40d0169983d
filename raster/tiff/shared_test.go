package tiff

import (
	"bytes"
	"compress/zlib"
	"sync/atomic"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

type countedFile struct {
	raster.File
	reads atomic.Int64
}

func (f *countedFile) ReadAt(p []byte, at int64) (int, error) {
	f.reads.Add(1)
	return f.File.ReadAt(p, at)
}

// TestSharedBlocks reads 3,000 strips that are one block of the file, which is
// fetched once for each task and not once for each strip, and an image whose
// strips are two blocks in turn.
func TestSharedBlocks(t *testing.T) {
	const strips, rows, width = 3000, 4, 40
	pack := func(first byte) []byte {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		for i := range rows * width {
			z.Write([]byte{first + byte(i)})
		}
		z.Close()
		return b.Bytes()
	}
	for kinds := int64(1); kinds <= 2; kinds++ {
		one, two := pack(0), pack(7)
		var f tags
		f.long(tagImageWidth, width)
		f.long(tagImageLength, strips*rows)
		f.shorts(tagBitsPerSample, 8)
		f.shorts(tagCompression, compressDeflate)
		f.long(tagRowsPerStrip, rows)
		offsets, counts := make([]int64, strips), make([]int64, strips)
		file := append(format{}.header(8+int64(len(one)+len(two))), append(one, two...)...)
		for i := range offsets {
			offsets[i], counts[i] = 8, int64(len(one))
			if int64(i)%kinds == 1 {
				offsets[i], counts[i] = 8+int64(len(one)), int64(len(two))
			}
		}
		f.offsets(tagStripOffsets, offsets)
		f.offsets(tagStripByteCounts, counts)
		file = append(file, format{}.directory(f, int64(len(file)), 0)...)
		counted := &countedFile{File: raster.Bytes(file)}
		s, err := Open(counted, raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		before := counted.reads.Load()
		b, err := readWhole(s)
		if err != nil {
			t.Fatal(err)
		}
		// A handful; the race detector makes sync.Pool forget a quarter of the scratches.
		if n := counted.reads.Load() - before; kinds == 1 && n > strips/2 {
			t.Errorf("%d reads of one block", n)
		}
		for i, v := range b.U8 {
			strip := i / (rows * width)
			if want := byte(i%(rows*width)) + 7*byte(int64(strip)%kinds); v != want {
				t.Fatalf("%d blocks: sample %d is %d, want %d", kinds, i, v, want)
			}
		}
	}
}
