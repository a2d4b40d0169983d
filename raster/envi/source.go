package envi

import (
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/raster"
)

// Sniff reports whether head, the first bytes of a file, begins an ENVI header.
func Sniff(head []byte) bool {
	return len(head) >= 5 && string(head[:4]) == "ENVI" && strings.IndexByte(" \t\r\n", head[4]) >= 0
}

// Open returns an error: a header holds no samples. See [OpenPair].
func Open(f raster.File, _ raster.Options) (raster.Source, error) {
	return nil, raster.Unsupported(format, "", "this is a header; give the file of samples beside it")
}

// OpenPair opens the samples in data as header describes them. It reads all
// of header and leaves it open. Where it succeeds, the Source owns data.
func OpenPair(data, header raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d of a file with one image", o.Page)
	}
	text, err := raster.ReadAll(format, header, min(o.Limits.WithDefaults().TagBytes, 16<<20))
	if err != nil {
		return nil, err
	}
	f, err := Parse(string(text))
	if err != nil {
		return nil, err
	}
	h, l, offset, err := f.layout(data, o.Limits)
	if err != nil {
		return nil, err
	}
	s, err := strided.NewAlone(data, h, l, offset, o.Limits)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// layout turns the fields into words of this project; offset is where the first
// frame begins.
func (f Fields) layout(data raster.File, limits raster.Limits) (h raster.Header, l strided.Layout, offset int64, err error) {
	var n struct{ samples, lines, bands, offset, kind, order, packed int64 }
	for _, field := range []struct {
		key string
		def int64
		to  *int64
	}{
		{"samples", 0, &n.samples}, {"lines", 0, &n.lines}, {"bands", 1, &n.bands}, {"header offset", 0, &n.offset},
		{"data type", 1, &n.kind}, {"byte order", 0, &n.order}, {"file compression", 0, &n.packed},
	} {
		if *field.to, err = f.integer(field.key, field.def); err != nil {
			return h, l, 0, err
		}
	}
	if err := limits.CheckSize(format, n.samples, n.lines); err != nil {
		return h, l, 0, err
	}
	if n.packed != 0 {
		return h, l, 0, raster.Unsupported(format, "header", "compressed samples")
	}
	bands, err := strided.MakeBands(format, data, n.bands, limits)
	if err != nil {
		return h, l, 0, err
	}
	h = raster.Header{Format: format, Width: int(n.samples), Height: int(n.lines), Bands: bands, Type: types[n.kind],
		BlockW: int(n.samples), BlockH: 1, ByName: true, Geo: f.geo()}
	if h.Type == raster.Unknown {
		return h, l, 0, raster.Unsupported(format, "header", "data type %d", n.kind)
	}
	if n.order != 0 && n.order != 1 || n.offset < 0 {
		return h, l, 0, raster.Broken(format, "header", "byte order %d, header offset %d", n.order, n.offset)
	}
	if l, err = f.addresses(int64(h.Type.Bits()/8), n.samples, n.lines, n.bands); err != nil {
		return h, l, 0, err
	}
	l.BigEndian = n.order == 1
	if l.Start += n.offset; l.Start < 0 {
		return h, l, 0, raster.Broken(format, "header", "header offset %d", n.offset)
	}
	f.describe(bands)
	return h, l, n.offset, nil
}

// describe fills in what the header says of the bands.
func (f Fields) describe(bands []raster.Band) {
	if len(bands) == 1 {
		bands[0].Color = raster.Gray
	}
	if names := f.list("band names"); len(names) == len(bands) {
		for i := range bands {
			bands[i].Name = names[i]
		}
	} else if waves := f.list("wavelength"); len(waves) == len(bands) {
		for i := range bands {
			bands[i].Name = strings.TrimSpace(waves[i] + " " + f["wavelength units"])
		}
	}
	if v, err := strconv.ParseFloat(f["data ignore value"], 64); err == nil {
		for i := range bands {
			bands[i].NoData = &v
		}
	}
	gains, offsets := f.floats("data gain values", len(bands)), f.floats("data offset values", len(bands))
	for i := range bands {
		if gains != nil {
			bands[i].Scale = &gains[i]
		}
		if offsets != nil {
			bands[i].Offset = &offsets[i]
		}
	}
}
