package pipeline_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"context"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// writeNPY writes planes of int16 as a NumPy array (height, width, bands).
func writeNPY(t *testing.T, name string, h, w, bands int, at func(y, x, b int) int16) {
	t.Helper()
	head := fmt.Sprintf("{'descr': '<i2', 'fortran_order': False, 'shape': (%d, %d, %d), }", h, w, bands)
	head += strings.Repeat(" ", 63-(10+len(head))%64) + "\n"
	var b bytes.Buffer
	fmt.Fprintf(&b, "\x93NUMPY\x01\x00%c%c%s", byte(len(head)), byte(len(head)>>8), head)
	for y := range h {
		for x := range w {
			for k := range bands {
				v := uint16(at(y, x, k))
				b.Write([]byte{byte(v), byte(v >> 8)})
			}
		}
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// covarianceOf is the textbook formula over pixels, in two passes.
func covarianceOf(pixels [][]float64, bands []int) [][]float64 {
	n := float64(len(pixels))
	mean := make([]float64, len(bands))
	for _, p := range pixels {
		for i, b := range bands {
			mean[i] += p[b] / n
		}
	}
	c := make([][]float64, len(bands))
	for i, a := range bands {
		c[i] = make([]float64, len(bands))
		for j, b := range bands {
			for _, p := range pixels {
				c[i][j] += (p[a] - mean[i]) * (p[b] - mean[j]) / n
			}
		}
	}
	return c
}

const none = -7 // nodata of the images below

// bandImages writes images of 5 bands, the given ones dead in each, and
// returns the folder and the pixels of each image.
func bandImages(t *testing.T, dead [][]int) (dir string, pixels [][][]float64) {
	t.Helper()
	dir = t.TempDir()
	for i, gone := range dead {
		at := func(y, x, b int) int16 {
			if slices.Contains(gone, b) {
				return none
			}
			return int16((y*31+x*17+b*(y*7+x*x+i*5))%211 + b)
		}
		writeNPY(t, filepath.Join(dir, fmt.Sprintf("im%d.npy", i)), 12, 9, 5, at)
		var list [][]float64
		for y := range 12 {
			for x := range 9 {
				var p []float64
				for b := range 5 {
					p = append(p, float64(at(y, x, b)))
				}
				list = append(list, p)
			}
		}
		pixels = append(pixels, list)
	}
	return dir, pixels
}

// TestDeadBandInSomeItems keeps those items out of the covariance, counted and
// named; means and deviations still count their other bands.
func TestDeadBandInSomeItems(t *testing.T) {
	dir, pixels := bandImages(t, [][]int{nil, {2}, nil, {0, 4}})
	o := options()
	o.Images.View.NoData, o.Images.View.Axes = []table.Float{none}, "hwc"
	list, warnings := parts(t, inspect(t, o, dir), o, allItems)
	sum := list[0].Summary()
	close2(t, "covariance", sum.Covariance, covarianceOf(slices.Concat(pixels[0], pixels[2]), []int{0, 1, 2, 3, 4}), 1e-10)
	if sum.Complete != 2*12*9 || sum.CompleteImages != 2 || sum.LackingImages != 2 {
		t.Errorf("%d complete pixels of %d images, %d lack a band", sum.Complete, sum.CompleteImages, sum.LackingImages)
	}
	if want := "2 images lack a band and stay out of the covariance, among them im1.npy, im3.npy"; !slices.Contains(warnings, want) {
		t.Errorf("warnings %q, want %q", warnings, want)
	}
	for b, n := range []int64{3, 4, 3, 4, 3} {
		if sum.Bands[b].Valid != n*12*9 {
			t.Errorf("band %d: %d valid, want %d", b+1, sum.Bands[b].Valid, n*12*9)
		}
	}
}

// TestDeadBandInAllItems gives the covariance of the other bands; a PCA leaves
// the dead band out with a warning and names the bands that it has.
func TestDeadBandInAllItems(t *testing.T) {
	dir, pixels := bandImages(t, [][]int{{1}, {1}, {1, 3}, {1}})
	o := options()
	o.Images.View.NoData, o.Images.View.Axes = []table.Float{none}, "hwc"
	alive := []int{0, 2, 3, 4}
	want := covarianceOf(slices.Concat(pixels[0], pixels[1], pixels[3]), alive)
	s := inspect(t, o, dir)
	list, _ := parts(t, s, o, allItems)
	sum := list[0].Summary()
	if sum.LackingImages != 1 || sum.Complete != 3*12*9 {
		t.Errorf("%d complete pixels, %d images lack a band", sum.Complete, sum.LackingImages)
	}
	got := make([][]float64, len(alive))
	for i, a := range alive {
		for _, b := range alive {
			got[i] = append(got[i], sum.Covariance[a][b])
		}
		if !math.IsNaN(sum.Covariance[1][a]) || !math.IsNaN(sum.Covariance[a][1]) {
			t.Errorf("covariance of a dead band is %v", sum.Covariance[1][a])
		}
	}
	close2(t, "covariance", got, want, 1e-10)
	r, err := fit(context.Background(), s, o, pipeline.FitOptions{FitOptions: derive.FitOptions{Options: pcaOptions}, Limits: pipeline.LimitsSigma})
	if err != nil {
		t.Fatal(err)
	}
	model, warnings := r.Model, slices.DeleteFunc(r.Warnings, func(w string) bool { return !strings.Contains(w, "left out of the PCA") })
	if strings.Join(model.Bands, " ") != "B1 B3 B4 B5" || len(warnings) != 1 || !strings.Contains(warnings[0], "left out of the PCA: B2") {
		t.Errorf("model of %v, warnings %q", model.Bands, warnings)
	}
}

// TestAllDead has no valid sample at all: everything is undefined, nothing fails.
func TestAllDead(t *testing.T) {
	dir, _ := bandImages(t, [][]int{{0, 1, 2, 3, 4}, {0, 1, 2, 3, 4}})
	o := options()
	o.Images.View.NoData, o.Images.View.Axes = []table.Float{none}, "hwc"
	s := inspect(t, o, dir)
	list, _ := parts(t, s, o, allItems)
	doc, sum := list[0].Document(), list[0].Summary()
	for b := range sum.Bands {
		if sum.Bands[b].Valid != 0 || !math.IsNaN(sum.Bands[b].Mean) || !math.IsNaN(float64(doc.Bands[b].Minimum)) {
			t.Errorf("band %d: %+v", b+1, sum.Bands[b])
		}
	}
}

// TestCompletePolicy counts a pixel in no band where one band lacks it.
func TestCompletePolicy(t *testing.T) {
	o := options()
	o.Images.View.Complete = true
	for id, m := range measureAll(t, inspect(t, o, testfile.Project("landsat")), o) {
		for b, n := range m.Moments.Valid {
			if n != m.Moments.Complete {
				t.Errorf("%s, band %d: %d valid, %d complete", id, b+1, n, m.Moments.Complete)
			}
		}
	}
}

// TestUndeclaredNoData points at a border of zeros that one of three images has,
// and at spikes of −9999, with the flag to give. The shares are counted by hand: 8
// rows of 120, and 40 samples of 4800.
func TestUndeclaredNoData(t *testing.T) {
	dir := t.TempDir()
	writeNPY(t, filepath.Join(dir, "a.npy"), 40, 40, 4, func(y, x, b int) int16 {
		if y < 8 {
			return 0
		}
		return int16(y*x + b + 1)
	})
	writeNPY(t, filepath.Join(dir, "b.npy"), 40, 40, 4, func(y, x, b int) int16 {
		if b == 2 && y == 0 {
			return -9999
		}
		return int16(y*x + b + 1)
	})
	writeNPY(t, filepath.Join(dir, "c.npy"), 40, 40, 4, func(y, x, b int) int16 { return int16(y*x + b + 1) })
	o := options()
	o.Images.View.Axes = "hwc"
	got, _, _, err := statistics(inspect(t, o, dir), o, allItems)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"0.83 % of the samples of B3 are -9999 and lie far outside the others: if that means no data, give --nodata -9999",
		"6.7 % of the pixels are 0 in every band along the border: if that means no data, give --nodata 0",
	}
	if cautions := got.Cautions(); !slices.Equal(cautions, want) {
		t.Errorf("%q, want %q", cautions, want)
	}
	o.Images.View.NoData = []table.Float{0}
	if got, _, _, err := statistics(inspect(t, o, filepath.Join(dir, "a.npy")), o, allItems); err != nil || len(got.Cautions()) > 0 {
		t.Errorf("with --nodata: %q, %v", got.Cautions(), err)
	}
}

// TestNoFalseAlarm has real chips whose land cover band is mostly 0; GDAL finds
// neither −9999 nor a pixel of zeros in them.
func TestNoFalseAlarm(t *testing.T) {
	o := options()
	got, _, _, err := statistics(inspect(t, o, testfile.Shared(t, "multispectral", "water-12band")), o, allItems)
	if err != nil || len(got.Warnings)+len(got.Cautions()) > 0 {
		t.Errorf("%q %q, %v", got.Warnings, got.Cautions(), err)
	}
}

// TestBeyondFloat64 has samples whose sums no float64 holds: the reason names the
// flag that leaves these out. The others are 100.25, 100.5, …, whose mean is 150.
func TestBeyondFloat64(t *testing.T) {
	dir := t.TempDir()
	data := make([]byte, 0, 8*400)
	for i := range 400 {
		v := 100 + float64(i)/4
		if i%5 == 0 {
			v = -math.MaxFloat64
		}
		data = binary.LittleEndian.AppendUint64(data, math.Float64bits(v))
	}
	head := "{'descr': '<f8', 'fortran_order': False, 'shape': (20, 20), }"
	head += strings.Repeat(" ", 63-(10+len(head))%64) + "\n"
	file := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), byte(len(head)>>8))
	put(t, filepath.Join(dir, "a.npy"), append(append(file, head...), data...))
	o := options()
	o.Images.Strict = true
	want := "if that means no data, give --nodata -1.7976931348623157e+308"
	if _, _, _, err := statistics(inspect(t, o, dir), o, allItems); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v, want %q", err, want)
	}
	o.Images.View.NoData = []table.Float{-math.MaxFloat64}
	if b := summary(t, o, dir).Bands[0]; b.Valid != 320 || b.Mean != 150 {
		t.Errorf("%d valid with mean %v, want 320 with 150", b.Valid, b.Mean)
	}
}
