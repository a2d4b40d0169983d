package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/stats"
)

// drawRow draws a row as measuring or a manifest gives it.
func drawRow(t *rapid.T) Row {
	word := rapid.SampledFrom([]string{"", "a", "b/c", "train", "valid", "ä|ö", strings.Repeat("long", 60)})
	r := Row{Type: rapid.SampledFrom(allTypes()).Draw(t, "type"), inFile: rapid.Int64Min(0).Draw(t, "spilled")}
	r.ID = strings.Join(rapid.SliceOfN(word, 1, 3).Draw(t, "id"), "/") + rapid.StringN(0, 5, -1).Draw(t, "name")
	r.Path = word.Draw(t, "path") + rapid.SampledFrom([]string{"", r.ID}).Draw(t, "tail")
	for _, w := range [...]*string{&r.SampleType, &r.Label, &r.Group, &r.Split, &r.CRS, &r.Decoder} {
		*w = word.Draw(t, "word")
	}
	r.Width, r.Height, r.Bands = rapid.Int32().Draw(t, "width"), rapid.Int32().Draw(t, "height"), rapid.Int32().Draw(t, "bands")
	r.Grade = rapid.Int8Range(0, 9).Draw(t, "grade")
	r.Fold, r.Bytes = rapid.Int32Min(-1).Draw(t, "fold"), rapid.Int64().Draw(t, "bytes")
	copy(r.ContentHash[:], rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "hash"))
	if rapid.Bool().Draw(t, "picture") {
		r.Picture[rapid.IntRange(0, 23).Draw(t, "at")] = 7
	}
	if rapid.Bool().Draw(t, "phash") {
		r.PHash = rapid.SliceOfN(rapid.Byte(), 0, 9).Draw(t, "bits")
	}
	if rapid.Bool().Draw(t, "chip") {
		r.Window = new([4]int32)
		for i := range r.Window {
			r.Window[i] = rapid.Int32().Draw(t, "window")
		}
	}
	if rapid.Bool().Draw(t, "placed") {
		r.BBox = new([4]float64)
		for i := range r.BBox {
			r.BBox[i] = drawFloat(t, "bounds")
		}
	}
	if rapid.Bool().Draw(t, "facts") {
		drawFacts(t, &r, word)
	}
	if rapid.Bool().Draw(t, "measured") {
		m := drawMoments(t)
		r.Type, r.Bands = m.Type, int32(m.Bands)
		r.SetMoments(&m)
	} else {
		r.Total, r.Complete = rapid.Int64().Draw(t, "total"), rapid.Int64().Draw(t, "complete")
	}
	return r
}

// drawFacts sets some of the facts that most rows do not have.
func drawFacts(t *rapid.T, r *Row, word *rapid.Generator[string]) {
	some := func(name string) bool { return rapid.Bool().Draw(t, name) }
	for _, w := range [...]*string{&r.Member, &r.Mark, &r.Mask, &r.LabelRaster, &r.LeakGroup, &r.LeftOut} {
		*w = word.Draw(t, "fact")
	}
	if some("page") {
		page := rapid.Int32Min(0).Draw(t, "number")
		r.Page = &page
	}
	if some("lists") {
		r.Files, r.Labels = rapid.SliceOfN(word, 1, 3).Draw(t, "files"), rapid.SliceOfN(word, 1, 3).Draw(t, "labels")
	}
	if some("time") {
		r.Time = time.UnixMicro(rapid.Int64Range(1, 1<<52).Draw(t, "when")).UTC()
	}
	if some("classes") {
		r.ClassPixels = []manifest.ClassPixels{{Value: rapid.Int64().Draw(t, "class"), Pixels: rapid.Int64().Draw(t, "pixels")}}
	}
	if some("boxes") {
		r.Boxes = []manifest.Box{{X: drawFloat(t, "x"), Width: drawFloat(t, "w"), Label: word.Draw(t, "box")}}
	}
	if some("pixel hash") {
		r.PixelHash[3] = 7
	}
	if some("footprint") {
		r.Footprint = []float64{drawFloat(t, "lon"), drawFloat(t, "lat")}
	}
	if some("histogram") {
		r.Histogram = rapid.SliceOfN(rapid.Int64(), 1, 4).Draw(t, "bins")
	}
	if some("extra") {
		r.Extra = []manifest.Value{{}, manifest.TextValue(word.Draw(t, "cell")), manifest.Int64Value(-5), manifest.Float64Value(0.5),
			manifest.BoolValue(some("bool")), manifest.TimeValue(time.UnixMicro(12345))}
	}
}

// rowText writes a row with all that it points to.
func rowText(r *Row) string {
	c := *r
	window, bbox, boxes := "", "", fmt.Sprintf("%x", c.Boxes)
	if c.Window != nil {
		window = fmt.Sprint(*c.Window)
	}
	if c.BBox != nil {
		bbox = fmt.Sprintf("%x", *c.BBox)
	}
	if c.Page != nil {
		window += fmt.Sprint(" page ", *c.Page)
	}
	c.Page, c.Boxes = nil, nil
	m := text(r.Moments())
	c.Window, c.BBox, c.Valid, c.Minimum, c.Maximum = nil, nil, nil, nil, nil
	return fmt.Sprintf("%#v %s %s %s %s", c, window, bbox, boxes, m)
}

func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows Rows
		want := rapid.SliceOfN(rapid.Custom(drawRow), 1, 8).Draw(t, "rows")
		sums := manifest.SumsInt64
		for i := range want {
			if err := rows.Add(&want[i]); err != nil {
				t.Fatal(err)
			}
			if m := want[i].Moments(); m.Valid != nil {
				sums = max(sums, sumKind(&m))
			}
		}
		if rows.Len() != len(want) || rows.sums != sums {
			t.Fatalf("%d rows of kind %d, want %d of %d", rows.Len(), rows.sums, len(want), sums)
		}
		for i, r := range rows.All() {
			if got, want := text(rows.Moments(i)), text(want[i].Moments()); got != want {
				t.Fatalf("moments of row %d:\ngot  %s\nwant %s", i, got, want)
			}
			if got, want := rowText(r), rowText(&want[i]); got != want {
				t.Fatalf("row %d:\ngot  %s\nwant %s", i, got, want)
			}
		}
		slices.SortStableFunc(want, func(a, b Row) int { return strings.Compare(a.ID, b.ID) })
		rows.Sort()
		for i := range want {
			rows.Assign(i, "test", int32(i))
			if rows.ID(i) != want[i].ID || rows.Split(i) != "test" || rows.At(i).Fold != int32(i) || rows.At(i).Path != want[i].Path {
				t.Fatalf("sorted: row %d is %v", i, rows.At(i))
			}
		}
	})
}

// TestRowsRefuseOtherLengths holds that lists which no measuring gives are no
// rows: a damaged manifest may hold them.
func TestRowsRefuseOtherLengths(t *testing.T) {
	for what, spoil := range map[string]func(*Row){

		"valid":    func(r *Row) { r.Valid = r.Valid[:1] },
		"minimum":  func(r *Row) { r.Minimum = nil },
		"maximum":  func(r *Row) { r.Maximum = append(r.Maximum, 1) },
		"sum":      func(r *Row) { r.Sum = nil },
		"squares":  func(r *Row) { r.SumSquares = nil },
		"complete": func(r *Row) { r.SumComplete = r.Sum[:1] },
		"products": func(r *Row) { r.SumProducts = r.Sum },
		"all but products": func(r *Row) {
			r.Valid, r.Minimum, r.Maximum, r.Sum, r.SumSquares, r.SumComplete = nil, nil, nil, nil, nil, nil
		},
	} {
		acc := stats.NewAccumulator(2, allTypes()[0], stats.Options{})
		m := acc.Moments()
		r := Row{Row: manifest.Row{ID: "x", Bands: 2}}
		r.SetMoments(&m)
		if err := new(Rows).Add(&r); err != nil {
			t.Fatal(err)
		}
		spoil(&r)
		if err := new(Rows).Add(&r); err == nil || !strings.Contains(err.Error(), "x: lists of different lengths") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestWhereIsIndependent assigns splits in a part of a table: the table itself
// does not change.
func TestWhereIsIndependent(t *testing.T) {
	var whole Table
	for _, id := range []string{"a", "b", "c"} {
		if err := whole.Rows.Add(&Row{Row: manifest.Row{ID: id, Fold: -1}}); err != nil {
			t.Fatal(err)
		}
	}
	part := whole.Where(func(i int) bool { return i > 0 })
	part.Rows.Assign(0, "only in the part", 0)
	whole.Rows.Assign(0, "only in the whole", 1)
	part.Rows.Assign(1, "only in the whole", 2)
	if got := []string{whole.Rows.Split(0), whole.Rows.Split(1), part.Rows.Split(0), part.Rows.Split(1)}; !slices.Equal(got, []string{"only in the whole", "", "only in the part", "only in the whole"}) {
		t.Errorf("%q", got)
	}
}
