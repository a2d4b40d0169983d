package pipeline_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/stats"
)

// readBack runs the line over a folder of the project and reads its manifest.
func readBack(t *testing.T, inputs ...string) *table.Table {
	t.Helper()
	o := options()
	o.Derive.Split.Valid.Fraction = 0.2
	d, err := pipeline.Run(context.Background(), inspect(t, o, inputs...).in, o.Derive, pipeline.LimitsSigma)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "m.arrow")
	if err := writeManifest(d, name); err != nil {
		t.Fatal(err)
	}
	f, err := manifest.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	back, err := table.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// TestSubsetsEqualMeasuringAgain adds up 200 random subsets of the rows of real
// manifests, each also as two parts that are merged, and compares with measuring
// the files of the subset: equal in every bit for integers, within 1e-14 for
// floats.
func TestSubsetsEqualMeasuringAgain(t *testing.T) {
	floats := t.TempDir()
	r := rand.New(rand.NewPCG(5, 5))
	for i := range 12 {
		writeFloats(t, filepath.Join(floats, fmt.Sprintf("f%02d.npy", i)), r)
	}
	for name, c := range map[string]struct {
		inputs  []string
		subsets int
		eps     float64
	}{
		"photos": {[]string{testfile.Project("photos")}, 60, 0},
		"scenes": {[]string{testfile.Project("scenes")}, 70, 0},
		"floats": {[]string{floats}, 70, 1e-14},
	} {
		t.Run(name, func(t *testing.T) {
			rows := readBack(t, c.inputs...)
			for range c.subsets {
				chosen, first := make([]bool, rows.Rows.Len()), make([]bool, rows.Rows.Len())
				var files []string
				for i, row := range rows.Rows.All() {
					if chosen[i] = r.IntN(3) == 0 || i == 0; chosen[i] {
						files = append(files, filepath.FromSlash(row.Path))
						first[i] = r.IntN(2) == 0
					}
				}
				all := totals(t, rows, func(i int) bool { return chosen[i] })
				merged := totals(t, rows, func(i int) bool { return chosen[i] && first[i] })
				if err := merged.Merge(totals(t, rows, func(i int) bool { return chosen[i] && !first[i] })); err != nil {
					t.Fatal(err)
				}
				o := options()
				o.Find.LabelFrom = "folder"
				list, _ := parts(t, inspect(t, o, files...), o, allItems)
				again := list[0].Summary()
				equalSummaries(t, "subset", all.Summary(0), again, c.eps)
				equalSummaries(t, "merged", merged.Summary(0), again, c.eps)
			}
		})
	}
}

func totals(t *testing.T, rows *table.Table, keep func(i int) bool) *stats.Total {
	t.Helper()
	sum := stats.NewTotal()
	for i := range rows.Rows.Len() {
		if !keep(i) {
			continue
		}
		m, err := rows.Rows.AllMoments(i)
		if err == nil {
			err = sum.Add(&m)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return sum
}

func equalSummaries(t *testing.T, what string, got, want stats.Summary, eps float64) {
	t.Helper()
	same := func(name string, a, b float64) {
		if !(a == b || a != a && b != b || math.Abs(a-b) <= eps*math.Abs(b)) {
			t.Errorf("%s: %s is %v, measured again %v", what, name, a, b)
		}
	}
	if got.Images != want.Images || got.Pixels != want.Pixels || got.Complete != want.Complete {
		t.Fatalf("%s: %d images, %d pixels, %d complete; measured again %d, %d, %d", what, got.Images, got.Pixels, got.Complete, want.Images, want.Pixels, want.Complete)
	}
	for b := range want.Bands {
		g, w := got.Bands[b], want.Bands[b]
		for name, v := range map[string][2]float64{"mean": {g.Mean, w.Mean}, "stddev": {g.StdDev, w.StdDev}, "minimum": {g.Minimum, w.Minimum},
			"maximum": {g.Maximum, w.Maximum}, "mean of images": {g.StdDevImageMean, w.StdDevImageMean}, "within": {g.StdDevWithin, w.StdDevWithin}} {
			same(fmt.Sprintf("%s of band %d", name, b+1), v[0], v[1])
		}
		for k := range want.Bands {
			same("covariance", got.Covariance[b][k], want.Covariance[b][k])
		}
	}
}

// writeFloats writes an array of 3 bands of float64 of widely different sizes.
func writeFloats(t *testing.T, name string, r *rand.Rand) {
	t.Helper()
	const h, w, bands = 8, 9, 3
	var b bytes.Buffer
	head := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d, %d), }", h, w, bands)
	for (10+len(head)+1)%64 != 0 {
		head += " "
	}
	head += "\n"
	b.WriteString("\x93NUMPY\x01\x00")
	b.WriteByte(byte(len(head)))
	b.WriteByte(byte(len(head) >> 8))
	b.WriteString(head)
	for range h * w * bands {
		v := math.Float64bits((r.Float64() - 0.3) * math.Pow(10, float64(r.IntN(8))))
		for k := range 8 {
			b.WriteByte(byte(v >> (8 * k)))
		}
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestPlanComesBack writes the plan of sets as JSON, reads it back, and measures
// the items one by one with it: the rows are those of the whole set.
func TestPlanComesBack(t *testing.T) {
	for name, change := range map[string]func(*setup){
		"scenes": func(*setup) {},
		"bands": func(o *setup) {
			o.Images.View.Bands = "B4,B3,2"
			o.Images.View.NoData = table.Floats([]float64{math.NaN()})
		},
		"chips": func(o *setup) { o.Images.View.Chips = table.Chips{W: 16, H: 16, StrideX: 8, StrideY: 8} },
		"mixed": func(*setup) {},
	} {
		t.Run(name, func(t *testing.T) {
			input := testfile.Project("scenes")
			if name == "mixed" {
				input = imagePath("mixed")
			}
			o := options()
			change(&o)
			s := inspect(t, o, input)
			text, err := json.Marshal(s.Plan)
			if err != nil {
				t.Fatal(err)
			}
			var plan imageset.Plan
			if err := json.Unmarshal(text, &plan); err != nil {
				t.Fatal(err)
			}
			if again, err := json.Marshal(plan); err != nil || !bytes.Equal(again, text) {
				t.Fatalf("%s\nbecomes\n%s (%v)", text, again, err)
			}
			whole, err := s.in.Table(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			want := make(map[string]*table.Row)
			for _, r := range whole.Rows.All() {
				want[r.ID] = r
			}
			l, err := dataset.Scan(context.Background(), []string{input}, dataset.Options{})
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, it := range l.Items.All() {
				one, err := measure.Item(context.Background(), &plan, *it, imageset.Options{Open: codec.Open, Workers: 1}, measure.Options{})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range one.Rows.All() {
					if w := want[r.ID]; w == nil || !reflect.DeepEqual(plain(r), plain(w)) {
						t.Errorf("%s by itself is %+v, in its set %+v", r.ID, plain(r), plain(w))
					}
					n++
				}
			}
			if n != whole.Rows.Len() || n == 0 {
				t.Errorf("%d rows, want %d", n, whole.Rows.Len())
			}
		})
	}
}

// plain writes a row as text: not-a-numbers are not equal to themselves.
func plain(r *table.Row) string {
	c := *r
	window, bbox, page := "", "", ""
	if c.Window != nil {
		window = fmt.Sprint(*c.Window)
	}
	if c.BBox != nil {
		bbox = fmt.Sprint(*c.BBox)
	}
	if c.Page != nil {
		page = fmt.Sprint(*c.Page)
	}
	c.Window, c.BBox, c.Page = nil, nil, nil
	return fmt.Sprintf("%+v %s %s %s", c, window, bbox, page)
}

// TestPlanSkipsOtherKinds measures with the plan of a set an image of a kind
// that it does not have.
func TestPlanSkipsOtherKinds(t *testing.T) {
	o := options()
	plan := inspect(t, o, testfile.Project("scenes")).Plan
	photo := projectFiles(t, "photos")[0]
	one, err := measure.Item(context.Background(), &plan, dataset.Item{ID: "x.jpg", Path: photo}, o.Images, measure.Options{})
	if err != nil || one.Rows.Len() != 0 || len(one.Skipped) != 1 {
		t.Fatalf("%d rows, skipped %v, %v", one.Rows.Len(), one.Skipped, err)
	}
}

func FuzzPlan(f *testing.F) {
	for _, o := range []setup{options()} {
		in, err := pipeline.Open(context.Background(), []string{testfile.Project("scenes")}, o.Options)
		if err != nil {
			f.Fatal(err)
		}
		text, err := json.Marshal(in.Set().Plan)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var p, q imageset.Plan
		if json.Unmarshal(data, &p) != nil {
			return
		}
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, &q); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if again, err := json.Marshal(q); err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%s becomes %s (%v)", text, again, err)
		}
	})
}

// TestLoadedDatasetIsWhole holds that a dataset which was read from a manifest
// has a report, and writes the manifest that it came from.
func TestLoadedDatasetIsWhole(t *testing.T) {
	for _, folder := range []string{"photos", "scenes"} {
		back := readBack(t, testfile.Project(folder))
		d, err := derive.Load(back)
		if err != nil {
			t.Fatal(err)
		}
		r := d.Report()
		if r.Split == "" || r.Statistics["train"] == nil || len(r.Normalization.Mean) == 0 || len(r.Certificate.Parts) == 0 {
			t.Errorf("%s: report %+v", folder, r)
		}
		var written [2][]byte
		for i := range written {
			name := filepath.Join(t.TempDir(), "m.arrow")
			if err := writeManifest(d, name); err != nil {
				t.Fatal(err)
			}
			if written[i], err = os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
			f, err := manifest.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			again, err := table.Read(f)
			f.Close()
			if err != nil {
				t.Fatal(err)
			}
			if d, err = derive.Load(again); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(written[0], written[1]) {
			t.Errorf("%s: a manifest that is read and written is another one", folder)
		}
	}
}
