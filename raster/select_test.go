package raster

import (
	"slices"
	"strings"
	"testing"
)

func TestSelectBands(t *testing.T) {
	names := []string{"B01", "B02", "red", "B8A", "near-infrared", "SWIR-1"}
	nm := []float64{443, 492.4, 664.6, 864.7, 832.8, 1613.7}
	for list, want := range map[string][]int{
		"4,3,2":             {3, 2, 1},
		"1-3":               {0, 1, 2},
		"3-1":               {2, 1, 0},
		"5-":                {4, 5},
		"red":               {2},
		"RED, b01":          {2, 0},
		"near-infrared,1":   {4, 0},
		"B02-B8A":           {1, 2, 3},
		"red-near-infrared": {2, 3, 4},
		"500-900nm":         {2, 3, 4},
		"0.5-0.9um":         {2, 3, 4},
		"0.5-0.9 µm":        {2, 3, 4},
		"665nm":             {2},
		"850 nm":            {3},
		"1,1500-1700nm":     {0, 5},
	} {
		got, err := SelectBands(list, names, nm)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v, want %v", list, got, err, want)
		}
	}
	for list, want := range map[string]string{
		"":            "no band is named",
		"7":           "outside 1 to 6",
		"0":           "outside 1 to 6",
		"1-7":         "outside 1 to 6",
		"green":       `no band is named "green" (bands: B01`,
		"1,1":         "a second time",
		"1-3,2":       "a second time",
		"1,,2":        "no band is named",
		"-3":          "outside",
		"700nm":       "no band has its centre there",
		"900-500nm":   "no range of wavelengths",
		"1-2-3nm":     "no range of wavelengths",
		"1000-1100nm": "no band has its centre there",
	} {
		if got, err := SelectBands(list, names, nm); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, %v, want %q", list, got, err, want)
		}
	}
	if _, err := SelectBands("500-900nm", names, nil); err == nil || !strings.Contains(err.Error(), "do not state") {
		t.Error(err)
	}
	// A band whose name is a number is called by it.
	if got, err := SelectBands("2", []string{"2", "1"}, nil); err != nil || got[0] != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzSelectBands(f *testing.F) {
	f.Add("1-3,red,500-900nm")
	f.Add("B-C,5-")
	f.Fuzz(func(t *testing.T, list string) {
		names := []string{"A", "B", "C", "red", "5-"}
		got, err := SelectBands(list, names, []float64{400, 500, 600, 0, 0})
		if err != nil {
			return
		}
		for i, b := range got {
			if b < 0 || b >= len(names) || slices.Contains(got[:i], b) {
				t.Fatalf("%q: %v", list, got)
			}
		}
	})
}
