package derive_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// labelledSet makes images in groups of one label each, a quarter of the groups
// in valid; change plants what the test is about. Content is noise.
func labelledSet(t *testing.T, r *rand.Rand, groups, perGroup, labels int, change func(r *table.Row, label int)) *madeSet {
	s := newMade(t, "a", "b", "c")
	for g := range groups {
		label := r.IntN(labels)
		for range perGroup {
			mean := []float64{100 + 9*r.NormFloat64(), 90 + 9*r.NormFloat64(), 80 + 9*r.NormFloat64()}
			std := []float64{20 + 2*r.Float64(), 20 + 2*r.Float64(), 20 + 2*r.Float64()}
			s.add(mean, std, func(row *table.Row) {
				row.Label, row.Group = fmt.Sprintf("label%d", label), fmt.Sprintf("g%d", g)
				row.Split = "train"
				if g%4 == 0 {
					row.Split = "valid"
				}
				row.Width, row.Height, row.Bytes = 64, 48, int64(3000+r.IntN(3000))
				if change != nil {
					change(row, label)
				}
			})
		}
	}
	return s
}

// TestProbeOfRandomLabels holds that the interval of the probe covers chance
// where labels are random, in at least 90 % of 200 repeats: images of a group
// share their label.
func TestProbeOfRandomLabels(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	covers, shortcuts := 0, 0
	const repeats = 200
	for range repeats {
		s := labelledSet(t, r, 80, 1+r.IntN(3), 2+r.IntN(3), nil)
		p, err := derive.NewProbe(&s.Table)
		if err != nil {
			t.Fatal(err)
		}
		if a := p.Features[0].Linear; a.Low <= a.Chance && a.Chance <= a.High {
			covers++
		}
		found, err := derive.Shortcuts(&s.Table)
		if err != nil {
			t.Fatal(err)
		}
		shortcuts += len(found)
	}
	if covers < repeats*9/10 {
		t.Errorf("chance is covered in %d of %d", covers, repeats)
	}
	if shortcuts > 0 {
		t.Errorf("%d shortcuts in random data", shortcuts)
	}
}

// TestShortcuts plants facts that tell the label, and holds that each is named.
func TestShortcuts(t *testing.T) {
	plant := map[string]func(r *table.Row, label int){
		"file size":   func(r *table.Row, label int) { r.Bytes += int64(label) * 20000 },
		"width":       func(r *table.Row, label int) { r.Width += int32(label) * 16 },
		"file format": func(r *table.Row, label int) { r.ID += [...]string{".png", ".jpg", ".gif"}[label] },
		"folder":      func(r *table.Row, label int) { r.ID = fmt.Sprintf("camera%d/%s", label, r.ID) },
		"sample type": func(r *table.Row, label int) { r.SampleType = [...]string{"uint8", "uint16", "int16"}[label] },
		"site": func(r *table.Row, label int) {
			r.Extra = []manifest.Value{manifest.TextValue(fmt.Sprintf("site%d", label))}
		},
	}
	for name, change := range plant {
		r := rand.New(rand.NewPCG(9, 4))
		s := newMade(t)
		*s = *labelledSet(t, r, 120, 2, 3, change)
		if name == "site" {
			s.Columns = []manifest.Column{{Name: "site", Type: manifest.Text}}
		}
		found, err := derive.Shortcuts(&s.Table)
		if err != nil {
			t.Fatal(err)
		}
		said := ""
		for _, f := range found {
			said += f.Text + "\n"
		}
		if !strings.Contains(said, name+" alone tells the label of ") {
			t.Errorf("%s: %q", name, said)
		}
	}
	// One label of three is from another camera.
	s := labelledSet(t, rand.New(rand.NewPCG(9, 4)), 160, 2, 3, func(r *table.Row, label int) {
		if label == 1 {
			r.Height = 640
		}
	})
	found, err := derive.Shortcuts(&s.Table)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 || !strings.Contains(found[0].Text, "height") || found[0].Label != "label1" && found[0].Label != "" {
		t.Errorf("one label: %+v", found)
	}
}

// TestProbeSeesBands holds that the probe says which bands tell the labels.
func TestProbeSeesBands(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	s := newMade(t, "blue", "green", "red", "nir")
	for i := range 400 {
		label := r.IntN(2)
		nir := 200 + float64(label)*40 + 8*r.NormFloat64()
		level := 300 * r.NormFloat64()
		s.add([]float64{900 + level, 800 + level, 700 + level, nir}, []float64{60, 60, 60, 5}, func(row *table.Row) {
			row.Label, row.Split = fmt.Sprint("label", label), "train"
			if i%4 == 0 {
				row.Split = "valid"
			}
		})
	}
	p, err := derive.NewProbe(&s.Table)
	if err != nil {
		t.Fatal(err)
	}
	by := make(map[string]derive.Accuracy)
	for i := range p.Features {
		by[p.Features[i].Name] = p.Features[i].Best()
	}
	if all, rgb := by["all bands"], by["RGB"]; !(all.Low > rgb.High) || all.Accuracy < 0.95 || math.Abs(rgb.Accuracy-0.5) > 0.15 {
		t.Errorf("all bands %+v, RGB %+v", all, rgb)
	}
	if by["PCA-3"].High == 0 {
		t.Error("no components")
	}
}
