package conform

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// Testdata returns a file of the folder testdata beside the test.
func Testdata(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Corrupt opens every damaged file of the collection that sniff takes for its
// own.
func Corrupt(t testing.TB, sniff func([]byte) bool, open func(raster.File, raster.Options) (raster.Source, error)) {
	t.Helper()
	files, err := filepath.Glob(testfile.Shared(t, "conformance", "corrupt", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if sniff(data) {
			Hostile(t, open, data)
		}
	}
}

// Limits are those of hostile files: small, so that a test is quick.
var Limits = raster.Limits{Pixels: 1 << 18, BlockBytes: 1 << 22, TagBytes: 1 << 20}

// Hostile opens data and reads all of it. It fails unless that succeeds or
// ends in a typed error.
func Hostile(t testing.TB, open func(raster.File, raster.Options) (raster.Source, error), data []byte) {
	t.Helper()
	for _, indices := range []bool{false, true} {
		s, err := open(raster.Bytes(data), raster.Options{Limits: Limits, Indices: indices})
		if err == nil {
			_, err = Measure(s)
			s.Close()
		}
		if err != nil && !raster.IsTyped(err) {
			t.Fatalf("error without a type: %v", err)
		}
	}
}

// Mutate tries n damaged variants of sample: flipped bits, overwritten bytes,
// cut ends.
func Mutate(t testing.TB, open func(raster.File, raster.Options) (raster.Source, error), sample []byte, r *rand.Rand, n int) {
	t.Helper()
	for range n {
		data := append([]byte(nil), sample...)
		for range 1 + r.IntN(4) {
			// Half of the damage falls on the first bytes, where headers are.
			at := r.IntN(len(data))
			if r.IntN(2) == 0 {
				at = r.IntN(min(len(data), 256))
			}
			switch r.IntN(4) {
			case 0:
				data[at] ^= 1 << r.IntN(8)
			case 1:
				data[at] = byte(r.Uint32())
			case 2:
				data[at] = [...]byte{0, 1, 0x7f, 0x80, 0xff}[r.IntN(5)]
			default:
				if r.IntN(4) == 0 {
					data = data[:at+1]
				}
			}
		}
		Hostile(t, open, data)
	}
}
