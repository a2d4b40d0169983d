package pca_test

import (
	"fmt"

	"github.com/bandprep/bandprep/pca"
)

func ExampleFit() {
	bands := []string{"red", "nir"}
	mean := []float64{100, 300}
	cov := [][]float64{{40, 24}, {24, 60}}
	m, err := pca.Fit(bands, mean, cov, pca.Options{Components: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s explains %.1f %%\n", m.ComponentNames()[0], 100*m.ExplainedVarianceRatio[0])

	// Two pixels: the mean, and one that is 10 brighter in both bands.
	component, back := [][]float64{make([]float64, 2)}, [][]float64{make([]float64, 2), make([]float64, 2)}
	m.Project(component, [][]float64{{100, 110}, {300, 310}})
	m.Reconstruct(back, component)
	fmt.Printf("%.3f\n%.3f\n", component, back)
	// Output:
	// PC1 explains 76.0 %
	// [[0.000 13.868]]
	// [[100.000 107.692] [300.000 311.538]]
}
