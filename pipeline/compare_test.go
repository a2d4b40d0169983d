package pipeline_test

import (
	"math"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// TestCompare holds effect sizes against those that numpy computes, see
// testdata/constants.py, and that two labels of ten photos are no shift.
func TestCompare(t *testing.T) {
	tab := tableOf(t, testfile.Project("photos"))
	of := func(label string) func(int) bool {
		return func(i int) bool { return tab.Rows.At(i).Label == label }
	}
	v, err := derive.Compare(tab.Where(of("dress")), tab.Where(of("shoes")), derive.DefaultCompare)
	if err != nil {
		t.Fatal(err)
	}
	want := readConstants(t)["dress-shoes"]
	near := func(what string, got derive.Number, want float64) {
		if math.Abs(float64(got)-want) > 1e-6*max(1, math.Abs(want)) {
			t.Errorf("%s %v, want %v", what, got, want)
		}
	}
	for b, x := range v.Bands {
		near(x.Name+" shift", x.Shift, want["shift"][b])
		near(x.Name+" variance ratio", x.VarianceRatio, want["ratio"][b])
	}
	near("covariance distance", v.CovarianceDistance, want["covariance"][0])
	if v.Groups != [2]int{10, 10} || v.Deals != 184756 || !(v.P > 0 && v.P <= 1) {
		t.Errorf("%v groups, %v deals, p %v", v.Groups, v.Deals, v.P)
	}
}

// TestCompareFewGroups holds that chips of two scenes do not count as many
// groups: p is not known.
func TestCompareFewGroups(t *testing.T) {
	o := options()
	o.Images.View.Chips.W, o.Images.View.Chips.H = 8, 8
	o.Images.View.Chips.StrideX, o.Images.View.Chips.StrideY = 8, 8
	tab := tableWith(t, o, testfile.Project("landsat"))
	side := func(first bool) func(int) bool {
		return func(i int) bool { return (tab.Rows.At(i).Path == tab.Rows.At(0).Path) == first }
	}
	v, err := derive.Compare(tab.Where(side(true)), tab.Where(side(false)), derive.DefaultCompare)
	if err != nil {
		t.Fatal(err)
	}
	if v.Groups[0] != 1 || v.Groups[1] > 2 || !math.IsNaN(float64(v.P)) || v.Off {
		t.Errorf("%v groups, p %v, off %v", v.Groups, v.P, v.Off)
	}
}
