package manifest_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
)

// readMemory bounds what reading a damaged manifest of a few KB may allocate.
const readMemory = 16 << 20

// readBounded reads the bytes as a manifest. It fails the test where that takes
// more memory than allowed, and where a message is the runtime's.
func readBounded(t testing.TB, name string, data []byte) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, _, err := read(name, data)
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > readMemory+20*uint64(len(data)) {
		t.Errorf("%d bytes allocated for a file of %d", took, len(data))
	}
	if err != nil && (strings.Contains(err.Error(), "runtime error") || !strings.Contains(err.Error(), name)) {
		t.Errorf("message %q", err)
	}
	return err
}

// mutated returns the data with one to four of its places changed: a bit, a
// byte, a number of four or eight bytes made extreme, a piece copied elsewhere,
// or the end cut off.
func mutated(r *rand.Rand, data []byte) []byte {
	data = bytes.Clone(data)
	extremes := []uint64{0, 1, 1<<31 - 1, 1 << 31, 1<<32 - 1, 1<<63 - 1, 1 << 63, 1<<64 - 1, 8, 1 << 20}
	for range 1 + r.IntN(4) {
		at := r.IntN(len(data) - 64)
		if r.IntN(3) == 0 { // the description at the end decides most
			at = max(0, len(data)-64-r.IntN(8000))
		}
		v := extremes[r.IntN(len(extremes))]
		switch r.IntN(6) {
		case 0:
			data[at] ^= 1 << r.IntN(8)
		case 1:
			data[at] = byte(r.Uint32())
		case 2:
			binary.LittleEndian.PutUint32(data[at&^3:], uint32(v))
		case 3:
			binary.LittleEndian.PutUint64(data[at&^7:], v)
		case 4:
			copy(data[at:], data[r.IntN(len(data)):][:min(64, r.IntN(64))])
		case 5:
			if r.IntN(4) == 0 {
				data = data[:64+at]
			}
		}
		if len(data) < 200 {
			return data
		}
	}
	return data
}

// mutants is how many damaged manifests a test reads.
func mutants() int {
	if os.Getenv("BANDPREP_LONG") != "" {
		return 2000
	}
	return 250
}

// TestDamaged reads manifests with seeded damages: an error or rows, never a
// panic, and little memory.
func TestDamaged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.arrow")
	n := mutants()
	r := rand.New(rand.NewPCG(1, 2))
	refused := 0
	for _, data := range fuzzSeeds(t) {
		for range n/4 + 1 {
			if readBounded(t, name, mutated(r, data)) != nil {
				refused++
			}
		}
	}
	if refused < n/4 {
		t.Errorf("%d of %d refused", refused, n)
	}
	for _, data := range fuzzSeeds(t) {
		for k := 0; k < len(data); k += 997 {
			if readBounded(t, name, data[:k]) == nil {
				t.Errorf("cut to %d of %d bytes: no error", k, len(data))
			}
		}
	}
}

// fuzzSeeds are whole manifests of each layout, and of version 1.
func fuzzSeeds(t testing.TB) (list [][]byte) {
	columns := []manifest.Column{{Name: "camera", Type: manifest.Text}, {Name: "cloud", Type: manifest.Float64}, {Name: "label", Type: manifest.Bool}}
	for _, kind := range []manifest.SumKind{manifest.SumsInt64, manifest.SumsDecimal, manifest.SumsTriple} {
		rows := example(kind)
		rows[0].Extra = []manifest.Value{manifest.TextValue("a"), manifest.Float64Value(1), manifest.BoolValue(true)}
		rows[0].Labels, rows[1].Boxes = []string{"a", "b"}, []manifest.Box{{X: 1, Label: "box"}, {Y: 2}}
		rows[1].ClassPixels = []manifest.ClassPixels{{Value: 1, Pixels: 2}}
		list = append(list, write(t, manifest.Header{Kind: kind, Meta: manifest.Meta{manifest.KeySeed: "42"}, Columns: columns}, rows))
	}
	return append(list, unzipped(t, "version1-int64.arrow.gz"))
}

// FuzzOpen reads any bytes, with the bounds of TestDamaged.
func FuzzOpen(f *testing.F) {
	for _, data := range fuzzSeeds(f) {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		readBounded(t, filepath.Join(t.TempDir(), "m.arrow"), data)
	})
}

// TestHostile reads descriptions that claim more than the file holds.
func TestHostile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.arrow")
	data := write(t, manifest.Header{Meta: manifest.Meta{"k": strings.Repeat("long ", 20)}}, photos(2))
	for at := footerStart(data); at < len(data)-10; at += 4 {
		for _, v := range []uint32{1 << 31, 1<<31 - 1, 1 << 16} {
			bad := bytes.Clone(data)
			binary.LittleEndian.PutUint32(bad[at:], v)
			if at%12 == 0 || v == 1<<31-1 && at%8 == 0 {
				readBounded(t, name, bad)
			}
		}
	}
}

// TestImpossibleSums refuses rows that no samples can give; expected by the
// inequality of Cauchy and Schwarz and by the extremes.
func TestImpossibleSums(t *testing.T) {
	integer := func(v int64) exact.Sum { return exact.IntSum(exact.FromInt64(v)) }
	for what, spoil := range map[string]func(*manifest.Row){
		"negative variance":          func(r *manifest.Row) { r.SumSquares[0] = integer(26) }, // 18² > 12·26
		"negative complete variance": func(r *manifest.Row) { r.SumProducts[0] = integer(26) },
		"negative squares":           func(r *manifest.Row) { r.SumSquares[0] = integer(-30) },
		"sum above the maximum":      func(r *manifest.Row) { r.Sum[0], r.SumSquares[0] = integer(25), integer(100) },
		"sum below the minimum":      func(r *manifest.Row) { r.Sum[0] = integer(11) },
		"more valid than all":        func(r *manifest.Row) { r.Valid[0] = 13 },
		"negative count":             func(r *manifest.Row) { r.Valid[0] = -1 },
		"more complete than all":     func(r *manifest.Row) { r.Complete = 13 },
		"extremes of nothing":        func(r *manifest.Row) { r.Minimum[1] = 1 },
		"sum of nothing":             func(r *manifest.Row) { r.Sum[1] = integer(1) },
		"extremes the wrong way":     func(r *manifest.Row) { r.Minimum[0] = 3 },
		"too few bands":              func(r *manifest.Row) { r.Sum = r.Sum[:1] },
		"too few products":           func(r *manifest.Row) { r.SumProducts = r.SumProducts[:2] },
		"a large product":            func(r *manifest.Row) { r.SumProducts[1] = integer(31) },
		"a histogram of odd length":  func(r *manifest.Row) { r.Histogram = []int64{1, 2, 3} },
		"a histogram of too few":     func(r *manifest.Row) { r.Histogram = []int64{r.Valid[0], 0, r.Valid[1], 1} },
		"a histogram below 0":        func(r *manifest.Row) { r.Histogram = []int64{r.Valid[0] + 1, -1, r.Valid[1], 0} },
		"a histogram that overflows": func(r *manifest.Row) {
			r.Histogram = []int64{math.MaxInt64, math.MinInt64 + 1 + r.Valid[0], r.Valid[1], 0}
		},
		"a grade of 10":           func(r *manifest.Row) { r.Grade = 10 },
		"a negative width":        func(r *manifest.Row) { r.Width = -1 },
		"samples beyond counting": func(r *manifest.Row) { r.Total = 1<<62 + 1<<61 },
	} {
		rows := example(manifest.SumsInt64)[:1]
		spoil(&rows[0])
		_, _, err := read(filepath.Join(t.TempDir(), "m.arrow"), write(t, manifest.Header{}, rows))
		if err == nil || !strings.Contains(err.Error(), "damaged manifest: row 0") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
