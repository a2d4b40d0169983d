package manifest_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
)

// sameRows compares rows; what is undefined equals what is undefined.
var sameRows = cmp.Options{cmpopts.EquateNaNs(), cmp.Comparer(func(a, b exact.Sum) bool { return a == b })}

// buffer is a file in memory.
type buffer struct {
	data []byte
	at   int64
}

func (b *buffer) Write(p []byte) (int, error) {
	b.data = append(b.data[:b.at], p...)
	b.at += int64(len(p))
	return len(p), nil
}

func (b *buffer) Seek(off int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		b.at = off
	case io.SeekCurrent:
		b.at += off
	default:
		b.at = int64(len(b.data)) + off
	}
	return b.at, nil
}

func seq(rows []manifest.Row) iter.Seq2[manifest.Row, error] {
	return func(yield func(manifest.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func write(t interface{ Fatal(args ...any) }, kind manifest.SumKind, meta manifest.Meta, rows []manifest.Row) []byte {
	var b buffer
	if err := manifest.Write(&b, kind, meta, seq(rows)); err != nil {
		t.Fatal(err)
	}
	return b.data
}

// read opens the bytes as a file and reads all rows.
func read(name string, data []byte) (meta manifest.Meta, kind manifest.SumKind, rows []manifest.Row, err error) {
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return nil, 0, nil, err
	}
	f, err := manifest.Open(name)
	if err != nil {
		return nil, 0, nil, err
	}
	defer f.Close()
	for r, err := range f.Rows() {
		if err != nil {
			return nil, 0, nil, err
		}
		rows = append(rows, r)
	}
	return f.Meta, f.Kind, rows, nil
}

var anyFloat = rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), 0, -1, math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1}))

func anySum(kind manifest.SumKind) *rapid.Generator[exact.Sum] {
	return rapid.Custom(func(t *rapid.T) exact.Sum {
		switch kind {
		case manifest.SumsInt64:
			return exact.IntSum(exact.FromInt64(rapid.Int64().Draw(t, "sum")))
		case manifest.SumsDecimal:
			return exact.IntSum(exact.Int{Hi: rapid.Int64Range(-1<<58, 1<<58).Draw(t, "high"), Lo: rapid.Uint64().Draw(t, "low")})
		}
		return exact.TripleSum(exact.Triple{Hi: rapid.Float64().Draw(t, "a"), Mid: rapid.Float64().Draw(t, "b"), Lo: rapid.Float64().Draw(t, "c")})
	})
}

func anyRow(kind manifest.SumKind) *rapid.Generator[manifest.Row] {
	text := rapid.OneOf(rapid.Just(""), rapid.StringN(1, 12, 60))
	return rapid.Custom(func(t *rapid.T) manifest.Row {
		bands := rapid.IntRange(1, 4).Draw(t, "bands")
		r := manifest.Row{
			ID: rapid.String().Draw(t, "id"), Path: rapid.String().Draw(t, "path"),
			Width: rapid.Int32Min(0).Draw(t, "width"), Height: rapid.Int32Min(0).Draw(t, "height"), Bands: int32(bands),
			SampleType: "uint8", Label: text.Draw(t, "label"), Group: text.Draw(t, "group"), Split: text.Draw(t, "split"),
			Fold: rapid.Int32Range(-1, 9).Draw(t, "fold"), Grade: text.Draw(t, "grade"), Bytes: rapid.Int64().Draw(t, "bytes"),
			CRS: text.Draw(t, "crs"), Decoder: text.Draw(t, "decoder"),
		}
		copy(r.ContentHash[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "hash"))
		if rapid.Bool().Draw(t, "has hash") {
			r.PHash = rapid.SliceOfN(rapid.Byte(), 0, 8).Draw(t, "phash")
		}
		if rapid.Bool().Draw(t, "has window") {
			r.Window = new([4]int32)
			copy(r.Window[:], rapid.SliceOfN(rapid.Int32(), 4, 4).Draw(t, "window"))
		}
		if rapid.Bool().Draw(t, "has box") {
			r.BBox = new([4]float64)
			copy(r.BBox[:], rapid.SliceOfN(rapid.Float64(), 4, 4).Draw(t, "box"))
		}
		if rapid.Bool().Draw(t, "measured") {
			floats := rapid.SliceOfN(anyFloat, bands, bands)
			sums := rapid.SliceOfN(anySum(kind), bands, bands)
			r.Valid = rapid.SliceOfN(rapid.Int64Min(0), bands, bands).Draw(t, "valid")
			r.Total, r.Complete = rapid.Int64Min(0).Draw(t, "total"), rapid.Int64Min(0).Draw(t, "complete")
			r.Mean, r.StdDev = floats.Draw(t, "mean"), floats.Draw(t, "stddev")
			r.Minimum, r.Maximum = floats.Draw(t, "minimum"), floats.Draw(t, "maximum")
			r.Sum, r.SumSquares, r.SumComplete = sums.Draw(t, "sum"), sums.Draw(t, "squares"), sums.Draw(t, "complete sums")
			if rapid.Bool().Draw(t, "has products") {
				n := bands * (bands + 1) / 2
				r.SumProducts = rapid.SliceOfN(anySum(kind), n, n).Draw(t, "products")
			}
		}
		return r
	})
}

// TestWriteRead holds that rows and metadata come back as they were written,
// and that writing again gives the same bytes.
func TestWriteRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.arrow")
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]manifest.SumKind{manifest.SumsInt64, manifest.SumsDecimal, manifest.SumsTriple}).Draw(t, "kind")
		rows := rapid.SliceOfN(anyRow(kind), 0, 12).Draw(t, "rows")
		meta := manifest.Meta{}
		for _, k := range []string{manifest.KeySeed, manifest.KeyOptions, manifest.KeyPCA} {
			if rapid.Bool().Draw(t, "has "+k) {
				meta[k] = rapid.String().Draw(t, k)
			}
		}
		data := write(t, kind, meta, rows)
		gotMeta, gotKind, got, err := read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			rows = nil
		}
		if d := cmp.Diff(rows, got, sameRows); d != "" {
			t.Fatalf("rows differ (-written +read):\n%s", d)
		}
		for k, v := range meta {
			if gotMeta[k] != v {
				t.Fatalf("%s is %q, want %q", k, gotMeta[k], v)
			}
		}
		if gotKind != kind || gotMeta[manifest.KeyVersion] != "1" {
			t.Fatalf("kind %d, version %s", gotKind, gotMeta[manifest.KeyVersion])
		}
		if !bytes.Equal(write(t, gotKind, meta, got), data) {
			t.Fatal("written again, the bytes differ")
		}
	})
}

// example is a manifest of three rows: measured, with a window, not measured.
func example(kind manifest.SumKind) []manifest.Row {
	sum := func(v int64) exact.Sum {
		if kind == manifest.SumsTriple {
			return exact.TripleSum(exact.Triple{Hi: float64(v), Mid: 0.25, Lo: -1e-20})
		}
		return exact.IntSum(exact.FromInt64(v))
	}
	measured := manifest.Row{
		ID: "a/x,y.png", Path: "in/a/x,y.png", Width: 4, Height: 3, Bands: 2, SampleType: "uint8", Label: "a \"quoted\" label", Group: "g",
		Split: "valid", Fold: 2, Bytes: 77, ContentHash: [16]byte{1, 2, 254, 15: 3}, PHash: []byte{1, 2, 3, 4, 5, 6, 7, 8}, Decoder: "exact",
		Valid: []int64{12, 0}, Total: 12, Mean: []float64{1.5, math.NaN()}, StdDev: []float64{0.5, math.NaN()},
		Minimum: []float64{1, math.NaN()}, Maximum: []float64{2, math.NaN()},
		Sum: []exact.Sum{sum(18), sum(0)}, SumSquares: []exact.Sum{sum(30), sum(0)},
		Complete: 12, SumComplete: []exact.Sum{sum(18), sum(0)}, SumProducts: []exact.Sum{sum(30), sum(0), sum(0)},
	}
	chip := measured
	chip.ID, chip.Window, chip.BBox, chip.CRS = "b#1,2,3,4", &[4]int32{1, 2, 3, 4}, &[4]float64{0.5, 1, 2, 3}, "EPSG:32630"
	chip.Split, chip.Label, chip.Fold, chip.PHash = "train", "", -1, nil
	plain := manifest.Row{ID: "ü<&>", Path: "ü", Bands: 2, SampleType: "uint8", Fold: -1}
	return []manifest.Row{measured, chip, plain}
}

// TestManyBatches writes more rows than a record batch holds.
func TestManyBatches(t *testing.T) {
	var rows []manifest.Row
	for i := range 2*manifest.BatchRows + 3 {
		r := example(manifest.SumsInt64)[i%3]
		r.ID = fmt.Sprintf("%06d", i)
		rows = append(rows, r)
	}
	_, _, got, err := read(filepath.Join(t.TempDir(), "m.arrow"), write(t, manifest.SumsInt64, nil, rows))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows, got, sameRows); d != "" {
		t.Error(d)
	}
}

// TestRefused names what is wrong with a file.
func TestRefused(t *testing.T) {
	good := write(t, manifest.SumsInt64, nil, example(manifest.SumsInt64))
	replace := func(old, new string) []byte {
		if len(old) != len(new) || !bytes.Contains(good, []byte(old)) {
			t.Fatalf("%q is not in the file", old)
		}
		return bytes.ReplaceAll(good, []byte(old), []byte(new))
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"empty":         {nil, "not an Arrow IPC file"},
		"text":          {[]byte("path,label\na.jpg,x\n"), "not an Arrow IPC file"},
		"magic only":    {[]byte("ARROW1\x00\x00"), ""},
		"other columns": {replace("sum_complete", "sum_complote"), "column"},
		"no manifest":   {replace("bandprep.version", "bandprep.virsion"), "no bandprep manifest"},
		"other sums":    {replace("bandprep.sums", "bandprep.soms"), "unknown layout of sums"},
	} {
		_, _, _, err := read(filepath.Join(t.TempDir(), "m.arrow"), c.data)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "m.arrow") {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := manifest.Open(filepath.Join(t.TempDir(), "nowhere.arrow")); !os.IsNotExist(err) {
		t.Errorf("missing file: %v", err)
	}
}

// TestOtherVersion refuses manifests of a version to come.
func TestOtherVersion(t *testing.T) {
	good := write(t, manifest.SumsInt64, nil, example(manifest.SumsInt64))
	// Flatbuffers store the text "1" after its length, behind the key's.
	at := bytes.Index(good, []byte{1, 0, 0, 0, '1', 0, 0, 0})
	if at < 0 {
		t.Fatal("no version in the file")
	}
	for ; at >= 0; at = bytes.Index(good, []byte{1, 0, 0, 0, '1', 0, 0, 0}) {
		good[at+4] = '9'
	}
	_, _, _, err := read(filepath.Join(t.TempDir(), "m.arrow"), good)
	if err == nil || !strings.Contains(err.Error(), "manifest version 9; this program reads version 1") {
		t.Errorf("%v", err)
	}
}

// footerStart is where the footer begins. Arrow's reader believes the counts in
// it, which is why the tests below damage what lies in front of it.
func footerStart(data []byte) int {
	n := len(data) - len("ARROW1") - 4
	return n - int(binary.LittleEndian.Uint32(data[n:]))
}

// TestDamaged cuts a small manifest at many lengths, and flips bits and makes
// numbers huge in front of its footer: an error or rows, never a panic, and no
// more memory than the file allows.
func TestDamaged(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.arrow")
	for _, kind := range []manifest.SumKind{manifest.SumsInt64, manifest.SumsTriple} {
		data := write(t, kind, nil, example(kind))
		for n := 0; n < len(data); n += 37 {
			if _, _, _, err := read(name, data[:n]); err == nil {
				t.Errorf("cut to %d of %d bytes: no error", n, len(data))
			}
		}
		for at := 0; at < footerStart(data); at += 11 {
			bad := bytes.Clone(data)
			bad[at] ^= 1 << (at % 8)
			read(name, bad)
		}
		for at := 0; at < footerStart(data); at += 4 { // lists that end nowhere
			bad := bytes.Clone(data)
			binary.LittleEndian.PutUint32(bad[at:], 1<<31-1)
			read(name, bad)
		}
	}
}

// FuzzOpen reads any bytes in front of the footer of a manifest.
func FuzzOpen(f *testing.F) {
	var footers [][]byte
	for i, kind := range []manifest.SumKind{manifest.SumsInt64, manifest.SumsDecimal, manifest.SumsTriple} {
		data := write(f, kind, manifest.Meta{manifest.KeySeed: "42"}, example(kind))
		at := footerStart(data)
		f.Add(uint8(i), data[:at])
		footers = append(footers, data[at:])
	}
	f.Fuzz(func(t *testing.T, kind uint8, data []byte) {
		read(filepath.Join(t.TempDir(), "m.arrow"), slices.Concat(data, footers[int(kind)%len(footers)]))
	})
}
