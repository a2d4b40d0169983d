package transforms

import (
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestBoundsOfArguments has the last argument that each step takes and the first
// that it refuses, on an image of 8×5 pixels of uint8.
func TestBoundsOfArguments(t *testing.T) {
	h := raster.Header{Width: 8, Height: 5, Bands: make([]raster.Band, 2), Type: raster.Uint8}
	low, high, over, broken := 0.0, 255.0, 256.0, 0.5
	for _, c := range []struct {
		ok   bool
		step Transform
	}{
		{true, Pad{W: 1, H: 1}}, {false, Pad{W: 0, H: 9}}, {false, Pad{W: 9, H: 0}}, {false, Pad{W: -1, H: 9}},
		{true, Pad{W: 9, H: 9, Value: &low}}, {true, Pad{W: 9, H: 9, Value: &high}},
		{false, Pad{W: 9, H: 9, Value: &over}}, {false, Pad{W: 9, H: 9, Value: &broken}},
		{true, CenterCrop{1, 1}}, {false, CenterCrop{0, 1}}, {false, CenterCrop{1, 0}},
		{true, CenterCrop{8, 5}}, {false, CenterCrop{9, 5}}, {false, CenterCrop{8, 6}},
		{true, Crop{0, 0, 8, 5}}, {true, Crop{7, 4, 1, 1}}, {false, Crop{0, 0, 9, 5}}, {false, Crop{0, 0, 8, 6}},
		{false, Crop{8, 0, 1, 1}}, {false, Crop{0, 5, 1, 1}}, {false, Crop{-1, 0, 2, 2}}, {false, Crop{0, -1, 2, 2}},
		{false, Crop{0, 0, 0, 1}}, {false, Crop{0, 0, 1, 0}},
		{true, Scale{By: 0.001}}, {false, Scale{}}, {false, Scale{By: -1}},
	} {
		if _, err := c.step.Header(h); (err == nil) != c.ok {
			t.Errorf("%T %+v: %v", c.step, c.step, err)
		}
	}
}

// TestPadMarksNewPixels says in the header that pixels are invalid only where some
// are new and hold no value.
func TestPadMarksNewPixels(t *testing.T) {
	h := raster.Header{Width: 8, Height: 5, Bands: make([]raster.Band, 1), Type: raster.Uint8}
	zero := 0.0
	for _, c := range []struct {
		step Pad
		mask bool
	}{{Pad{W: 8, H: 5}, false}, {Pad{W: 9, H: 5}, true}, {Pad{W: 8, H: 6}, true}, {Pad{W: 9, H: 6, Value: &zero}, false}} {
		if got, err := c.step.Header(h); err != nil || got.HasMask != c.mask {
			t.Errorf("%+v: mask %v, %v", c.step, got.HasMask, err)
		}
	}
}

// TestInvalidSamplesHoldNoData fills what is invalid with the nodata value, and moves
// valid samples that have it to the next larger, of each class of storage; that of
// signed types is biased.
func TestInvalidSamplesHoldNoData(t *testing.T) {
	for _, c := range []struct {
		t            raster.SampleType
		nodata, next float64
	}{
		{raster.Uint8, 7, 8}, {raster.Uint8, 255, 254}, {raster.Uint16, 300, 301}, {raster.Int16, -9999, -9998}, {raster.Int16, 32767, 32766},
		{raster.Int32, -5, -4},
	} {
		h := raster.Header{Width: 3, Height: 1, Bands: []raster.Band{{NoData: &c.nodata}}, Type: c.t}
		var b raster.Block
		b.Reset(h.Window(), 1, c.t.Storage())
		for i, v := range []float64{42, c.nodata, 42} { // the last is invalid
			store(&b, 0, i, c.t, []float64{v})
		}
		b.MakeValid()[2] = false
		fillInvalid(h, &b)
		for i, want := range []float64{42, c.next, c.nodata} {
			if got := b.At(i, c.t); got != want {
				t.Errorf("%v, nodata %v: sample %d is %v, want %v", c.t, c.nodata, i, got, want)
			}
		}
	}
}
