package measure

import (
	"reflect"
	"testing"

	"github.com/bandprep/bandprep/histogram"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// recordTypes are the types of samples of the layouts that records are tested with.
var recordTypes = []raster.SampleType{raster.Uint8, raster.Int16, raster.Float32}

func recordLayout(t raster.SampleType) *imageset.Layout {
	return &imageset.Layout{Header: raster.Header{Type: t}, Seen: make([]raster.Band, 2)}
}

// measured is what an image of 3×2 pixels gives.
func measured(t raster.SampleType) *Measured {
	b := raster.Block{Window: raster.Window{W: 3, H: 2}, Bands: 2}
	switch t.Storage() {
	case raster.StoreU8:
		b.U8 = []uint8{0, 1, 2, 200, 255, 7, 9, 9, 9, 9, 9, 8}
	case raster.StoreU16:
		b.U16 = []uint16{0, 1, 2, 40000, 65535, 7, 9, 9, 9, 9, 9, 8}
	default:
		b.F64 = []float64{0.5, 1, -2, 1e9, 255, 7, 0, 9, 9, 9.25, 9, -8}
	}
	acc := stats.NewAccumulator(2, t, stats.Options{Histograms: true})
	acc.Add(&b)
	bins := histogram.NewCounter(2, t)
	bins.Add(&b, 1)
	return &Measured{Moments: acc.Moments(), Histogram: bins.Counts(), Hash: [16]byte{1, 2}, look: look{PHash: []byte{3, 4, 5, 6, 7, 8, 9, 10}, Picture: [24]byte{11: 12}},
		Distribution: table.Distribution{Histograms: acc.Histograms(), Sketches: acc.Sketches()}}
}

// TestRecord: what a record holds is read again as it was measured, nothing that
// was not wanted, and nothing of a record that was cut.
func TestRecord(t *testing.T) {
	const all = HoldsFingerprints | HoldsDistribution | HoldsHistogram
	for _, typ := range recordTypes {
		m, l := measured(typ), recordLayout(typ)
		for holds := range all + 1 {
			b := appendRecord(nil, m, holds)
			for wants := range all + 1 {
				got, err := readRecord(b, l, wants)
				if holds&wants != wants {
					if err == nil {
						t.Fatalf("%b was found in %b", wants, holds)
					}
					continue
				}
				want := Measured{Moments: m.Moments}
				if wants&HoldsFingerprints != 0 {
					want.Hash, want.look = m.Hash, m.look
				}
				if wants&HoldsDistribution != 0 {
					want.Distribution = m.Distribution
				}
				if wants&HoldsHistogram != 0 {
					want.Histogram = m.Histogram
				}
				if err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("%s, %b of %b: %v\n%+v\n%+v", typ, wants, holds, err, got, want)
				}
			}
			for n := range len(b) {
				if _, err := readRecord(b[:n], l, holds); err == nil {
					t.Fatalf("%d of %d bytes were read", n, len(b))
				}
			}
			other := recordLayout(raster.Uint32)
			if _, err := readRecord(b, other, holds); err == nil {
				t.Fatal("a record of another type was read")
			}
		}
	}
}

// FuzzRecord reads any bytes: what is taken may be images' and is written as it was
// read.
func FuzzRecord(f *testing.F) {
	const all = HoldsFingerprints | HoldsDistribution | HoldsHistogram
	for i, typ := range recordTypes {
		f.Add(appendRecord(nil, measured(typ), all), byte(i))
		f.Add(appendRecord(nil, measured(typ), 0), byte(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, kind byte) {
		l := recordLayout(recordTypes[int(kind)%len(recordTypes)])
		for _, wants := range []Holds{0, all} {
			m, err := readRecord(b, l, wants)
			if err != nil {
				continue
			}
			if err := m.Moments.Validate(); err != nil {
				t.Fatal(err)
			}
			again, err := readRecord(appendRecord(nil, &m, wants), l, wants)
			if err != nil || !reflect.DeepEqual(again.Moments, m.Moments) {
				t.Fatalf("%v: %+v, was %+v", err, again, m)
			}
		}
	})
}
