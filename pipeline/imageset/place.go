package imageset

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/internal/footprint"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Place is where an image lies on the map.
type Place struct {
	// CRS names the system of BBox, minx, miny, maxx, maxy; "" where the
	// footprint alone is known.
	CRS  string
	BBox [4]float64
	// Footprint is longitude and latitude of one corner after another, in
	// degrees on WGS 84, as manifests hold it; nil where it is not known.
	Footprint []float64
}

// placeOf returns where a window of an image lies on the map; not ok where
// nothing is known of it.
func placeOf(g *raster.GeoReference, w raster.Window) (p Place, ok bool) {
	if g == nil {
		return p, false
	}
	p.CRS, p.BBox, ok = footprint.Bounds(g, w)
	ring, err := footprint.Outline(g, w)
	if err != nil {
		return p, ok
	}
	p.Footprint = make([]float64, 0, 2*len(ring))
	for _, corner := range ring {
		p.Footprint = append(p.Footprint, corner[0], corner[1])
	}
	return p, true
}

// places keeps the places of images. There may be millions, so each is packed:
// the number of its system, the bytes of its rectangle, and its footprint in
// ten-millionths of a degree, each corner by its difference to the last.
type places struct {
	at      column[uint64] // image → place in packed; 0: none
	packed  table.Arena
	systems []string
	number  map[string]int
	buf     []byte
}

// perDegree is the step of the corners of footprints.
const perDegree = 1e7

// set keeps the place of image i.
func (l *places) set(i int, p *Place) {
	if l.number == nil {
		l.number = make(map[string]int)
	}
	system, seen := l.number[p.CRS]
	if !seen {
		system = len(l.systems)
		l.number[p.CRS] = system
		l.systems = append(l.systems, p.CRS)
	}
	b := binary.AppendUvarint(l.buf[:0], uint64(system))
	for _, v := range p.BBox {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	b = binary.AppendUvarint(b, uint64(len(p.Footprint)))
	var last [2]int64
	for k, v := range p.Footprint {
		now := int64(math.Round(v * perDegree))
		b = binary.AppendVarint(b, now-last[k%2])
		last[k%2] = now
	}
	l.at.set(i, l.packed.Add(b))
	l.buf = b
}

// get returns the place of image i, or nil.
func (l *places) get(i int32) *Place {
	at := l.at.get(i)
	if at == 0 {
		return nil
	}
	b := l.packed.At(at)
	number := func() uint64 {
		v, n := binary.Uvarint(b)
		b = b[n:]
		return v
	}
	p := &Place{CRS: l.systems[number()]}
	for k := range p.BBox {
		p.BBox[k] = math.Float64frombits(binary.LittleEndian.Uint64(b))
		b = b[8:]
	}
	if n := number(); n > 0 {
		p.Footprint = make([]float64, n)
	}
	var last [2]int64
	for k := range p.Footprint {
		v, n := binary.Varint(b)
		b = b[n:]
		last[k%2] += v
		p.Footprint[k] = float64(last[k%2]) / perDegree
	}
	return p
}

// Place returns where the image lies on the map, or nil where that is not known.
func (im *Image) Place() *Place { return im.of.places.get(im.at) }

// place finds the places of the images of an item.
func (r *opened) place() {
	for k := range r.pages {
		h, w := r.header(k), r.item.Window
		if h.Geo == nil {
			continue
		}
		if w == (raster.Window{}) {
			w = h.Window()
		}
		if p, ok := placeOf(h.Geo, w); ok {
			r.places = append(r.places, pagePlace{k, p})
		}
	}
}

// pagePlace is the place of an image of an item.
type pagePlace struct {
	page int
	Place
}
