package pipeline_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// TestLandsatStack stacks seven files by name: every band is what its file is
// by itself, and the covariance that of numpy over complete pixels.
func TestLandsatStack(t *testing.T) {
	dir := testfile.Shared(t, "multispectral", "landsat-stack")
	for _, find := range []dataset.Options{{Stack: "landsat"}, {Stack: "{scene}_B{band}.TIF"}} {
		o := options()
		s := look(t, find, o, dir)
		if s.Images.Len() != 1 {
			t.Fatalf("%s: %d images, want 1", find.Stack, s.Images.Len())
		}
		list, _ := parts(t, s, o, allItems)
		sum := list[0].Summary()
		if sum.Complete != expected.LandsatStack.Complete || sum.Complete != 128210 {
			t.Errorf("%d complete pixels, want %d", sum.Complete, expected.LandsatStack.Complete)
		}
		expected.LandsatStack.moment.equal(t, &sum)
		m := one(t, measureAll(t, s, o)).Moments
		expected.LandsatStack.sums.equal(t, find.Stack, &m)
		files, err := filepath.Glob(filepath.Join(dir, "*.TIF"))
		if err != nil || len(files) != 7 {
			t.Fatal(files, err)
		}
		for b, name := range files {
			alone := one(t, measureAll(t, inspect(t, o, name), o)).Moments
			if alone.Valid[0] != m.Valid[b] || alone.Sum[0] != m.Sum[b] || alone.SumSquares[0] != m.SumSquares[b] || alone.Min[0] != m.Min[b] || alone.Max[0] != m.Max[b] {
				t.Errorf("%s: %+v alone, %d %v %v in the stack", name, alone, m.Valid[b], m.Sum[b], m.SumSquares[b])
			}
		}
	}
}

// TestCoarseBands stacks bands of 10, 20 and 60 m, whose statistics are those on
// the finest grid: with the nearest sample, each own one as often as it holds
// fine pixels.
func TestCoarseBands(t *testing.T) {
	for _, how := range []struct {
		name string
		how  raster.Resampling
		want *moment
	}{{"nearest", raster.Nearest, &expected.Coarse.Nearest}, {"bilinear", raster.Bilinear, &expected.Coarse.Bilinear}} {
		t.Run(how.name, func(t *testing.T) {
			o := options()
			o.Images.View.Resample = table.Resampling(how.how)
			s := look(t, dataset.Options{Stack: "{scene}_{band}.tif", Include: []string{"patch_*"}}, o, imagePath())
			if got := s.BandNames(); len(got) != 3 || got[0] != "B01" || got[1] != "B02" || got[2] != "B05" {
				t.Fatalf("bands %v", got)
			}
			m := one(t, measureAll(t, s, o)).Moments
			for b, want := range expected.Coarse.Own {
				sum, squares := int64(m.Sum[b].Int().Lo), int64(m.SumSquares[b].Int().Lo)
				if m.Valid[b] != m.Pixels {
					t.Errorf("band %d: %d of %d valid", b+1, m.Valid[b], m.Pixels)
				}
				if how.how == raster.Bilinear {
					mean, stddev := m.MeanStdDev(b, 0)
					if math.Abs(mean-how.want.Mean[b]) > 1e-9 || math.Abs(stddev*stddev-how.want.Covariance[b][b]) > 1e-6 {
						t.Errorf("band %d: mean %v, standard deviation %v, want %+v", b+1, mean, stddev, how.want)
					}
					continue
				}
				times := m.Pixels / want.Valid[0]
				sum, squares = sum/times, squares/times
				if m.Valid[b]/times != want.Valid[0] || sum != want.Sum[0] || squares != want.SumSquares[0] || m.Min[b] != *want.Minimum[0] || m.Max[b] != *want.Maximum[0] {
					t.Errorf("band %d: valid %d, sum %d, squares %d, want %+v", b+1, m.Valid[b], sum, squares, want)
				}
			}
			list, _ := parts(t, s, o, allItems)
			sum := list[0].Summary()
			how.want.equal(t, &sum)
		})
	}
}

// TestStackWithoutBand skips a scene that lacks a band which others have.
func TestStackWithoutBand(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a_B01.tif", "a_B02.tif", "b_B01.tif"} {
		copyFile(t, imagePath("patch_B02.tif"), filepath.Join(dir, name))
	}
	s := look(t, dataset.Options{Stack: "{scene}_{band}.tif"}, options(), dir)
	if s.Images.Len() != 1 || s.Images.At(0).ID != "a" || len(s.Skipped) != 1 {
		t.Errorf("images %v, skipped %v", s.Images, s.Skipped)
	}
}
