package tiff

import (
	"context"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// TestPages opens each page of a file of Pillow's tests, which it reads as 10×10
// green, 10×10 red and 20×20 blue: its palette holds 0x8000 and 0xff00,
// which become 127 and 254 in GDAL's manner.
func TestPages(t *testing.T) {
	want := []struct {
		side  int
		color [3]uint8
	}{{10, [3]uint8{0, 127, 0}}, {10, [3]uint8{254, 0, 0}}, {20, [3]uint8{0, 0, 254}}}
	for page, w := range want {
		s, err := openShared(t, raster.Options{Page: page}, "conformance", "tiff", "68671655-multipage-mmap.tiff")
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		if h.Pages != len(want) || h.Width != w.side || h.Height != w.side {
			t.Fatalf("page %d of %d has %d×%d pixels", page, h.Pages, h.Width, h.Height)
		}
		block := new(raster.Block)
		if err := s.Read(context.Background(), h.Window(), block); err != nil {
			t.Fatal(err)
		}
		n := w.side * w.side
		if got := [3]uint8{block.U8[0], block.U8[n], block.U8[2*n]}; got != w.color {
			t.Errorf("page %d is %v instead of %v", page, got, w.color)
		}
	}
	if _, err := openShared(t, raster.Options{Page: len(want)}, "conformance", "tiff", "68671655-multipage-mmap.tiff"); !raster.IsTyped(err) {
		t.Errorf("page %d: %v", len(want), err)
	}
}

// TestOverviewsAreNoPages opens a file with overviews.
func TestOverviewsAreNoPages(t *testing.T) {
	s, err := openShared(t, raster.Options{}, "multispectral", "naip-two-years", "m_4709963_se_14_1_20100629.tif")
	if err != nil {
		t.Fatal(err)
	}
	if h := s.Header(); h.Pages != 1 || h.BlockW != 512 || h.BlockH != 512 {
		t.Errorf("%d pages, blocks of %d×%d", h.Pages, h.BlockW, h.BlockH)
	}
}

// TestMetadata reads what GDAL 3.6.2 wrote as description, scale, offset and
// colour interpretation of bands, with an item that is damaged.
func TestMetadata(t *testing.T) {
	text := `<GDALMetadata>
  <Item name="AREA">&lt;x&gt;</Item>
  <Item name="DESCRIPTION" sample="0" role="description">B02 &amp; more</Item>
  <Item name="OFFSET" sample="1" role="offset">-0.1</Item>
  <Item name="SCALE" sample="1" role="scale">0.0001</Item>
  <Item name="COLORINTERP" sample="2" role="colorinterp">Alpha</Item>
  <Item name="SCALE" sample="9" role="scale">7</Item>
</GDALMetadata>` + "\x00"
	d := &directory{entries: map[uint16]entry{tagGDALMetadata: {kind: 2, inline: []byte(text)}}}
	h := raster.Header{Bands: make([]raster.Band, 3)}
	d.describe(&h)
	bands := h.Bands
	if bands[0].Name != "B02 & more" || bands[1].Scale == nil || *bands[1].Scale != 0.0001 || *bands[1].Offset != -0.1 || bands[2].Color != raster.Alpha {
		t.Errorf("bands %+v", bands)
	}
}

// TestNoDataValues has the metadata that GDAL writes for SetMetadataItem(
// "NODATA_VALUES", …), beside a value of single bands, which it replaces.
func TestNoDataValues(t *testing.T) {
	text := `<GDALMetadata>
  <Item name="NODATA_VALUES">1 2 3</Item>
  <Item name="NODATA_VALUES" domain="other">4 5 6</Item>
</GDALMetadata>`
	d := &directory{entries: map[uint16]entry{tagGDALMetadata: {kind: 2, inline: []byte(text)}}}
	zero := 0.0
	h := raster.Header{Type: raster.Uint8, Bands: []raster.Band{{NoData: &zero}, {NoData: &zero}, {NoData: &zero}}}
	d.describe(&h)
	if !h.NoDataTogether || *h.Bands[0].NoData != 1 || *h.Bands[2].NoData != 3 {
		t.Errorf("%+v", h)
	}
}

func TestNoData(t *testing.T) {
	for text, want := range map[string]float64{
		"-9999": -9999, " 0 ": 0, "-3.4e+38\n": -3.4e38, "255 and more": 255, "1,5": 1.5,
	} {
		d := &directory{entries: map[uint16]entry{tagGDALNoData: {kind: 2, inline: []byte(text)}}}
		if got := d.nodata(); got == nil || *got != want {
			t.Errorf("nodata %q is %v instead of %v", text, got, want)
		}
	}
	for _, text := range []string{"nan", "-nan", "-1.#IND", "NaN"} {
		d := &directory{entries: map[uint16]entry{tagGDALNoData: {kind: 2, inline: []byte(text)}}}
		if got := d.nodata(); got == nil || *got == *got {
			t.Errorf("nodata %q is %v", text, got)
		}
	}
	if got := (&directory{entries: map[uint16]entry{tagGDALNoData: {kind: 2, inline: []byte("none")}}}).nodata(); got != nil {
		t.Errorf("nodata %v", *got)
	}
}

// TestSmallFloats checks values of the table of IEEE 754 binary16, and of 24
// bits with 7 of exponent.
func TestSmallFloats(t *testing.T) {
	for v, want := range map[uint16]float64{
		0x0000: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 0x0400: 0x1p-14, 0x0001: 0x1p-24, 0x3555: 0.333251953125,
	} {
		if got := half(v); got != want {
			t.Errorf("half %#04x is %v instead of %v", v, got, want)
		}
	}
	for v, want := range map[uint32]float64{0x3f0000: 1, 0xc00000: -2, 0x000001: 0x1p-78, 0x3f8000: 1.5} {
		if got := float24(v); got != want {
			t.Errorf("float24 %#06x is %v instead of %v", v, got, want)
		}
	}
}
