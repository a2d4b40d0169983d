package ehdr

import (
	"math"
	"strings"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/raster"
)

// OpenPair opens the samples in data as header describes them. It reads all of
// header and leaves it open. Where it succeeds, the Source owns data.
func OpenPair(data, header raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d of a file with one image", o.Page)
	}
	text, err := raster.ReadAll(format, header, min(o.Limits.WithDefaults().TagBytes, 1<<20))
	if err != nil {
		return nil, err
	}
	f, name := Parse(string(text)), ""
	if named, ok := data.(interface{ Name() string }); ok {
		name = named.Name()
	}
	g, err := f.grid(data.Size())
	if err != nil {
		return nil, err
	}
	h, err := f.header(data, g, name, o.Limits)
	if err != nil {
		return nil, err
	}
	if g.bits < 8 {
		return newPacked(data, h, g, o.Limits)
	}
	l, err := g.layout()
	if err != nil {
		return nil, err
	}
	l.BigEndian = g.bigEndian
	s, err := strided.NewAlone(data, h, l, g.skip, o.Limits)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// grid is how samples stand in the file.
type grid struct {
	rows, columns, bands, bits int64
	skip                       int64 // bytes before the first sample
	bandRow                    int64 // bytes of a row of one band
	row                        int64 // bytes of a row of all bands, in BIL and BIP
	gap                        int64 // bytes between bands, in BSQ
	interleave                 string
	bigEndian                  bool
}

// grid reads the layout of a file of so many bytes.
func (f Fields) grid(size int64) (g grid, err error) {
	for _, field := range []struct {
		key string
		def int64
		to  *int64
	}{
		{"nrows", 0, &g.rows}, {"ncols", 0, &g.columns}, {"nbands", 1, &g.bands}, {"nbits", 0, &g.bits}, {"skipbytes", 0, &g.skip},
		{"bandrowbytes", 0, &g.bandRow}, {"totalrowbytes", 0, &g.row}, {"bandgapbytes", 0, &g.gap},
	} {
		if *field.to, err = f.integer(field.key, field.def); err != nil {
			return g, err
		}
	}
	const most = 1 << 31
	if g.rows < 1 || g.columns < 1 || g.bands < 1 || g.rows >= most || g.columns >= most || g.bands >= most || g.bits > 64 {
		return g, raster.Broken(format, "header", "%d rows, %d columns, %d bands of %d bits", g.rows, g.columns, g.bands, g.bits)
	}
	if g.bits == 0 {
		g.bits = 8
		pixels := float64(g.rows) * float64(g.columns) * float64(g.bands)
		for _, bits := range []int64{16, 32, 64} {
			if pixels*float64(bits/8) == float64(size-g.skip) {
				g.bits = bits
			}
		}
	}
	g.interleave = strings.ToLower(f["layout"])
	if g.interleave == "" {
		g.interleave = "bil"
	}
	switch order := strings.ToUpper(f["byteorder"]); {
	case order == "", order[0] == 'M': // ESRI leaves it to the machine; GDAL has Motorola's
		g.bigEndian = true
	case order[0] == 'I', order[0] == 'L':
	default:
		return g, raster.Broken(format, "header", "byte order %q", f["byteorder"])
	}
	return g, g.rowBytes()
}

// rowBytes fills in how long rows are, where the header leaves it open: as long
// as their samples, up to the next byte. A length of zero is none.
func (g *grid) rowBytes() error {
	bytes := func(samples int64) int64 { return (samples*g.bits + 7) / 8 }
	band := bytes(g.columns)
	if g.bandRow == 0 || g.interleave == "bip" {
		g.bandRow = band
	}
	if g.bandRow < band {
		return raster.Broken(format, "header", "a row of %d samples in %d bytes", g.columns, g.bandRow)
	}
	if g.bandRow > math.MaxInt64/g.bands || g.columns > math.MaxInt64/64/g.bands {
		return raster.Broken(format, "header", "%d bands of %d bytes a row", g.bands, g.bandRow)
	}
	all := g.bandRow * g.bands
	if g.interleave == "bip" {
		all = bytes(g.columns * g.bands)
	}
	if g.row == 0 || g.interleave == "bsq" {
		g.row = all
	}
	if g.row < all {
		return raster.Broken(format, "header", "rows of all bands need %d bytes and have %d", all, g.row)
	}
	return nil
}

// layout returns the addresses of samples of whole bytes.
func (g *grid) layout() (l strided.Layout, err error) {
	size := g.bits / 8
	l.Start = g.skip
	switch g.interleave {
	case "bil":
		l.Col, l.Band, l.Row = size, g.bandRow, g.row
	case "bip":
		l.Band, l.Col, l.Row = size, size*g.bands, g.row
	case "bsq":
		if g.bandRow > (math.MaxInt64-g.gap)/g.rows {
			return l, raster.Broken(format, "header", "bands of %d rows of %d bytes", g.rows, g.bandRow)
		}
		l.Col, l.Row, l.Band = size, g.bandRow, g.bandRow*g.rows+g.gap
	default:
		return l, raster.Broken(format, "header", "layout %q", g.interleave)
	}
	return l, nil
}

// header describes the image.
func (f Fields) header(data raster.File, g grid, name string, limits raster.Limits) (h raster.Header, err error) {
	if err := limits.CheckSize(format, g.columns, g.rows); err != nil {
		return h, err
	}
	h = raster.Header{Format: format, Width: int(g.columns), Height: int(g.rows), BlockW: int(g.columns), BlockH: 1, ByName: true, Geo: f.geo(g.rows)}
	if h.Type, err = f.sampleType(g.bits, name); err != nil {
		return h, err
	}
	if g.bits < 8 {
		h.Bits = int(g.bits)
	}
	if h.Bands, err = strided.MakeBands(format, data, g.bands, limits); err != nil {
		return h, err
	}
	if len(h.Bands) == 1 {
		h.Bands[0].Color = raster.Gray
	}
	if v, key := f.number("nodata", "nodata_value"); key != "" {
		for i := range h.Bands {
			h.Bands[i].NoData = &v
		}
	}
	return h, nil
}
