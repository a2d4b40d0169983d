package nifti

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// A header promises whatever it likes: nothing is taken for it, plain or packed,
// unless the bytes can hold it.
func TestFrugal(t *testing.T) {
	head := conform.Testdata(t, "u1.nii")[:352]
	le := binary.LittleEndian
	for _, dims := range [][3]uint16{{20000, 20000, 1}, {32767, 32767, 32767}, {1, 1, 32767}} {
		for i, n := range dims {
			le.PutUint16(head[42+2*i:], n)
		}
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		w.Write(head)
		w.Close()
		for name, data := range map[string][]byte{"plain": head, "packed": z.Bytes()} {
			if err := conform.Frugal(t, name, Open, data, raster.Options{}, 2<<20); err == nil {
				t.Errorf("%s, %v was read", name, dims)
			}
		}
	}
	// 4,000 × 4,000 zeros are there, in 16 kB.
	le.PutUint16(head[42:], 4000)
	le.PutUint16(head[44:], 4000)
	le.PutUint16(head[46:], 1)
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	w.Write(head)
	w.Write(make([]byte, 16e6))
	w.Close()
	for limit, want := range map[int64]bool{32 << 20: true, 8 << 20: false} {
		err := conform.Frugal(t, "zeros", Open, z.Bytes(), raster.Options{Limits: raster.Limits{BlockBytes: limit}}, 24<<20)
		if (err == nil) != want {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}
