package lan

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/internal/whole"
	"github.com/bandprep/bandprep/raster"
)

const (
	format      = "lan"
	headerBytes = 128
)

// Packings of samples.
const (
	packed8 = iota
	packed4
	packed16
)

// Sniff reports whether head, the first bytes of a file, begins an ERDAS 7
// image.
func Sniff(head []byte) bool {
	if len(head) < 10 || string(head[:6]) != "HEAD74" && string(head[:6]) != "HEADER" {
		return false
	}
	order := byteOrder(head)
	return order.Uint16(head[6:]) <= packed16 && order.Uint16(head[8:]) > 0
}

// byteOrder tells the order by the number of bands, which is below 256.
func byteOrder(head []byte) binary.ByteOrder {
	if head[8] == 0 {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// Open reads the header.
func Open(f raster.File, o raster.Options) (raster.Source, error) {
	if o.Page != 0 {
		return nil, raster.Unsupported(format, "", "page %d of a file with one image", o.Page)
	}
	head := make([]byte, headerBytes)
	if err := raster.ReadFull(format, f, head, 0); err != nil {
		return nil, err
	}
	if !Sniff(head) {
		return nil, raster.Broken(format, "", "no ERDAS header")
	}
	order := byteOrder(head)
	w, h := size(head[16:], head, order), size(head[20:], head, order)
	if err := o.Limits.CheckSize(format, w, h); err != nil {
		return nil, err
	}
	bands, err := strided.MakeBands(format, f, int64(order.Uint16(head[8:])), o.Limits)
	if err != nil {
		return nil, err
	}
	if len(bands) == 1 {
		bands[0].Color = raster.Gray
	}
	header := raster.Header{Format: format, Width: int(w), Height: int(h), Bands: bands, Type: raster.Uint8,
		BlockW: int(w), BlockH: 1, Geo: geo(head, order)}
	switch order.Uint16(head[6:]) {
	case packed4:
		header.Bits = 4
		if need := (w + 1) / 2 * int64(len(bands)); need > 0 && h > f.Size()/need {
			return nil, raster.Broken(format, "", "%d rows of %d bytes in a file of %d", h, need, f.Size())
		}
		n := &nibbles{f, header}
		return whole.New(f, header, o.Limits, n.decode)
	case packed16:
		header.Type = raster.Int16
	}
	col := int64(header.Type.Bits() / 8)
	l := strided.Layout{BigEndian: order == binary.BigEndian, Start: headerBytes, Col: col, Band: col * w, Row: col * w * int64(len(bands))}
	return strided.New(f, header, l, o.Limits, nil)
}

// size reads a number of columns or rows.
func size(b, head []byte, order binary.ByteOrder) int64 {
	if string(head[:6]) == "HEAD74" {
		return int64(int32(order.Uint32(b)))
	}
	v := math.Float32frombits(order.Uint32(b))
	if v >= 1 && v < 1<<31 {
		return int64(v)
	}
	return 0
}

// geo returns the place on the map, or nil where the cells have no size. The
// header gives the centre of the first pixel.
func geo(head []byte, order binary.ByteOrder) *raster.GeoReference {
	var v [4]float64 // x, y, cell width, cell height
	for i := range v {
		v[i] = float64(math.Float32frombits(order.Uint32(head[112+4*i:])))
		if math.IsNaN(v[i]) || math.IsInf(v[i], 0) {
			return nil
		}
	}
	if v[2] == 0 || v[3] == 0 {
		return nil
	}
	return &raster.GeoReference{Transform: [6]float64{v[0] - v[2]/2, v[2], 0, v[1] + v[3]/2, 0, -v[3]}}
}

// nibbles decodes samples of 4 bits; a line of a band begins with a new byte.
type nibbles struct {
	file   raster.File
	header raster.Header
}

func (n *nibbles) decode(ctx context.Context, dst *raster.Block) error {
	h := &n.header
	dst.Reset(h.Window(), len(h.Bands), raster.StoreU8)
	line := make([]byte, (h.Width+1)/2)
	at := int64(headerBytes)
	for y := range h.Height {
		if err := ctx.Err(); err != nil {
			return err
		}
		for b := range h.Bands {
			if err := raster.ReadFull(format, n.file, line, at); err != nil {
				return err
			}
			at += int64(len(line))
			row := dst.U8[(b*h.Height+y)*h.Width:][:h.Width]
			for x := range row {
				row[x] = line[x/2] >> (4 * (1 - x&1)) & 15
			}
		}
	}
	return nil
}
