package idx

import (
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

func zipped(parts ...[]byte) []byte {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	for _, p := range parts {
		w.Write(p)
	}
	w.Close()
	return z.Bytes()
}

// What a header promises is not taken for granted, and content beyond it is not
// unpacked.
func TestFrugal(t *testing.T) {
	head := []byte{0, 0, 8, 3, 0, 0, 0x9c, 0x40, 0, 0, 0, 100, 0, 0, 0, 100} // 40,000 × 100 × 100
	if err := conform.Frugal(t, "promise", Open, zipped(head, make([]byte, 100)), raster.Options{}, 1<<20); err == nil {
		t.Error("400 MB out of a few bytes")
	}
	head[6], head[7] = 0, 2
	if err := conform.Frugal(t, "tail", Open, zipped(head, make([]byte, 64<<20)), raster.Options{}, 1<<20); err != nil {
		t.Error(err)
	}
	big := []byte{0, 0, 8, 2, 0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10} // 10,000 × 10,000
	small := raster.Options{Limits: raster.Limits{BlockBytes: 64 << 20}}
	if err := conform.Frugal(t, "beyond the limit", Open, zipped(big, make([]byte, 100e6)), small, 4<<20); err == nil {
		t.Error("100 MB within 64 MiB")
	}
}
