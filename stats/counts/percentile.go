package counts

import (
	"math"
	"math/big"
	"strconv"
)

// rank returns which of n sorted samples, counted from 1, is percentile p: the
// first that has at least p percent of the samples at or below it. It is numpy's
// method "inverted_cdf", chosen because its result is always a sample that
// occurs. p is taken as the decimal number that it prints as, so that 99.9 % of
// 1000 samples are 999 of them.
func rank(p float64, n int64) int64 {
	if !(p > 0) {
		return 1
	}
	if p >= 100 {
		return n
	}
	r, _ := new(big.Rat).SetString(strconv.FormatFloat(p, 'g', -1, 64))
	r.Mul(r, big.NewRat(n, 100))
	k, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		k.Add(k, big.NewInt(1))
	}
	return max(1, k.Int64())
}

// Percentile returns the smallest sample that has at least p percent of the
// samples at or below it (numpy: method "inverted_cdf"), exactly; NaN where
// there are no samples. p is 0 to 100; 0 yields the minimum.
func (h Histogram) Percentile(p float64) float64 {
	n := h.Total()
	if n == 0 || math.IsNaN(p) {
		return math.NaN()
	}
	left := uint64(rank(p, n))
	for i, c := range h.Counts {
		if c >= left {
			return float64(h.Low + int64(i))
		}
		left -= c
	}
	return math.NaN()
}
