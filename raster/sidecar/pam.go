package sidecar

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// pam is what an .aux.xml says, as far as it is used here.
type pam struct {
	bands        map[int]*pamBand // by number, from 1
	noDataValues string
	transform    *[6]float64
	srs          string
}

type pamBand struct {
	name                  string
	noData, scale, offset *float64
	color                 raster.Color
	colored               bool
}

// maxDepth is how deep elements may lie in each other; GDAL writes six.
const maxDepth = 64

// readPAM parses such a document, in one pass that keeps nothing else:
//
//	<PAMDataset>
//	  <SRS>WKT</SRS>
//	  <GeoTransform>x, width, row, y, column, height</GeoTransform>
//	  <Metadata><MDI key="NODATA_VALUES">0 0 0</MDI></Metadata>
//	  <PAMRasterBand band="1">
//	    <Description>B02</Description>
//	    <NoDataValue le_hex_equiv="…">-9999</NoDataValue>
//	    <Scale>…</Scale> <Offset>…</Offset> <ColorInterp>Red</ColorInterp>
//	  </PAMRasterBand>
//	</PAMDataset>
func readPAM(f raster.File, limits raster.Limits) (*pam, error) {
	size := f.Size()
	if err := raster.TooLarge(roomName, ".aux.xml", "bytes", size, limits.WithDefaults().TagBytes); err != nil {
		return nil, err
	}
	p := &pam{bands: map[int]*pamBand{}}
	dec := xml.NewDecoder(io.NewSectionReader(f, 0, size))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var path []string // names of the elements around
	var attributes []xml.Attr
	var text strings.Builder
	var band *pamBand
	outer := "" // domain of the metadata around
	rooted := false
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) && rooted && len(path) == 0 {
			return p, nil
		}
		if err != nil {
			return nil, raster.Broken(roomName, ".aux.xml", "%v", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(path) == maxDepth {
				return nil, raster.Broken(roomName, ".aux.xml", "elements lie more than %d deep", maxDepth)
			}
			path, rooted = append(path, t.Name.Local), true
			if len(path) == 1 && t.Name.Local != "PAMDataset" {
				return nil, raster.Broken(roomName, ".aux.xml", "<%s> where <PAMDataset> is expected", t.Name.Local)
			}
			attributes = t.Attr
			text.Reset()
			if len(path) == 2 {
				band, outer = nil, attribute(t.Attr, "domain")
				if t.Name.Local == "PAMRasterBand" {
					if band, err = p.band(attribute(t.Attr, "band")); err != nil {
						return nil, err
					}
				}
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			p.take(path, attributes, outer, band, text.String())
			path = path[:len(path)-1]
			text.Reset()
		}
	}
}

func attribute(list []xml.Attr, name string) string {
	for _, a := range list {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// maxBands is how many bands are described, as many as a TIFF can have.
const maxBands = math.MaxUint16

func (p *pam) band(number string) (*pamBand, error) {
	n, err := strconv.Atoi(strings.TrimSpace(number))
	if err != nil || n < 1 {
		return nil, nil
	}
	if err := raster.TooLarge(roomName, ".aux.xml", "number of a band", int64(n), maxBands); err != nil {
		return nil, err
	}
	if p.bands[n] == nil {
		p.bands[n] = &pamBand{}
	}
	return p.bands[n], nil
}

// take keeps the text of the element at path if it is one of those used.
func (p *pam) take(path []string, attributes []xml.Attr, domain string, band *pamBand, text string) {
	name := path[len(path)-1]
	switch {
	case len(path) == 2 && name == "SRS":
		p.srs = strings.TrimSpace(text)
	case len(path) == 2 && name == "GeoTransform":
		p.transform = sixNumbers(strings.Split(text, ","))
	case len(path) == 3 && name == "MDI" && path[1] == "Metadata" && domain == "" &&
		strings.EqualFold(attribute(attributes, "key"), "NODATA_VALUES"):
		p.noDataValues = text
	case len(path) == 3 && band != nil:
		band.take(name, attributes, text)
	}
}

func (b *pamBand) take(name string, attributes []xml.Attr, text string) {
	number := func(into **float64) {
		if v, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil {
			*into = &v
		}
	}
	switch name {
	case "Description":
		b.name = text
	case "NoDataValue":
		if bits, err := hex.DecodeString(attribute(attributes, "le_hex_equiv")); err == nil && len(bits) == 8 {
			v := math.Float64frombits(binary.LittleEndian.Uint64(bits))
			b.noData = &v
		} else if v, ok := raster.ParseNoData(text); ok {
			b.noData = &v
		}
	case "Scale":
		number(&b.scale)
	case "Offset":
		number(&b.offset)
	case "ColorInterp":
		b.color, b.colored = raster.ParseColor(text)
	}
}

// sixNumbers returns the finite numbers of six texts, or nil.
func sixNumbers(texts []string) *[6]float64 {
	var t [6]float64
	if len(texts) != len(t) {
		return nil
	}
	for i := range t {
		v, err := strconv.ParseFloat(strings.TrimSpace(texts[i]), 64)
		if err != nil || v-v != 0 {
			return nil
		}
		t[i] = v
	}
	return &t
}
