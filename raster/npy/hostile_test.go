package npy

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// array returns a header for a shape, and so many zeros.
func array(shape string, n int) []byte {
	text := fmt.Sprintf("{'descr': '|u1', 'fortran_order': False, 'shape': %s, }\n", shape)
	return append(append([]byte(magic+"\x01\x00"), byte(len(text)), 0), append([]byte(text), make([]byte, n)...)...)
}

func archived(t *testing.T, members int, content []byte) []byte {
	t.Helper()
	var z bytes.Buffer
	w := zip.NewWriter(&z)
	for i := range members {
		m, err := w.Create(fmt.Sprintf("%d.npy", i))
		if err != nil {
			t.Fatal(err)
		}
		m.Write(content)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return z.Bytes()
}

// Shapes, members that unpack to much and many members take no memory beyond the
// limits.
func TestFrugal(t *testing.T) {
	small := raster.Options{Limits: raster.Limits{BlockBytes: 32 << 20, TagBytes: 4 << 20}}
	for name, c := range map[string]struct {
		data []byte
		most int64
		ok   bool
	}{
		"shape":            {array("(100000, 100000)", 100), 1 << 20, false},
		"packed shape":     {archived(t, 1, array("(100000, 100000)", 100)), 1 << 20, false},
		"packed zeros":     {archived(t, 1, array("(8000, 8000)", 64e6)), 1 << 20, false},
		"within the limit": {archived(t, 1, array("(4000, 4000)", 16e6)), 24 << 20, true},
		"bands":            {array("(1, 1, 60000)", 10), 1 << 20, false},
		"packed bands":     {archived(t, 1, array("(1, 1, 60000)", 10)), 1 << 20, false},
		"images":           {archived(t, 1, array("(8000000, 2, 2)", 32e6-1)), 2 << 20, false},
		"many members":     {archived(t, 5000, array("(2, 2)", 4)), 16 << 20, false},
	} {
		if err := conform.Frugal(t, name, Open, c.data, small, c.most); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
