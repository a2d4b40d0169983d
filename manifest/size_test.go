package manifest_test

import (
	"fmt"
	"testing"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/manifest"
)

// photos are rows as measuring 8-bit photos of three bands gives them, with
// all that is usual: label, split, hashes, sums.
func photos(n int) []manifest.Row {
	rows := make([]manifest.Row, n)
	for i := range rows {
		v := uint64(i)*0x9e3779b97f4a7c15 + 1 // no two rows alike
		whole := func(v uint64) exact.Sum { return exact.IntSum(exact.FromInt64(int64(v))) }
		sum := func(k int) uint64 { return v<<(8*k)>>40 + 7_000_000 }
		square := func(k int) exact.Sum { return whole(200*sum(k) + v>>50) } // the mean is below 200
		product := func(i, j int) exact.Sum { return whole(100*min(sum(i), sum(j)) + v>>50) }
		float := func(k int) float64 { return float64(v>>k) / (1 << 57) }
		r := manifest.Row{
			ID: fmt.Sprintf("dress/photo-%06d.jpg", i), Width: 400, Height: 533, Bands: 3, SampleType: "uint8",
			Label: "dress", Split: "train", Fold: -1, Bytes: int64(20_000 + v>>50), Decoder: "exact",
			Valid: []int64{213_200, 213_200, 213_200}, Total: 213_200, Complete: 213_200,
			Mean: []float64{float(1), float(2), float(3)}, StdDev: []float64{float(4), float(5), float(6)},
			Minimum: []float64{0, 1, 2}, Maximum: []float64{255, 254, 255},
			Sum: []exact.Sum{whole(sum(0)), whole(sum(1)), whole(sum(2))}, SumSquares: []exact.Sum{square(0), square(1), square(2)},
			SumProducts: []exact.Sum{square(0), product(0, 1), product(0, 2), square(1), product(1, 2), square(2)},
		}
		r.Path, r.SumComplete = "photos/"+r.ID, r.Sum
		r.PHash = make([]byte, 8)
		for k := range r.ContentHash {
			r.ContentHash[k], r.PixelHash[k], r.PHash[k%8] = byte(v>>k), byte(v>>(k+3)), byte(v>>(k+5))
			r.Picture[k], r.Picture[k+8] = byte(v>>(k+7)), byte(v>>(k+9))
		}
		rows[i] = r
	}
	return rows
}

// TestSize holds what an item takes: the columns that are null in every row
// take little of it.
func TestSize(t *testing.T) {
	for kind, limit := range map[manifest.SumKind]int{manifest.SumsInt64: 560} {
		h := manifest.Header{Kind: kind}
		if got := len(writeParquet(t, h, photos(16<<10))) >> 14; got > 250 {
			t.Errorf("%v as Parquet: %d bytes an item, limit 250", kind, got)
		} else {
			t.Logf("%v as Parquet: %d bytes an item", kind, got)
		}
		small, large := len(write(t, h, photos(10_000))), len(write(t, h, photos(30_000)))
		if got := (large - small) / 20_000; got > limit {
			t.Errorf("%v: %d bytes an item, limit %d", kind, got, limit)
		} else {
			t.Logf("%v: %d bytes an item; %d bytes without any", kind, got, len(write(t, h, nil)))
		}
	}
}
