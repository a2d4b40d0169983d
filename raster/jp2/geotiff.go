package jp2

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/raster"
)

// The tags of a GeoTIFF file that say where it is.
const (
	tagScale     = 33550
	tagTiepoints = 33922
	tagTransform = 34264
	tagKeys      = 34735
	tagDoubles   = 34736
	tagASCII     = 34737
)

// readGeoTIFF reads the georeference out of a GeoJP2 box, a TIFF file without
// pixels; nil where it has none.
func readGeoTIFF(data []byte) *raster.GeoReference {
	t := tiffTags(data)
	if t == nil {
		return nil
	}
	g := &raster.GeoReference{ASCII: string(t[tagASCII].data), Doubles: t[tagDoubles].floats()}
	g.Directory = append(g.Directory, t[tagKeys].shorts()...)
	keys := readKeys(g.Directory)
	keys.apply(g)
	g.PixelIsPoint = keys.point
	scale, ties, matrix := t[tagScale].floats(), t[tagTiepoints].floats(), t[tagTransform].floats()
	switch {
	case len(matrix) >= 8:
		g.Transform = [6]float64{matrix[3], matrix[0], matrix[1], matrix[7], matrix[4], matrix[5]}
	case len(scale) >= 2 && len(ties) >= 6 && scale[0] != 0 && scale[1] != 0:
		g.Transform = [6]float64{
			ties[3] - float64(ties[0]*scale[0]), scale[0], 0,
			ties[4] + float64(ties[1]*scale[1]), 0, -scale[1],
		}
	default:
		return nil
	}
	if g.PixelIsPoint {
		*g = *g.Shift(-0.5, -0.5)
	}
	return g
}

// geoKeys is what the geo keys say.
type geoKeys struct {
	code  int // EPSG
	point bool
}

func readKeys(directory []uint16) geoKeys {
	const (
		rasterType = 1025
		geographic = 2048
		projected  = 3072
	)
	var g geoKeys
	for i := 4; i+4 <= len(directory); i += 4 {
		key, location, value := directory[i], directory[i+1], int(directory[i+3])
		if location != 0 {
			continue
		}
		switch {
		case key == rasterType:
			g.point = value == 2
		case key == projected || key == geographic && g.code == 0:
			g.code = value
		}
	}
	return g
}

// A tag is the content of a TIFF tag.
type tag struct {
	kind  uint16
	data  []byte
	order binary.ByteOrder
}

func (t tag) floats() []float64 {
	if t.kind != 12 {
		return nil
	}
	v := make([]float64, len(t.data)/8)
	for i := range v {
		v[i] = math.Float64frombits(t.order.Uint64(t.data[8*i:]))
	}
	return v
}

func (t tag) shorts() []uint16 {
	if t.kind != 3 {
		return nil
	}
	v := make([]uint16, len(t.data)/2)
	for i := range v {
		v[i] = t.order.Uint16(t.data[2*i:])
	}
	return v
}

// tiffTags reads the first directory of a TIFF file in memory: the tags whose
// content lies in it. It returns nil where data is no TIFF file.
func tiffTags(data []byte) map[uint16]tag {
	if len(data) < 8 {
		return nil
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(data[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return nil
	}
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return nil
	}
	n := int64(order.Uint16(data[at:]))
	tags := map[uint16]tag{}
	for at += 2; n > 0 && at+12 <= int64(len(data)); n, at = n-1, at+12 {
		e := data[at : at+12]
		kind := order.Uint16(e[2:])
		size := map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 12: 8}[kind] * int64(order.Uint32(e[4:]))
		content := e[8:]
		if size > 4 {
			from := int64(order.Uint32(content))
			if from+size > int64(len(data)) {
				continue
			}
			content = data[from : from+size]
		}
		tags[order.Uint16(e)] = tag{kind, content[:size], order}
	}
	return tags
}
