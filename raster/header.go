package raster

import "strings"

// Header describes an image before its pixels are read.
type Header struct {
	Format        string // "tiff", "jpeg", …
	Width, Height int
	Bands         []Band
	Type          SampleType
	Bits          int // stored bits per sample; 0: those of Type
	BlockW        int // storage unit; the whole image where there is none
	BlockH        int
	MinIsWhite    bool // grey whose 0 is white; samples are as stored
	HasMask       bool // the file has a mask of its own: Read may set Valid
	// NoDataTogether says that the NoData of the bands are one declaration: a
	// pixel is no data only where every band holds its own.
	NoDataTogether bool
	Coarse         bool // a stack with bands of a coarser grid
	Approximate    bool // the codec merely approximates the reference decoder
	ByName         bool // the bytes of the file do not do: it is opened by its name
	Pages          int  // images in the file; 0 counts as 1
	PagesDiffer    bool // the pages are images of their own, of any size and kind each
	AlphaUnsure    bool // writers of this format declare bands as alpha that are none
	Volume         bool // the images of the file are slices or frames of one body: they belong into one group
	Claimed        int  // images that the file says it has, where it holds fewer; else 0
	Orientation    int  // EXIF orientation 1–8; 0 counts as 1
	Palette        []RGBA
	Geo            *GeoReference
	Group          string // group that the file offers, such as a patient id
}

// Band is one plane of samples.
type Band struct {
	Name   string // as the file names it, or ""
	Color  Color
	NoData *float64 // value that means "no data", or nil
	// Scale and Offset as the file states them; applied by ViewOptions.Physical.
	// Nil means not stated.
	Scale, Offset *float64
}

// Color is the interpretation that a file gives to a band.
type Color uint8

// The interpretations.
const (
	Undefined Color = iota
	Gray
	Red
	Green
	Blue
	Alpha
	Cyan
	Magenta
	Yellow
	Black
	Luma       // Y of a YCbCr image that is kept as it is
	ChromaBlue // Cb
	ChromaRed  // Cr
	PaletteIndex
)

// interpretations are GDAL's names of what a band is.
var interpretations = map[string]Color{
	"undefined": Undefined, "gray": Gray, "red": Red, "green": Green, "blue": Blue,
	"alpha": Alpha, "cyan": Cyan, "magenta": Magenta, "yellow": Yellow, "black": Black,
}

// ParseColor returns the interpretation that GDAL calls by a name.
func ParseColor(name string) (c Color, ok bool) {
	c, ok = interpretations[strings.ToLower(strings.TrimSpace(name))]
	return c, ok
}

// RGBA is one entry of a palette.
type RGBA struct{ R, G, B, A uint8 }

// GeoReference places an image on the map.
type GeoReference struct {
	// Transform maps pixel corners to map coordinates as GDAL does:
	// x = T[0] + col·T[1] + row·T[2], y = T[3] + col·T[4] + row·T[5].
	Transform [6]float64
	// EPSG is the code of the coordinate reference system, or 0.
	EPSG int
	// CRS is the code as text, "EPSG:32630", or what else names the system.
	CRS string
	// Keys are the raw GeoTIFF keys (directory, doubles, text), so that a
	// writer can carry over what EPSG does not say; may be empty.
	Directory []uint16
	Doubles   []float64
	ASCII     string
	// PixelIsPoint is set where the file's coordinates are those of pixel
	// centres; Transform is already that of corners.
	PixelIsPoint bool
	// Points are control points, in coordinates of the system, and RPC the
	// numbers of rational polynomial coefficients as a TIFF holds them (tag
	// 50844), of an image that has no transform: see [GeoReference.Placed].
	Points []ControlPoint
	RPC    []float64
}

// ControlPoint ties a point of an image, from the outer corner of the first
// pixel, to map coordinates.
type ControlPoint struct{ Col, Row, X, Y float64 }

// Placed reports whether Transform places the image. The transform of an image
// that is placed by control points, or not at all, maps pixels to themselves.
func (g *GeoReference) Placed() bool { return g.Transform != [6]float64{0, 1, 0, 0, 0, 1} }

// Bounds returns the map rectangle of a window: the smallest one that holds
// its four corners.
func (g *GeoReference) Bounds(w Window) (minX, minY, maxX, maxY float64) {
	for i := range 4 {
		c, r := float64(w.X+(i&1)*w.W), float64(w.Y+(i>>1)*w.H)
		x := g.Transform[0] + float64(c*g.Transform[1]) + float64(r*g.Transform[2])
		y := g.Transform[3] + float64(c*g.Transform[4]) + float64(r*g.Transform[5])
		if i == 0 {
			minX, minY, maxX, maxY = x, y, x, y
			continue
		}
		minX, maxX = min(minX, x), max(maxX, x)
		minY, maxY = min(minY, y), max(maxY, y)
	}
	return minX, minY, maxX, maxY
}

// Shift returns the reference of a window whose first pixel is (x, y).
func (g *GeoReference) Shift(x, y float64) *GeoReference {
	s := *g
	if !g.Placed() {
		s.Points = make([]ControlPoint, len(g.Points))
		for i, p := range g.Points {
			s.Points[i] = ControlPoint{p.Col - x, p.Row - y, p.X, p.Y}
		}
		if len(g.RPC) == 92 {
			s.RPC = append([]float64(nil), g.RPC...)
			s.RPC[2], s.RPC[3] = g.RPC[2]-y, g.RPC[3]-x // offsets of row and column
		}
		return &s
	}
	t := g.Transform
	s.Transform[0] = t[0] + float64(x*t[1]) + float64(y*t[2])
	s.Transform[3] = t[3] + float64(x*t[4]) + float64(y*t[5])
	return &s
}

// Window returns the window of the whole image.
func (h *Header) Window() Window { return Window{0, 0, h.Width, h.Height} }

// SampleBits returns Bits, or the bits of Type where Bits is 0.
func (h *Header) SampleBits() int {
	if h.Bits != 0 {
		return h.Bits
	}
	return h.Type.Bits()
}

// AlphaBand returns the index of the last alpha band, or -1.
func (h *Header) AlphaBand() int {
	for i := len(h.Bands) - 1; i >= 0; i-- {
		if h.Bands[i].Color == Alpha {
			return i
		}
	}
	return -1
}

// SetNoDataValues takes the text of NODATA_VALUES, GDAL's declaration of one
// number per band, separated by spaces, that mean all bands together. As in GDAL
// it replaces values of single bands, and says nothing where the numbers are not
// as many as the bands.
func (h *Header) SetNoDataValues(text string) {
	texts := strings.Fields(text)
	if len(texts) != len(h.Bands) {
		return
	}
	values := make([]float64, len(texts))
	for i, t := range texts {
		v, ok := ParseNoData(t)
		if !ok {
			return
		}
		values[i], _ = FitNoData(v, h.Type)
	}
	for i := range h.Bands {
		h.Bands[i].NoData = &values[i]
	}
	h.NoDataTogether = len(values) > 1
}
