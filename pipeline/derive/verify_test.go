package derive_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// madeSet is a table of images that are made by their moments.
type madeSet struct {
	table.Table
	t *testing.T
}

func newMade(t *testing.T, bands ...string) *madeSet {
	return &madeSet{table.Table{Meta: table.Meta{Bands: bands, Type: raster.Float64}}, t}
}

// add adds an image of two pixels with the given mean and std in every band.
func (s *madeSet) add(mean, std []float64, change func(r *table.Row)) {
	s.t.Helper()
	b := &raster.Block{Window: raster.Window{W: 2, H: 1}, Bands: len(mean)}
	for i := range mean {
		b.F64 = append(b.F64, mean[i]-std[i], mean[i]+std[i])
	}
	a := stats.NewAccumulator(len(mean), raster.Float64, stats.Options{})
	a.Add(b)
	m := a.Moments()
	r := &table.Row{Type: raster.Float64}
	r.ID = fmt.Sprintf("i%05d.tif", s.Rows.Len())
	r.Path, r.Width, r.Height, r.Bands, r.SampleType, r.Fold = r.ID, 2, 1, int32(len(mean)), "float64", -1
	r.SetMoments(&m)
	if change != nil {
		change(r)
	}
	if err := s.Rows.Add(r); err != nil {
		s.t.Fatal(err)
	}
	s.Rows.Assign(s.Rows.Len()-1, r.Split, -1)
}

// addSet adds images whose pixels together have a mean and a std, each image
// having a smaller one.
func (s *madeSet) addSet(images int, mean, pixel, image []float64, change func(r *table.Row)) {
	for i := range images {
		m := make([]float64, len(mean))
		for b := range m {
			m[b] = mean[b] + float64(1-2*(i%2))*math.Sqrt(pixel[b]*pixel[b]-image[b]*image[b])
		}
		s.add(m, image, change)
	}
}

func verified(t *testing.T, s *madeSet, preset string) (bool, string) {
	t.Helper()
	c, err := derive.ConstantsOf(presets.Find(preset), &s.Table, 0)
	if err != nil {
		t.Fatal(err)
	}
	v, err := derive.Verify(&s.Table, c, derive.DefaultVerify)
	if err != nil {
		t.Fatal(err)
	}
	return v.Off, strings.Join(v.What, "; ")
}

// TestVerifyCIFAR holds that the two published sets of constants of CIFAR-10 are
// called by their right names on images with its moments.
func TestVerifyCIFAR(t *testing.T) {
	s := newMade(t, "red", "green", "blue")
	pixel, image := presets.Find("cifar10"), presets.Find("cifar10-image-std")
	s.addSet(100, pixel.Mean, pixel.Std, image.Std, nil)
	if off, said := verified(t, s, "cifar10"); off || !strings.Contains(said, "mean and std of all pixels") {
		t.Errorf("pixel: off %v, %s", off, said)
	}
	if off, said := verified(t, s, "cifar10-image-std"); !off || !strings.Contains(said, "mean of the stds of images") {
		t.Errorf("image: off %v, %s", off, said)
	}
}

// TestVerifyEuroSAT holds that the constants of EuroSAT's spatial split do not
// pass for those of its random split.
func TestVerifyEuroSAT(t *testing.T) {
	own := presets.Find("eurosat")
	s := newMade(t, own.Bands...)
	within := make([]float64, len(own.Std))
	for b, v := range own.Std {
		within[b] = 0.9 * v
	}
	s.addSet(2000, own.Mean, own.Std, within, nil)
	if off, said := verified(t, s, "eurosat"); off || !strings.Contains(said, "mean and std of all pixels") {
		t.Errorf("random: off %v, %s", off, said)
	}
	if off, said := verified(t, s, "eurosat-spatial"); !off || strings.Contains(said, "mean and std of all pixels") {
		t.Errorf("spatial: off %v, %s", off, said)
	}
}

// TestVerifyValid holds that constants of valid and of all are named.
func TestVerifyValid(t *testing.T) {
	s := newMade(t, "a", "b")
	for i := range 200 {
		split, x := "train", float64(i%37)
		if i%5 == 0 {
			split, x = "valid", x+9
		}
		s.add([]float64{20 + x, 30 - x}, []float64{3 + float64(i%7), 8}, func(r *table.Row) { r.Split = split })
	}
	for _, split := range []string{"train", "valid", "all"} {
		some := s.Where(func(i int) bool { return split == "all" || s.Rows.Split(i) == split })
		parts, _, err := derive.Stats(some, nil, derive.Options{})
		if err != nil {
			t.Fatal(err)
		}
		sum := parts[0].Summary()
		c := &derive.Constants{Scale: 1}
		for _, b := range sum.Bands {
			c.Mean, c.Std = append(c.Mean, b.Mean), append(c.Std, b.StdDev)
		}
		v, err := derive.Verify(&s.Table, c, derive.DefaultVerify)
		if err != nil {
			t.Fatal(err)
		}
		want := "they are those of " + split + ", not of train"
		if split == "train" {
			want = "they are mean and std of all pixels of train"
		}
		if said := strings.Join(v.What, "; "); !strings.Contains(said, want) {
			t.Errorf("%s: %s", split, said)
		}
	}
}
