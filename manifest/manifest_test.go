package manifest_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
)

// sameRows compares rows; what is undefined equals what is undefined.
var sameRows = cmp.Options{cmpopts.EquateNaNs(), cmp.Comparer(func(a, b exact.Sum) bool { return a == b }), cmp.Comparer(func(a, b manifest.Value) bool { return a == b })}

func seq(rows []manifest.Row) iter.Seq2[manifest.Row, error] {
	return func(yield func(manifest.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func write(t interface{ Fatal(args ...any) }, h manifest.Header, rows []manifest.Row) []byte {
	var b bytes.Buffer
	if err := manifest.Write(&b, h, seq(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// read opens the bytes as a file and reads all rows.
func read(name string, data []byte) (h manifest.Header, rows []manifest.Row, err error) {
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return h, nil, err
	}
	f, err := manifest.Open(name)
	if err != nil {
		return h, nil, err
	}
	defer f.Close()
	for r, err := range f.Rows() {
		if err != nil {
			return h, nil, err
		}
		rows = append(rows, r)
	}
	return f.Header, rows, nil
}

var anyFloat = rapid.OneOf(rapid.Float64(), rapid.SampledFrom([]float64{math.NaN(), 0, -1, math.MaxFloat64, math.SmallestNonzeroFloat64, 0.1}))

var anyTime = rapid.Custom(func(t *rapid.T) time.Time {
	return time.UnixMicro(rapid.Int64Range(-1<<55, 1<<58).Draw(t, "microseconds")).UTC()
})

var anyValue = map[manifest.ColumnType]*rapid.Generator[manifest.Value]{
	manifest.Text:    rapid.Map(rapid.String(), manifest.TextValue),
	manifest.Int64:   rapid.Map(rapid.Int64(), manifest.Int64Value),
	manifest.Float64: rapid.Map(anyFloat, manifest.Float64Value),
	manifest.Bool:    rapid.Map(rapid.Bool(), manifest.BoolValue),
	manifest.Time:    rapid.Map(anyTime, manifest.TimeValue),
}

func anyColumns(t *rapid.T) []manifest.Column {
	names := rapid.SliceOfNDistinct(rapid.StringMatching("k_[a-z]{1,3}"), 0, 4, rapid.ID).Draw(t, "columns")
	var list []manifest.Column
	for _, n := range names {
		list = append(list, manifest.Column{Name: n, Type: manifest.ColumnType(rapid.IntRange(1, 5).Draw(t, "type"))})
	}
	return list
}

// maybe draws a value, or the zero value in one of two cases.
func maybe[T any](t *rapid.T, name string, g *rapid.Generator[T]) (v T) {
	if rapid.Bool().Draw(t, "has "+name) {
		v = g.Draw(t, name)
	}
	return v
}

func anyRow(h manifest.Header) *rapid.Generator[manifest.Row] {
	text := rapid.StringN(1, 12, 60)
	hash := rapid.Map(rapid.SliceOfN(rapid.Byte(), 16, 16), func(b []byte) [16]byte { return [16]byte(b) })
	return rapid.Custom(func(t *rapid.T) manifest.Row {
		bands := rapid.IntRange(1, 4).Draw(t, "bands")
		r := manifest.Row{
			ID: rapid.String().Draw(t, "id"), Path: rapid.String().Draw(t, "path"),
			Member: maybe(t, "member", text), Files: maybe(t, "files", rapid.SliceOf(text)),
			Page:  maybe(t, "page", rapid.Map(rapid.Int32(), func(v int32) *int32 { return &v })),
			Width: rapid.Int32Min(0).Draw(t, "width"), Height: rapid.Int32Min(0).Draw(t, "height"), Bands: int32(bands),
			SampleType: "uint8", Label: maybe(t, "label", text), Labels: maybe(t, "labels", rapid.SliceOf(text)),
			Group: maybe(t, "group", text), LeakGroup: maybe(t, "leak group", text), Time: maybe(t, "time", anyTime),
			Split: maybe(t, "split", text), LeftOut: maybe(t, "left out", text), Fold: rapid.Int32Range(-1, 9).Draw(t, "fold"),
			Grade: int8(rapid.IntRange(0, 9).Draw(t, "grade")), Mark: maybe(t, "mark", text), Mask: maybe(t, "mask", text),
			LabelRaster: maybe(t, "label raster", text), Bytes: rapid.Int64Min(0).Draw(t, "bytes"),
			ContentHash: maybe(t, "hash", hash), PixelHash: maybe(t, "pixel hash", hash),
			Picture: [24]byte{3: byte(rapid.IntRange(0, 255).Draw(t, "picture"))},
			PHash:   maybe(t, "phash", rapid.SliceOfN(rapid.Byte(), 0, 8)),
			CRS:     maybe(t, "crs", text), Decoder: maybe(t, "decoder", text),
			Footprint: maybe(t, "footprint", rapid.SliceOfN(rapid.Float64(), 0, 8)),
			ClassPixels: maybe(t, "classes", rapid.SliceOf(rapid.Custom(func(t *rapid.T) manifest.ClassPixels {
				return manifest.ClassPixels{Value: rapid.Int64().Draw(t, "class"), Pixels: rapid.Int64Min(0).Draw(t, "pixels")}
			}))),
			Boxes: maybe(t, "boxes", rapid.SliceOf(rapid.Custom(func(t *rapid.T) manifest.Box {
				side := rapid.Float64()
				return manifest.Box{X: side.Draw(t, "x"), Y: side.Draw(t, "y"), Width: side.Draw(t, "w"), Height: side.Draw(t, "h"), Label: maybe(t, "box label", text)}
			}))),
		}
		if rapid.Bool().Draw(t, "has window") {
			r.Window = (*[4]int32)(rapid.SliceOfN(rapid.Int32(), 4, 4).Draw(t, "window"))
		}
		if rapid.Bool().Draw(t, "has bounds") {
			r.BBox = (*[4]float64)(rapid.SliceOfN(rapid.Float64(), 4, 4).Draw(t, "bounds"))
		}
		if rapid.Bool().Draw(t, "measured") {
			drawMeasured(t, &r, h.Kind)
		}
		for _, c := range h.Columns {
			r.Extra = append(r.Extra, maybe(t, c.Name, anyValue[c.Type]))
		}
		return r
	})
}

// drawMeasured draws pixels and measures them, so that the sums fit.
func drawMeasured(t *rapid.T, r *manifest.Row, kind manifest.SumKind) {
	bands, pixels := int(r.Bands), rapid.IntRange(0, 9).Draw(t, "pixels")
	var sample = [...]*rapid.Generator[float64]{
		manifest.SumsInt64:   rapid.Map(rapid.IntRange(-40, 255), func(v int) float64 { return float64(v) }),
		manifest.SumsDecimal: rapid.Map(rapid.Int64Range(-1<<53, 1<<53), func(v int64) float64 { return float64(v) }),
		manifest.SumsTriple:  rapid.OneOf(rapid.Float64Range(-1e100, 1e100), rapid.SampledFrom([]float64{0, -1, 0.1, 1e8 + 0.1, 1e-300})),
	}[kind]
	sum := func(f *exact.Float) exact.Sum {
		if kind == manifest.SumsTriple {
			return exact.TripleSum(f.Triple())
		}
		v, ok := f.Int()
		if !ok {
			t.Fatalf("no integer: %v", f.Float64())
		}
		return exact.IntSum(v)
	}
	n := bands * (bands + 1) / 2
	sums, squares, complete, products := make([]exact.Float, bands), make([]exact.Float, bands), make([]exact.Float, bands), make([]exact.Float, n)
	nan := func() []float64 { return slices.Repeat([]float64{math.NaN()}, bands) }
	r.Valid, r.Total, r.Mean, r.StdDev, r.Minimum, r.Maximum = make([]int64, bands), int64(pixels), nan(), nan(), nan(), nan()
	for range pixels {
		x, all := make([]float64, bands), true
		for b := range x {
			if x[b] = sample.Draw(t, "sample"); rapid.IntRange(0, 4).Draw(t, "nodata") == 0 {
				all = false
				continue
			}
			r.Valid[b]++
			sums[b].Add(x[b])
			squares[b].AddSquare(x[b])
			if !(r.Minimum[b] <= x[b]) {
				r.Minimum[b] = x[b]
			}
			if !(r.Maximum[b] >= x[b]) {
				r.Maximum[b] = x[b]
			}
			r.Mean[b] = sums[b].Float64() / float64(r.Valid[b])
		}
		if !all {
			continue
		}
		r.Complete++
		at := 0
		for i := range x {
			complete[i].Add(x[i])
			for j := i; j < bands; j++ {
				products[at].AddProduct(x[i], x[j])
				at++
			}
		}
	}
	for b := range bands {
		r.Sum, r.SumSquares, r.SumComplete = append(r.Sum, sum(&sums[b])), append(r.SumSquares, sum(&squares[b])), append(r.SumComplete, sum(&complete[b]))
	}
	if rapid.Bool().Draw(t, "has products") {
		for i := range products {
			r.SumProducts = append(r.SumProducts, sum(&products[i]))
		}
	}
	if rapid.Bool().Draw(t, "has a histogram") {
		for _, n := range r.Valid {
			low := rapid.Int64Range(0, n).Draw(t, "low")
			r.Histogram = append(r.Histogram, low, n-low)
		}
	}
}

// TestWriteRead holds that rows and header come back as they were written, and
// that writing again gives the same bytes.
func TestWriteRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "m.arrow")
	rapid.Check(t, func(t *rapid.T) {
		h := manifest.Header{Kind: manifest.SumKind(rapid.IntRange(0, 2).Draw(t, "kind")), Meta: manifest.Meta{}, Columns: anyColumns(t)}
		rows := rapid.SliceOfN(anyRow(h), 0, 12).Draw(t, "rows")
		for _, k := range []string{manifest.KeySeed, manifest.KeyOptions, manifest.KeyPCA} {
			if rapid.Bool().Draw(t, "has "+k) {
				h.Meta[k] = rapid.String().Draw(t, k)
			}
		}
		data := write(t, h, rows)
		got, gotRows, err := read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) == 0 {
			rows = nil
		}
		if d := cmp.Diff(rows, gotRows, sameRows); d != "" {
			t.Fatalf("rows differ (-written +read):\n%s", d)
		}
		for k, v := range h.Meta {
			if got.Meta[k] != v {
				t.Fatalf("%s is %q, want %q", k, got.Meta[k], v)
			}
		}
		if got.Kind != h.Kind || got.Meta[manifest.KeyVersion] != "2" || !slices.Equal(got.Columns, h.Columns) {
			t.Fatalf("%+v, want %+v", got, h)
		}
		if !bytes.Equal(write(t, got, gotRows), data) {
			t.Fatal("written again, the bytes differ")
		}
	})
}

// example is a manifest of three rows: measured, with a window, not measured.
func example(kind manifest.SumKind) []manifest.Row {
	sum := func(v int64) exact.Sum {
		if kind == manifest.SumsTriple {
			return exact.TripleSum(exact.Triple{Hi: float64(v), Mid: float64(v) * 1e-17, Lo: float64(v) * -1e-35})
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
	for i := range 2*4096 + 3 {
		r := example(manifest.SumsInt64)[i%3]
		r.ID = fmt.Sprintf("%06d", i)
		rows = append(rows, r)
	}
	_, got, err := read(filepath.Join(t.TempDir(), "m.arrow"), write(t, manifest.Header{}, rows))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(rows, got, sameRows); d != "" {
		t.Error(d)
	}
}

// TestRefused names what is wrong with a file.
func TestRefused(t *testing.T) {
	good := write(t, manifest.Header{}, example(manifest.SumsInt64))
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
		"empty":         {nil, "neither an Arrow IPC file nor a Parquet file"},
		"text":          {[]byte("path,label\na.jpg,x\n"), "neither an Arrow IPC file nor a Parquet file"},
		"magic only":    {[]byte("ARROW1\x00\x00"), ""},
		"other columns": {replace("sum_complete", "sum_complote"), "column"},
		"no manifest":   {replace("bandprep.version", "bandprep.virsion"), "no bandprep manifest"},
		"other sums":    {replace("bandprep.sums", "bandprep.soms"), "unknown layout of sums"},
	} {
		_, _, err := read(filepath.Join(t.TempDir(), "m.arrow"), c.data)
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
	good := write(t, manifest.Header{}, example(manifest.SumsInt64))
	// Flatbuffers store the text "2" after its length, behind the key's.
	at := bytes.Index(good, []byte{1, 0, 0, 0, '2', 0, 0, 0})
	if at < 0 {
		t.Fatal("no version in the file")
	}
	for ; at >= 0; at = bytes.Index(good, []byte{1, 0, 0, 0, '2', 0, 0, 0}) {
		good[at+4] = '9'
	}
	_, _, err := read(filepath.Join(t.TempDir(), "m.arrow"), good)
	if err == nil || !strings.Contains(err.Error(), "manifest version \"9\"; this program reads versions 1 to 2") {
		t.Errorf("%v", err)
	}
}

// footerStart is where the footer begins.
func footerStart(data []byte) int {
	n := len(data) - len("ARROW1") - 4
	return n - int(binary.LittleEndian.Uint32(data[n:]))
}
