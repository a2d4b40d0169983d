//go:build gdal

package gdal

import (
	"strconv"

	"github.com/airbusgeo/godal"

	"github.com/bandprep/bandprep/raster"
)

// sampleTypes are the types of GDAL. The last three have no name in godal.
var sampleTypes = map[godal.DataType]raster.SampleType{
	godal.Byte:    raster.Uint8,
	godal.Int8:    raster.Int8,
	godal.UInt16:  raster.Uint16,
	godal.Int16:   raster.Int16,
	godal.UInt32:  raster.Uint32,
	godal.Int32:   raster.Int32,
	godal.Float32: raster.Float32,
	godal.Float64: raster.Float64,
	12:            raster.Uint64,
	13:            raster.Int64,
	15:            raster.Float16,
}

var colors = map[godal.ColorInterp]raster.Color{
	godal.CIGray:    raster.Gray,
	godal.CIRed:     raster.Red,
	godal.CIGreen:   raster.Green,
	godal.CIBlue:    raster.Blue,
	godal.CIAlpha:   raster.Alpha,
	godal.CICyan:    raster.Cyan,
	godal.CIMagenta: raster.Magenta,
	godal.CIYellow:  raster.Yellow,
	godal.CIBlack:   raster.Black,
	godal.CIY:       raster.Luma,
	godal.CICb:      raster.ChromaBlue,
	godal.CICr:      raster.ChromaRed,
	godal.CIPalette: raster.PaletteIndex,
}

// describe fills the header and decides how Read works.
func (s *source) describe(o raster.Options) error {
	if len(s.bands) == 0 {
		first := s.dataset.Metadata("SUBDATASET_1_NAME", godal.Domain("SUBDATASETS"))
		if first == "" {
			return raster.Unsupported(format, "", "no raster band")
		}
		return raster.Unsupported(format, "", "several datasets, of which the first is %s: extract one with gdal_translate", first)
	}
	d := s.dataset.Structure()
	h := &s.header
	h.Format, h.Width, h.Height, h.BlockW, h.BlockH = format, d.SizeX, d.SizeY, d.BlockSizeX, d.BlockSizeY
	h.ByName = true
	if err := o.Limits.CheckSize(format, int64(h.Width), int64(h.Height)); err != nil {
		return err
	}
	limit := o.Limits.WithDefaults().BlockBytes
	block := int64(h.BlockW) * int64(h.BlockH) * int64(d.DataType.Size())
	if err := raster.TooLarge(format, "", "bytes of a block", block, limit); err != nil {
		return err
	}
	for i, b := range s.bands {
		place := "band " + strconv.Itoa(i+1)
		t, err := sampleType(b, place)
		if err != nil {
			return err
		}
		switch {
		case i == 0:
			h.Type = t
		case h.Type != t:
			h.Type = raster.Float64 // which holds both
		}
		h.Bands = append(h.Bands, describeBand(b))
		s.masked = append(s.masked, ownMask(b))
		h.HasMask = h.HasMask || s.masked[i]
	}
	if bits, err := strconv.Atoi(s.bands[0].Metadata("NBITS", godal.Domain("IMAGE_STRUCTURE"))); err == nil && bits < h.Type.Bits() {
		h.Bits = bits
	}
	h.Geo = geo(s.dataset)
	s.stored = h.Type
	s.signedByte = h.Type == raster.Int8 && s.bands[0].Structure().DataType == godal.Byte
	if err := s.usePalette(o); err != nil {
		return err
	}
	return s.chooseTasks(limit)
}

func sampleType(b godal.Band, place string) (raster.SampleType, error) {
	native := b.Structure().DataType
	t, ok := sampleTypes[native]
	if !ok {
		return 0, raster.Unsupported(format, place, "samples of type %s", native)
	}
	if native == godal.Byte && b.Metadata("PIXELTYPE", godal.Domain("IMAGE_STRUCTURE")) == "SIGNEDBYTE" {
		return raster.Int8, nil // as GDAL before 3.7 tells them
	}
	return t, nil
}

func describeBand(b godal.Band) raster.Band {
	out := raster.Band{Name: b.Description(), Color: colors[b.ColorInterp()]}
	if v, ok := b.NoData(); ok {
		out.NoData = &v
	}
	if d := b.Structure(); d.Scale != 1 || d.Offset != 0 {
		out.Scale, out.Offset = &d.Scale, &d.Offset
	}
	return out
}

// The flags of GDALGetMaskFlags.
const (
	maskAllValid = 1
	maskAlpha    = 4
	maskNoData   = 8
)

// ownMask reports whether a band has a mask that neither its nodata value nor
// an alpha band tells.
func ownMask(b godal.Band) bool {
	flags := b.MaskFlags()
	_, declared := b.NoData()
	return flags&(maskAllValid|maskAlpha) == 0 && (flags&maskNoData == 0 || !declared)
}

// geo returns the place on the map, or nil where the dataset states none.
func geo(ds *godal.Dataset) *raster.GeoReference {
	t, err := ds.GeoTransform(quiet())
	if err != nil {
		return nil
	}
	g := &raster.GeoReference{Transform: t}
	if ds.Projection() == "" {
		return g
	}
	ref := ds.SpatialRef()
	if ref.AuthorityName("") == "EPSG" {
		g.EPSG, _ = strconv.Atoi(ref.AuthorityCode(""))
	}
	if name := ref.AuthorityName(""); name != "" {
		g.CRS = name + ":" + ref.AuthorityCode("")
		return g
	}
	for _, node := range []string{"PROJCS", "GEOGCS", "LOCAL_CS"} {
		if name, ok := ref.AttrValue(node, 0); ok {
			g.CRS = name
			break
		}
	}
	return g
}
