//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// answer reads the numbers that a program found out of what it printed: the
// means of the bands and then their standard deviations, or the variances of
// components.
type answer func(out []byte) ([]float64, error)

// statistics reads the document of bandprep stats.
func statistics(out []byte) ([]float64, error) {
	var d struct {
		Bands []struct{ Mean, StdDev float64 }
	}
	if err := json.Unmarshal(out, &d); err != nil {
		return nil, err
	}
	var mean, std []float64
	for _, b := range d.Bands {
		mean, std = append(mean, b.Mean), append(std, b.StdDev)
	}
	return append(mean, std...), nil
}

// variances reads the document of bandprep pca fit.
func variances(out []byte) ([]float64, error) {
	var d struct {
		Variance []float64 `json:"explained_variance"`
	}
	err := json.Unmarshal(out, &d)
	return d.Variance, err
}

// quoted reads the first n numbers in quotes that the Python programs print,
// and multiplies them by a scale.
func quoted(n int, scale float64) answer {
	return func(out []byte) ([]float64, error) {
		return numbers(quotes.FindAllSubmatch(out, n), n, scale)
	}
}

var (
	quotes = regexp.MustCompile(`'([-+.0-9e]+)'`)
	means  = regexp.MustCompile(`STATISTICS_MEAN=(\S+)`)
	stds   = regexp.MustCompile(`STATISTICS_STDDEV=(\S+)`)
	sums   = regexp.MustCompile(`px (\d+) sum \[(\d+), (\d+), (\d+)\] sumsq \[(\d+), (\d+), (\d+)\]`)
)

func numbers(found [][][]byte, n int, scale float64) ([]float64, error) {
	if len(found) != n {
		return nil, fmt.Errorf("%d numbers where %d were expected", len(found), n)
	}
	v := make([]float64, n)
	for i, m := range found {
		x, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil {
			return nil, err
		}
		v[i] = x * scale
	}
	return v, nil
}

// gdalinfo reads what gdalinfo -stats prints.
func gdalinfo(out []byte) ([]float64, error) {
	m, s := means.FindAllSubmatch(out, -1), stds.FindAllSubmatch(out, -1)
	return numbers(append(m, s...), len(m)+len(s), 1)
}

// tjdec reads the exact sums of the C program.
func tjdec(out []byte) ([]float64, error) {
	m := sums.FindSubmatch(out)
	if m == nil {
		return nil, fmt.Errorf("no sums in %q", tail(out))
	}
	f, err := numbers([][][]byte{{nil, m[1]}, {nil, m[2]}, {nil, m[3]}, {nil, m[4]}, {nil, m[5]}, {nil, m[6]}, {nil, m[7]}}, 7, 1)
	if err != nil {
		return nil, err
	}
	var mean, std []float64
	for b := range 3 {
		mu := f[1+b] / f[0]
		mean, std = append(mean, mu), append(std, math.Sqrt(f[4+b]/f[0]-mu*mu))
	}
	return append(mean, std...), nil
}

// vips reads the matrix of vips stats: after a line of its size one line for
// all bands and one for each; mean and deviation stand in columns 5 and 6.
func vips(out []byte) ([]float64, error) {
	var mean, std []float64
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		f := strings.Fields(line)
		if i < 2 || len(f) < 6 {
			continue
		}
		m, err := strconv.ParseFloat(f[4], 64)
		if err != nil {
			return nil, err
		}
		s, err := strconv.ParseFloat(f[5], 64)
		if err != nil {
			return nil, err
		}
		mean, std = append(mean, m), append(std, s)
	}
	return append(mean, std...), nil
}

// difference is the largest relative difference of two answers.
func difference(a, b []float64) (float64, error) {
	if len(a) != len(b) || len(a) == 0 {
		return 0, fmt.Errorf("%d numbers against %d", len(a), len(b))
	}
	worst := 0.0
	for i := range a {
		if d := math.Abs(a[i] - b[i]); d > 0 {
			worst = max(worst, d/max(math.Abs(a[i]), math.Abs(b[i])))
		}
	}
	return worst, nil
}
