package pipeline_test

import (
	"encoding/json"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/stats"
)

// expected is what testdata/reference.py computed with numpy 1.24.2, Pillow
// 9.4.0 and GDAL 3.6.2.
var expected struct {
	Chips  map[string]map[string]sums `json:"chips"` // by edge and id
	Scenes struct {
		Complete      int64                `json:"complete"`
		Mean          []float64            `json:"mean"`
		Covariance    [][]float64          `json:"covariance"`
		Variance      []float64            `json:"variance"`
		TotalVariance float64              `json:"total_variance"`
		Components    [][]float64          `json:"components"`
		Low           []float64            `json:"low"`
		High          []float64            `json:"high"`
		Percentiles   map[string][]float64 `json:"percentiles"`
	} `json:"scenes"`
	Photos struct {
		Percentiles map[string][]float64 `json:"percentiles"`
		EqualMean   []float64            `json:"equal_mean"`
		EqualStdDev []float64            `json:"equal_stddev"`
		Grey        map[string]sums      `json:"grey"`
		Seen        map[string]sums      `json:"seen"`
	} `json:"photos"`
	Coarse struct {
		Own      []sums `json:"own"`
		Nearest  moment `json:"nearest"`
		Bilinear moment `json:"bilinear"`
	} `json:"coarse"`
	CMYK  sums `json:"cmyk"`
	White struct {
		Stored sums `json:"stored"`
		Seen   sums `json:"seen"`
	} `json:"white"`
	Mixed        moment          `json:"mixed"`
	PaletteMask  map[string]sums `json:"palette_mask"`
	LandsatStack struct {
		sums
		moment
	} `json:"landsat_stack"`
	Floods map[string]sums `json:"floods"`
}

// sums are exact sums of integer samples per band.
type sums struct {
	Total      int64      `json:"total"`
	Valid      []int64    `json:"valid"`
	Minimum    []*float64 `json:"minimum"`
	Maximum    []*float64 `json:"maximum"`
	Sum        []int64    `json:"sum"`
	SumSquares []int64    `json:"sum_squares"`
	Complete   int64      `json:"complete"`
}

// moment is the mean and covariance of complete pixels, divisor n.
type moment struct {
	Mean       []float64   `json:"mean"`
	Covariance [][]float64 `json:"covariance"`
}

func init() {
	data, err := os.ReadFile("testdata/reference.json")
	if err == nil {
		err = json.Unmarshal(data, &expected)
	}
	if err != nil {
		panic(err)
	}
}

// equal compares moments of integer samples with the expected sums, exactly.
func (want *sums) equal(t *testing.T, what string, m *stats.Moments) {
	t.Helper()
	if m.Bands != len(want.Sum) {
		t.Errorf("%s: %d bands, want %d", what, m.Bands, len(want.Sum))
		return
	}
	if m.Complete != want.Complete {
		t.Errorf("%s: %d complete pixels, want %d", what, m.Complete, want.Complete)
	}
	if want.Total != 0 && m.Pixels != want.Total {
		t.Errorf("%s: %d pixels, want %d", what, m.Pixels, want.Total)
	}
	for b := range m.Bands {
		sum, squares := int64(m.Sum[b].Int().Lo), int64(m.SumSquares[b].Int().Lo)
		if m.Valid[b] != want.Valid[b] || sum != want.Sum[b] || squares != want.SumSquares[b] {
			t.Errorf("%s, band %d: valid %d, sum %d, squares %d, want %d, %d, %d", what, b+1,
				m.Valid[b], sum, squares, want.Valid[b], want.Sum[b], want.SumSquares[b])
		}
		near(t, b, what+": minimum", m.Min[b], want.Minimum[b], 0)
		near(t, b, what+": maximum", m.Max[b], want.Maximum[b], 0)
	}
}

// equal compares mean of complete pixels and covariance.
func (want *moment) equal(t *testing.T, s *stats.Summary) {
	t.Helper()
	close2(t, "mean of complete pixels", [][]float64{s.CompleteMean}, [][]float64{want.Mean}, 1e-12)
	close2(t, "covariance", s.Covariance, want.Covariance, 1e-11)
}

func close2(t *testing.T, what string, got, want [][]float64, eps float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d rows, want %d", what, len(got), len(want))
		return
	}
	for i := range want {
		if len(got[i]) != len(want[i]) {
			t.Errorf("%s: row %d has %d numbers, want %d", what, i, len(got[i]), len(want[i]))
			continue
		}
		for j, w := range want[i] {
			if !(math.Abs(got[i][j]-w) <= eps*math.Abs(w)) {
				t.Errorf("%s [%d][%d]: %v, want %v", what, i, j, got[i][j], w)
			}
		}
	}
}

// one returns the only element.
func one[V any](t *testing.T, m map[string]V) V {
	t.Helper()
	if len(m) != 1 {
		t.Fatalf("%v, want one", slices.Sorted(maps.Keys(m)))
	}
	for _, v := range m {
		return v
	}
	panic("unreachable")
}

func imagePath(elem ...string) string {
	return filepath.Join(append([]string{"testdata", "images"}, elem...)...)
}
