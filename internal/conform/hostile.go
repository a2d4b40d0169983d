package conform

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/metrics"
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

// What reading a file twice within [Limits] may take: 32 samples a pixel, and
// the memory of 16 blocks.
const (
	maxSamples = 2 * 32 << 18
	maxBytes   = 16 << 22
)

// Work is what reading a file took.
type Work struct {
	Samples int64 // delivered
	Bytes   int64 // allocated
}

// Hostile opens data and reads all of it. It fails unless that succeeds or
// ends in a typed error, of bounded work. Pools give memory back when they like,
// under the race detector at random, so what is too much is measured again: only
// what a file takes every time counts.
func Hostile(t testing.TB, open func(raster.File, raster.Options) (raster.Source, error), data []byte) Work {
	t.Helper()
	work := hostile(t, open, data)
	for again := 0; again < 5 && work.Bytes > maxBytes; again++ {
		work.Bytes = min(work.Bytes, hostile(t, open, data).Bytes)
	}
	if work.Samples > maxSamples || work.Bytes > maxBytes {
		t.Errorf("%d bytes of a file: %d samples delivered, %d bytes allocated", len(data), work.Samples, work.Bytes)
	}
	return work
}

// read reads what the file of s stores.
func (w *Work) read(s raster.Source) error {
	h, block := s.Header(), new(raster.Block)
	for _, window := range s.Tasks(h.Window()) {
		if raster.Absent(s, window) {
			continue
		}
		err := raster.Each(context.Background(), s, window, block, func(b *raster.Block) error {
			w.Samples += int64(b.Bands) * int64(b.Window.Pixels())
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Frugal opens data under the options and reads the image task by task, which must
// allocate at most so many bytes together with what the blocks take. It returns
// the error, which must be typed. What it counts repeats like [Hostile]'s.
func Frugal(t testing.TB, name string, open func(raster.File, raster.Options) (raster.Source, error), data []byte, o raster.Options, most int64) error {
	t.Helper()
	least := int64(1) << 62
	var err error
	for range 3 {
		allocated := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
		metrics.Read(allocated)
		before := allocated[0].Value.Uint64()
		var s raster.Source
		if s, err = open(raster.Bytes(data), o); err == nil {
			err = new(Work).read(s)
			s.Close()
		}
		if err != nil && !raster.IsTyped(err) {
			t.Errorf("%s: error without a type: %v", name, err)
		}
		metrics.Read(allocated)
		if least = min(least, int64(allocated[0].Value.Uint64()-before)); least <= most {
			return err
		}
	}
	t.Errorf("%s: %d bytes of a file: %d bytes allocated, more than %d (%v)", name, len(data), least, most, err)
	return err
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

// hostile opens data and reads all of it once with and once without palette.
func hostile(t testing.TB, open func(raster.File, raster.Options) (raster.Source, error), data []byte) Work {
	t.Helper()
	allocated := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(allocated)
	work := Work{Bytes: -int64(allocated[0].Value.Uint64())}
	for _, indices := range []bool{false, true} {
		s, err := open(raster.Bytes(data), raster.Options{Limits: Limits, Indices: indices})
		if err == nil {
			err = work.read(s)
			s.Close()
		}
		if err != nil && !raster.IsTyped(err) {
			t.Fatalf("error without a type: %v", err)
		}
	}
	metrics.Read(allocated)
	work.Bytes += int64(allocated[0].Value.Uint64())
	return work
}
