package classify

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestAgainstScikitLearn holds that both classifiers give every row the class
// that scikit-learn's KNeighborsClassifier(5) and LogisticRegression() give it,
// see testdata/classify.py.
func TestAgainstScikitLearn(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "classify.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Classes, Columns, Train int
		X                       []float64
		Y, Neighbours, Linear   []int
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		cut := c.Train * c.Columns
		train := &Set{c.X[:cut], c.Columns, c.Y[:c.Train], c.Classes}
		valid := &Set{c.X[cut:], c.Columns, c.Y[c.Train:], c.Classes}
		Standardize(train, valid)
		if got := Neighbours(train, valid, 5); !slices.Equal(got, c.Neighbours) {
			t.Errorf("case %d: neighbours\n%v, want\n%v", i, got, c.Neighbours)
		}
		if got := Linear(train, valid); !slices.Equal(got, c.Linear) {
			t.Errorf("case %d: linear\n%v, want\n%v", i, got, c.Linear)
		}
	}
}

func TestStandardize(t *testing.T) {
	train := &Set{X: []float64{1, 7, 3, 7, math.NaN(), 7}, Columns: 2, Y: make([]int, 3)}
	other := &Set{X: []float64{5, 8, math.Inf(1), 7}, Columns: 2, Y: make([]int, 2)}
	Standardize(train, other)
	if want := []float64{-1, 0, 1, 0, 0, 0}; !slices.Equal(train.X, want) {
		t.Errorf("%v, want %v", train.X, want)
	}
	if want := []float64{3, 0, 0, 0}; !slices.Equal(other.X, want) {
		t.Errorf("%v, want %v", other.X, want)
	}
}
