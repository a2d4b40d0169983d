package pipeline_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// repeatedPages writes a TIFF of so many pages, strips × rows of them 65,536
// wide, whose strips all lie at the same bytes, or at none.
func repeatedPages(t *testing.T, pages, strips, rows int, sparse bool) string {
	t.Helper()
	le := binary.LittleEndian
	data := append([]byte("II*\x00\x00\x00\x00\x00"), make([]byte, 64)...)
	var offsets, counts []byte
	for range strips {
		at, n := uint32(8), uint32(64)
		if sparse {
			at, n = 0, 0
		}
		offsets, counts = le.AppendUint32(offsets, at), le.AppendUint32(counts, n)
	}
	at := len(data)
	data = append(append(data, offsets...), counts...)
	link := 4
	for range pages {
		le.PutUint32(data[link:], uint32(len(data)))
		fields := [][4]int{{256, 4, 1, 1 << 16}, {257, 4, 1, strips * rows}, {258, 3, 1, 8}, {259, 3, 1, 32773}, {262, 3, 1, 1},
			{273, 4, strips, at}, {277, 3, 1, 1}, {278, 4, 1, rows}, {279, 4, strips, at + 4*strips}}
		data = le.AppendUint16(data, uint16(len(fields)))
		for _, f := range fields {
			data = le.AppendUint16(le.AppendUint16(data, uint16(f[0])), uint16(f[1]))
			data = le.AppendUint32(le.AppendUint32(data, uint32(f[2])), uint32(f[3]))
		}
		link = len(data)
		data = append(data, 0, 0, 0, 0)
	}
	name := filepath.Join(t.TempDir(), "image.tif")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestSamplesForBytes: a file may not stand for any number of samples, in one
// image or in all of its pages together; what it leaves out is no work.
func TestSamplesForBytes(t *testing.T) {
	for _, c := range []struct {
		what          string
		pages, strips int
		sparse        bool
		images        int
	}{
		{"a gigapixel", 1, 64, false, 1},
		{"60 gigapixels in shared strips", 1, 3600, false, 0},
		{"60 gigapixels that are not there", 1, 3600, true, 1},
		{"a gigapixel on each of 60 pages", 60, 64, false, 0},
		{"60 pages that are not there", 60, 3600, true, 60},
	} {
		o := opening(codec.Open, 1)
		o.Images.View.AllPages = true
		s := inspect(t, o, repeatedPages(t, c.pages, c.strips, 256, c.sparse))
		var large *raster.TooLargeError
		if s.Images.Len() != c.images || c.images == 0 && (len(s.Skipped) != 1 || !errors.As(s.Skipped[0].Err, &large)) {
			t.Errorf("%s: %d images, skipped %v", c.what, s.Images.Len(), s.Skipped)
		}
	}
}

// TestImagesOfOneFile refuses a file of more images than there is memory for.
func TestImagesOfOneFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "many.idx")
	const n = 1 << 18
	data := binary.BigEndian.AppendUint32([]byte{0, 0, 8, 3}, n)
	data = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(data, 1), 1)
	if err := os.WriteFile(name, append(data, make([]byte, n)...), 0o644); err != nil {
		t.Fatal(err)
	}
	for memory, want := range map[int64]int{256*n + 1: n, 256*n - 1: 0} {
		o := opening(codec.Open, 1)
		o.Images.Limits = raster.Limits{TagBytes: memory}
		if s := inspect(t, o, name); s.Images.Len() != want {
			t.Errorf("%d images with %d bytes, skipped %v", s.Images.Len(), memory, s.Skipped)
		}
	}
}
