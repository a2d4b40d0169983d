package dicom

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// item is an element of a file that a test makes; value is a string, a []byte,
// a uint16, numbers of another type, or a []item: a sequence of one item.
type item struct {
	tag   tag
	vr    string
	value any
}

// build writes a file of these elements in their order.
func build(syntax string, items ...item) []byte {
	b := append(make([]byte, preambleBytes), "DICM"...)
	b = append(b, encode(explicitLittle, item{tagTransferSyntax, "UI", syntax})...)
	return append(b, encode(syntax, items...)...)
}

func encode(syntax string, items ...item) []byte {
	var b []byte
	var order binary.AppendByteOrder = binary.LittleEndian
	if syntax == explicitBig {
		order = binary.BigEndian
	}
	for _, it := range items {
		var value []byte
		switch v := it.value.(type) {
		case string:
			value = []byte(v)
		case []byte:
			value = v
		case [][]item:
			for _, in := range v {
				inner := encode(syntax, in...)
				value = order.AppendUint16(value, 0xfffe)
				value = order.AppendUint16(value, 0xe000)
				value = order.AppendUint32(value, uint32(len(inner)))
				value = append(value, inner...)
			}
		default:
			var w bytes.Buffer
			if err := binary.Write(&w, order.(binary.ByteOrder), v); err != nil {
				panic(err)
			}
			value = w.Bytes()
		}
		if len(value)%2 == 1 {
			value = append(value, ' ')
		}
		b = order.AppendUint16(b, uint16(it.tag>>16))
		b = order.AppendUint16(b, uint16(it.tag))
		switch {
		case syntax == implicitLittle:
			b = order.AppendUint32(b, uint32(len(value)))
		case longVR(it.vr):
			b = append(append(b, it.vr...), 0, 0)
			b = order.AppendUint32(b, uint32(len(value)))
		default:
			b = order.AppendUint16(append(b, it.vr...), uint16(len(value)))
		}
		b = append(b, value...)
	}
	return b
}

// grey returns the elements of a monochrome image of one row.
func grey(pixels any, bits, stored, signed uint16, more ...item) []item {
	p := item{tagPixelData, "OW", pixels}
	switch pixels.(type) {
	case []float32:
		p = item{tagFloatPixelData, "OF", pixels}
	case []float64:
		p = item{tagDoublePixelData, "OD", pixels}
	}
	items := []item{{tagSamples, "US", uint16(1)}, {tagPhotometric, "CS", "MONOCHROME2"}, {tagRows, "US", uint16(1)},
		{tagColumns, "US", uint16(binary.Size(pixels) * 8 / int(bits))}, {tagBitsAllocated, "US", bits}, {tagBitsStored, "US", stored},
		{tagHighBit, "US", stored - 1}, {tagSigned, "US", signed}}
	return append(append(items, more...), p)
}

// valid reads one row and returns its samples, with NaN for invalid ones, and the
// declared value.
func valid(t *testing.T, data []byte) ([]float64, *float64) {
	t.Helper()
	s, err := Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := raster.NewView(s, raster.ViewOptions{})
	var b raster.Block
	h := v.Header()
	if err := v.Read(context.Background(), h.Window(), &b); err != nil {
		t.Fatal(err)
	}
	var all []float64
	for i := range b.Bands * b.Window.Pixels() {
		x := b.At(i, h.Type)
		if b.Valid != nil && !b.Valid[i] {
			x = math.NaN()
		}
		all = append(all, x)
	}
	return all, s.Header().Bands[0].NoData
}

// Padding by PS3.3, C.7.5.1.1.2: one value, or all from the value to the limit,
// whichever is larger, of the sign that the pixels have.
func TestPadding(t *testing.T) {
	nan := math.NaN()
	signed := []int16{-2000, -1995, -1000, 0, 1497}
	value, limit := item{tagPadding, "US", uint16(63536)}, item{tagPaddingLimit, "US", uint16(63541)} // -2000, -1995
	for _, syntax := range []string{explicitLittle, implicitLittle, explicitBig} {
		for name, c := range map[string]struct {
			items []item
			want  []float64
		}{
			"value":            {grey(signed, 16, 16, 1, value), []float64{nan, -1995, -1000, 0, 1497}},
			"SS":               {grey(signed, 16, 16, 1, item{tagPadding, "SS", int16(-2000)}), []float64{nan, -1995, -1000, 0, 1497}},
			"range":            {grey(signed, 16, 16, 1, value, limit), []float64{nan, nan, -1000, 0, 1497}},
			"range, turned":    {grey(signed, 16, 16, 1, item{tagPadding, "SS", int16(-1995)}, item{tagPaddingLimit, "SS", int16(-2000)}), []float64{nan, nan, -1000, 0, 1497}},
			"limit alone":      {grey(signed, 16, 16, 1, limit), []float64{-2000, -1995, -1000, 0, 1497}},
			"unsigned":         {grey([]uint16{63536, 0, 5}, 16, 16, 0, value), []float64{nan, 0, 5}},
			"unsigned, range":  {grey([]uint16{63536, 63541, 63542}, 16, 16, 0, value, limit), []float64{nan, nan, 63542}},
			"12 bits, signed":  {grey([]uint16{0x830, 0x7d0, 1}, 16, 12, 1, value), []float64{nan, 2000, 1}},
			"12 bits, in full": {grey([]uint16{0xf830, 0x7d0, 1}, 16, 12, 1, item{tagPadding, "US", uint16(0x830)}), []float64{nan, 2000, 1}},
			"12 bits, beyond":  {grey([]uint16{0xfff, 0x7d0, 1}, 16, 12, 0, item{tagPadding, "US", uint16(0xffff)}), []float64{4095, 2000, 1}},
			"12 bits, limit":   {grey([]uint16{0xfff, 0xffe, 1}, 16, 12, 0, item{tagPadding, "US", uint16(0xffe)}, item{tagPaddingLimit, "US", uint16(0xffff)}), []float64{nan, nan, 1}},
			"8 bits":           {grey([]uint8{255, 0, 254, 1}, 8, 8, 0, item{tagPadding, "US", uint16(255)}), []float64{nan, 0, 254, 1}},
			"8 bits, signed":   {grey([]int8{-1, 0, 3, 1}, 8, 8, 1, item{tagPadding, "US", uint16(255)}), []float64{nan, 0, 3, 1}},
			"32 bits, signed":  {grey([]int32{-2000, 7}, 32, 32, 1, value), []float64{nan, 7}},
			"float":            {grey([]float32{-1.5, 0, 2.25}, 32, 32, 0, item{tagFloatPadding, "FL", float32(-1.5)}), []float64{nan, 0, 2.25}},
			"float, range":     {grey([]float32{-1.5, 0, 2.25}, 32, 32, 0, item{tagFloatPadding, "FL", float32(-9)}, item{tagFloatPaddingLimit, "FL", float32(0)}), []float64{nan, nan, 2.25}},
			"float, integer's": {grey([]float32{-1.5, 0, 2.25}, 32, 32, 0, item{tagPadding, "US", uint16(0)}), []float64{-1.5, 0, 2.25}},
			"double":           {grey([]float64{-1e300, 0}, 64, 64, 0, item{tagDoublePadding, "FD", -1e300}), []float64{nan, 0}},
			"double, range":    {grey([]float64{-1e300, -1e200, 0}, 64, 64, 0, item{tagDoublePadding, "FD", -1e300}, item{tagDoublePaddingLimit, "FD", -1e100}), []float64{nan, nan, 0}},
		} {
			got, declared := valid(t, build(syntax, c.items...))
			if fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s, %s: %v, want %v", syntax, name, got, c.want)
			}
			if (declared != nil) != math.IsNaN(c.want[0]) {
				t.Errorf("%s, %s: declared %v", syntax, name, declared)
			}
		}
	}
}

// Colours and palettes have no padding.
func TestNoPaddingOfColors(t *testing.T) {
	items := []item{{tagSamples, "US", uint16(3)}, {tagPhotometric, "CS", "RGB"}, {tagPlanar, "US", uint16(0)}, {tagRows, "US", uint16(1)},
		{tagColumns, "US", uint16(2)}, {tagBitsAllocated, "US", uint16(8)}, {tagPadding, "US", uint16(255)}, {tagPaddingLimit, "US", uint16(200)},
		{tagPixelData, "OB", []byte{255, 254, 255, 1, 255, 0}}}
	got, declared := valid(t, build(explicitLittle, items...))
	if want := []float64{255, 1, 254, 255, 255, 0}; !slices.Equal(got, want) || declared != nil {
		t.Errorf("%v, declared %v", got, declared)
	}
}

// Facts are those of the frame: of the file, of the groups that all frames share,
// of its own group.
func TestFacts(t *testing.T) {
	transform := func(slope string) item {
		return item{tagPixelTransform, "SQ", [][]item{{{tagIntercept, "DS", "-1024"}, {tagSlope, "DS", slope}, {tagRescaleType, "LO", "HU"}}}}
	}
	window := item{tagFrameWindow, "SQ", [][]item{{{tagWindowCenter, "DS", `40\400`}, {tagWindowWidth, "DS", `80\1500 `}}}}
	items := append([]item{{0x00080020, "DA", "20240131"}, {0x00080060, "CS", "CT"}, {0x00080070, "LO", "Maker "}, {tagPatientID, "LO", "  "},
		{0x0020000d, "UI", "1.2.3\x00"}, {tagFrames, "IS", "2"}}, grey([]int16{1, 2}, 16, 16, 1)...)
	pixels := items[len(items)-1]
	items[len(items)-1] = item{tagSharedGroups, "SQ", [][]item{{window}}}
	items = append(items, item{tagFrameGroups, "SQ", [][]item{{transform("1")}, {transform("2.5")}}}, pixels)
	for i := range items {
		if items[i].tag == tagColumns {
			items[i].value = uint16(1)
		}
	}
	for _, syntax := range []string{explicitLittle, implicitLittle} {
		first, err := Open(raster.Bytes(build(syntax, items...)), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		second, err := first.(raster.Paged).Page(1)
		if err != nil {
			t.Fatal(err)
		}
		for slope, s := range map[float64]raster.Source{1: first, 2.5: raster.NewView(second, raster.ViewOptions{Complete: true})} {
			var got []string
			for _, f := range raster.Facts(s) {
				got = append(got, fmt.Sprintf("%s=%s%v", f.Name, f.Text, f.Numbers))
			}
			want := fmt.Sprintf(`StudyDate=20240131[]|Modality=CT[]|Manufacturer=Maker[]|PatientID=[]|StudyInstanceUID=1.2.3[]|PhotometricInterpretation=MONOCHROME2[]|`+
				`WindowCenter=40\400[40 400]|WindowWidth=80\1500[80 1500]|RescaleIntercept=-1024[-1024]|RescaleSlope=%v[%v]|RescaleType=HU[]`, slope, slope)
			if text := strings.Join(got, "|"); text != want {
				t.Errorf("%s: %s\nwant %s", syntax, text, want)
			}
			if h := s.Header(); !h.Volume || h.Group != "" {
				t.Errorf("%+v", h)
			}
			if b := s.Header().Bands[0]; *b.Scale != slope || *b.Offset != -1024 {
				t.Errorf("scale %v, offset %v, want %v", *b.Scale, *b.Offset, slope)
			}
		}
	}
}

// Segmented tables as pydicom 2.3.1 expands them; of 16 bits it counts the offset
// of an indirect segment in entries, the standard in bytes.
func TestSegments(t *testing.T) {
	for name, c := range map[string]struct {
		bits uint16
		data any
		want []uint16
	}{
		"8 bits":           {8, []uint8{0, 3, 10, 20, 35, 1, 5, 0, 1, 4, 255, 2, 2, 5, 0, 0, 0, 0, 1, 9}, []uint16{10, 20, 35, 28, 21, 14, 7, 0, 64, 128, 191, 255, 204, 153, 102, 51, 0, 64, 128, 191, 255, 9}},
		"8 bits, odd":      {8, []uint8{0, 3, 1, 2, 3}, []uint16{1, 2, 3}},
		"16 bits":          {16, []uint16{0, 1, 0, 1, 7, 65535, 1, 6, 3}, []uint16{0, 9362, 18724, 28086, 37449, 46811, 56173, 65535, 54613, 43691, 32769, 21847, 10925, 3}},
		"16 bits, by byte": {16, []uint16{0, 2, 500, 7, 2, 1, 0, 0}, []uint16{500, 7, 500, 7}},
		"short":            {8, []uint8{0, 3, 1, 2, 3}, make([]uint16, 4)},
		"long":             {8, []uint8{0, 3, 1, 2, 3}, make([]uint16, 2)},
		"linear first":     {8, []uint8{1, 3, 1}, make([]uint16, 3)},
		"nested":           {8, []uint8{0, 1, 1, 2, 1, 3, 0, 0, 0}, make([]uint16, 300)},
		"empty segments":   {8, []uint8{0, 0, 0, 0, 0, 0}, make([]uint16, 1)},
		"beyond":           {8, []uint8{0, 1, 1, 2, 1, 3, 0, 0, 9}, make([]uint16, 2)},
	} {
		for _, syntax := range []string{explicitLittle, explicitBig} {
			if c.bits == 8 && syntax == explicitBig && name == "8 bits" {
				continue // offsets of bytes depend on the byte order
			}
			items := segmentedImage(c.bits, c.want, c.data)
			s, err := Open(raster.Bytes(build(syntax, items...)), raster.Options{})
			if slices.Max(c.want) == 0 { // refused
				if !raster.IsTyped(err) {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			var b raster.Block
			h := s.Header()
			if err := s.Read(context.Background(), h.Window(), &b); err != nil {
				t.Fatal(err)
			}
			for i, want := range c.want {
				if got := b.At(i, h.Type); got != float64(want) {
					t.Errorf("%s, %s: entry %d: %v, want %d", name, syntax, i, got, want)
				}
			}
		}
	}
}

// segmentedImage returns an image that shows each entry of a segmented palette.
func segmentedImage(bits uint16, entries []uint16, segments any) []item {
	items := []item{{tagSamples, "US", uint16(1)}, {tagPhotometric, "CS", "PALETTE COLOR"}, {tagRows, "US", uint16(1)}, {tagColumns, "US", uint16(len(entries))},
		{tagBitsAllocated, "US", uint16(16)}}
	for i := range tag(3) {
		items = append(items, item{tagRedDescriptor + i, "US", []uint16{uint16(len(entries)), 0, bits}})
	}
	for i := range tag(3) {
		items = append(items, item{tagRedSegmented + i, "OW", segments})
	}
	indices := make([]uint16, len(entries))
	for i := range indices {
		indices[i] = uint16(i)
	}
	return append(items, item{tagPixelData, "OW", indices})
}
