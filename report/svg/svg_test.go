package svg

import (
	"encoding/xml"
	"flag"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew; look at them in a browser before they are committed")

// figures are one of each chart, with a name that HTML would obey.
func figures() map[string]Figure {
	nan := math.NaN()
	m := Matrix{Title: "Correlation", Sentence: "Two.", Rows: []string{"a", "<b>"}, Columns: []string{"a", "<b>"}, Values: [][]float64{{1, -0.25}, {-0.25, 1}}}
	h := Histogram{Title: "red", Axis: "value", Low: -0.5, Width: 1, Series: []HistogramSeries{{"train", []int64{1, 2, 3, 4, 90}}, {"valid", []int64{5, 5, 0, 0, 0}}}}
	i := Intervals{Title: "Means", Sentence: "S.", Axis: "value", Series: []string{"train", "valid"}, Zero: true, Rows: []IntervalRow{
		{"B1", []Interval{{1, 0.5, 1.5, -1, 3}, {2, nan, nan, nan, nan}}}, {"B2", []Interval{{nan, nan, nan, nan, nan}, {-1, -2, 0, nan, nan}}}}}
	s := Scree{Title: "Variance", Sentence: "S.", Names: []string{"PC1", "PC2"}, Ratios: []float64{0.75, 0.125}}
	k := Stacks{Title: "Labels", Sentence: "S.", Series: []string{"train", "valid"}, Names: []string{"cat & dog", "bus"}, Counts: [][]int{{6, 2}, {1, 0}}}
	p := Places{Title: "Map", Sentence: "S.", Series: []string{"train", "valid"}, Unit: "metres", Boxes: []Place{{600000, 4300000, 600400, 4300400, 0}, {601000, 4300000, 601400, 4300400, 1}}}
	c := Scatter{Title: "Dots", Sentence: "S.", X: "mean", Y: "std", Series: []string{"train", "valid"}, Points: []Point{{0, 1, 0, false}, {1, 2, 1, true}}}
	t := Timeline{Title: "Time", Sentence: "S.", Series: []string{"train", "valid"}, Times: []time.Time{date(2024, 5, 1), date(2024, 5, 3), date(2024, 5, 3)}, Of: []int{0, 0, 1}}
	return map[string]Figure{"matrix": m.Figure(), "histogram": h.Figure(), "intervals": i.Figure(), "scree": s.Figure(), "stacks": k.Figure(), "places": p.Figure(), "scatter": c.Figure(), "timeline": t.Figure()}
}

func TestGolden(t *testing.T) {
	for name, f := range figures() {
		file := filepath.Join("testdata", name+".html")
		got := f.HTML()
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs from its golden file; -update writes it anew", name)
		}
	}
}

var (
	longNumber = regexp.MustCompile(`\d\.\d\d`)
	notPlaces  = regexp.MustCompile(` fill-opacity="[^"]*"|>[^<]*<`) // numbers that are no coordinates
)

// Drawings are well-formed, have a title, no number with more than one decimal,
// nothing that a page would obey, and lie in their box.
func TestDrawings(t *testing.T) {
	for name, f := range figures() {
		d := xml.NewDecoder(strings.NewReader(f.Drawing))
		titles := 0
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				if e.Name.Local == "title" {
					titles++
				}
				for _, a := range e.Attr {
					if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
						t.Errorf("%s: attribute %s", name, a.Name.Local)
					}
				}
			}
		}
		if titles != 1 {
			t.Errorf("%s: %d titles", name, titles)
		}
		if s := longNumber.FindString(notPlaces.ReplaceAllString(f.Drawing, "")); s != "" {
			t.Errorf("%s: coordinate with %s", name, s)
		}
		if strings.Contains(f.HTML(), "<b>\"") || strings.Contains(f.Drawing, "<b>") {
			t.Errorf("%s: a name is obeyed", name)
		}
		for _, word := range []string{"NaN", "Inf"} {
			if strings.Contains(f.Drawing, word) {
				t.Errorf("%s: %s", name, word)
			}
		}
	}
}

// Percentiles are those of the sorted samples.
func TestPercentile(t *testing.T) {
	h := Histogram{Low: -0.5, Width: 1}
	s := HistogramSeries{Counts: make([]int64, 256)}
	for v := range 100 {
		s.Counts[v]++ // 0 … 99: two of a hundred are reached at 1, 98 at 97
	}
	if low, high := h.Percentile(&s, 2), h.Percentile(&s, 98); low != 1 || high != 97 {
		t.Errorf("%v %v", low, high)
	}
}

// However many items there are, a drawing stays small.
func TestManyItems(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	c, p := Scatter{Series: []string{"train"}}, Places{Series: []string{"train"}}
	for range 100_000 {
		x, y := r.NormFloat64(), r.NormFloat64()
		c.Points = append(c.Points, Point{x, y, 0, math.Hypot(x, y) > 3})
		p.Boxes = append(p.Boxes, Place{x, y, x + 0.01, y + 0.01, 0})
	}
	a, b := c.Figure(), p.Figure()
	if n := len(a.Drawing); n > 200_000 || strings.Count(a.Drawing, "cm ring") != mostOut {
		t.Errorf("scatter has %d bytes, %d rings", n, strings.Count(a.Drawing, "cm ring"))
	}
	if n := len(b.Drawing); n > 400_000 {
		t.Errorf("map has %d bytes", n)
	}
}

// Nothing to show is no reason to fail.
func TestEmpty(t *testing.T) {
	nan := math.NaN()
	for _, f := range []Figure{(&Matrix{}).Figure(), (&Histogram{}).Figure(), (&Intervals{}).Figure(), (&Scree{}).Figure(), (&Stacks{}).Figure(),
		(&Places{}).Figure(), (&Scatter{}).Figure(), (&Timeline{}).Figure(), (&Scatter{Points: []Point{{nan, nan, 0, false}}}).Figure(),
		(&Places{Boxes: []Place{{nan, 0, 1, 1, 0}}}).Figure(), (&Matrix{Rows: []string{"a"}, Columns: []string{"a"}, Values: [][]float64{{nan}}}).Figure()} {
		if html := f.HTML(); strings.Contains(html, "NaN") {
			t.Error(html)
		}
	}
}
