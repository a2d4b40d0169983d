package tiff

import (
	"context"
	"encoding/binary"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

var mutations = flag.Int("mutations", 1000, "damaged variants of conformance files to try")

// TestDamaged tries damaged variants of the conformance files: each ends in
// samples or in a typed error, of work that the limits bound.
func TestDamaged(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	files := readExpected(t)
	var most conform.Work
	var which [2]string
	for i := range *mutations {
		e := files[i%len(files)]
		data, err := os.ReadFile(testfile.Shared(t, "conformance", "tiff", e.File))
		if err != nil {
			t.Fatal(err)
		}
		damage(data, r)
		w := conform.Hostile(t, Open, data)
		if w.Samples > most.Samples {
			most.Samples, which[0] = w.Samples, e.File
		}
		if w.Bytes > most.Bytes {
			most.Bytes, which[1] = w.Bytes, e.File
		}
		if r.IntN(4) == 0 {
			conform.Mutate(t, Open, data, r, 1)
		}
	}
	t.Logf("at most %d samples, for %s; %d bytes allocated, for %s", most.Samples, which[0], most.Bytes, which[1])
}

// damage changes a few bits, half of them in the first directory.
func damage(data []byte, r *rand.Rand) {
	if len(data) < 16 {
		return
	}
	directory := int(binary.LittleEndian.Uint32(data[4:]))
	if data[0] == 'M' {
		directory = int(binary.BigEndian.Uint32(data[4:]))
	}
	for range 1 + r.IntN(5) {
		at := r.IntN(len(data))
		if r.IntN(2) == 0 && directory >= 0 && directory < len(data)-200 {
			at = directory + r.IntN(200)
		}
		switch r.IntN(3) {
		case 0:
			data[at] ^= 1 << r.IntN(8)
		case 1:
			data[at] = byte(r.Uint32())
		default:
			data[at] = [...]byte{0, 1, 0x7f, 0x80, 0xff}[r.IntN(5)]
		}
	}
}

// TestCorruptFiles reads the TIFF files among those of other programs' fuzzers.
func TestCorruptFiles(t *testing.T) {
	paths, err := filepath.Glob(testfile.Shared(t, "conformance", "corrupt", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		conform.Hostile(t, Open, data)
	}
}

// TestMemory opens and reads hostile headers under small limits and measures
// what is allocated.
func TestMemory(t *testing.T) {
	limits := raster.Limits{Pixels: 1 << 20, BlockBytes: 1 << 20, TagBytes: 1 << 16}
	for _, name := range []string{
		"1c36af3d-toomanyblocks.tif", "6d94aae3-toomanyblocks_separate.tif", "7e88aae8-hugeblocksize.tif",
		"3c2eb8a8-block_width_above_32bit.tif", "2496177e-image_width_above_32bit.tif",
		"0169f659-excessive-memory-TIFFFillTile.tif", "0cd39e2a-excessive-memory-TIFFFillStrip.tif",
	} {
		data, err := os.ReadFile(testfile.Shared(t, "conformance", "tiff", name))
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		s, err := Open(raster.Bytes(data), raster.Options{Limits: limits})
		if err == nil {
			h, block := s.Header(), new(raster.Block)
			for _, w := range s.Tasks(h.Window()) {
				if err = s.Read(context.Background(), w, block); err != nil {
					break
				}
			}
		}
		runtime.ReadMemStats(&after)
		if err != nil && !raster.IsTyped(err) {
			t.Errorf("%s: %v", name, err)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
			t.Errorf("%s: %d bytes allocated, error %v", name, n, err)
		}
	}
}
