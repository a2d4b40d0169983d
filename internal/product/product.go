// Package product reads what producers of satellite and aerial images deliver
// beside the pixels: which file holds which band, which value means no data, how
// numbers become reflectance, when and where the scene was taken, and which file
// says what lies in a pixel.
//
//  1. [IsMetadata] tells by its name whether a file describes a product.
//  2. [Describe] reads it, given the names of the images in its folder and below, and
//     returns the products: bands → files, constants, and what is no band.
//  3. [DescribeNames] finds products whose names say everything: HLS and NAIP.
//
// No image is opened here. What a file states counts before what names say; what
// neither states, and the producer publishes, has its source beside the number.
package product

import (
	"errors"
	"fmt"
	"math"
	"path"
	"slices"
	"strings"
	"time"
)

// MaxMetadata is more bytes than any metadata file has that is worth reading: an
// item collection of some ten thousand scenes.
const MaxMetadata = 64 << 20

// Product is one scene as it is delivered.
type Product struct {
	ID    string // as the producer names it, without .SAFE
	Kind  string // "Sentinel-2 L2A": only products of one kind hold the same quantity
	Time  time.Time
	Tile  string  // MGRS tile, or path and row of the reference system
	Cloud float64 // cover in percent; NaN where it is not stated
	// Baseline is the version of the processing, "" where it is not stated.
	Baseline string
	Bands    []Band
	// Others are what is no reflectance, or no measurement: classes, quality,
	// temperature. They count only where they are named.
	Others []Band
	// Clear is the usual condition for pixels that show the ground, in terms of
	// Others; "" where the product has nothing to tell.
	Clear string
	// Prefix is what the paths of all files of the product start with, from the
	// folder of its metadata: "" for all that lies there and below.
	Prefix string
	Said   []string // contradictions in the metadata
}

// Band is one plane of samples in a file of the product.
type Band struct {
	Name       string
	File       string  // slash-separated, from the folder of the metadata; absolute where the metadata say so
	Index      int     // of the band in the file, from 0
	Resolution float64 // side of a pixel in metres; 0 where it is not stated
	Low, High  float64 // wavelengths in nanometres; 0 where they are not stated
	// NoData is the stored value that means no data. Physical values are
	// stored·Scale + Offset. Nil means not stated.
	NoData, Scale, Offset *float64
}

// Find returns the band of a name, in any case, among the bands and the others.
func (p *Product) Find(name string) *Band {
	for _, list := range [][]Band{p.Bands, p.Others} {
		for i := range list {
			if strings.EqualFold(list[i].Name, name) {
				return &list[i]
			}
		}
	}
	return nil
}

// Names returns the names of the others, and those of the bands behind them.
func (p *Product) Names() (list []string) {
	for _, bands := range [][]Band{p.Others, p.Bands} {
		for i := range bands {
			list = append(list, bands[i].Name)
		}
	}
	return list
}

// Named writes a choice of bands by their names where parts of it are wavelengths,
// as 500-900nm, which is the bands whose middle lies there. Other parts stay, and so
// do those that choose none.
func (p *Product) Named(choice string) string {
	parts := strings.Split(choice, ",")
	for i, part := range parts {
		low, high, ok := wavelengths(strings.TrimSpace(part))
		if !ok {
			continue
		}
		var names []string
		for _, b := range p.Bands {
			if middle := (b.Low + b.High) / 2; middle > 0 && middle >= low && middle <= high {
				names = append(names, b.Name)
			}
		}
		if names != nil {
			parts[i] = strings.Join(names, ",")
		}
	}
	return strings.Join(parts, ",")
}

// wavelengths reads a range in nanometres or micrometres.
func wavelengths(text string) (low, high float64, ok bool) {
	scale := 1.0
	number, ok := strings.CutSuffix(text, "nm")
	if !ok {
		if number, ok = strings.CutSuffix(text, "um"); !ok {
			return 0, 0, false
		}
		scale = 1000
	}
	a, b, ok := strings.Cut(number, "-")
	low, high = scale*parseNumber(a), scale*parseNumber(b)
	return low, high, ok && low <= high
}

// reader describes the products of a metadata file.
type reader func(name string, data []byte, files []string) ([]Product, error)

// readers tell by the name of a file what it is, the surest first.
var readers = []struct {
	is   func(name string) bool
	read reader
}{
	{isSentinel2, readSentinel2},
	{isSentinel1, readSentinel1},
	{isLandsat, readLandsat},
	{isPlanet, readPlanet},
	{isSTAC, readSTAC},
}

// IsMetadata reports whether a file of this name, without its folder, describes a
// product. A STAC item may have any name that ends in .json, and is none of them:
// see [IsSTAC].
func IsMetadata(name string) bool {
	for _, r := range readers[:len(readers)-1] {
		if r.is(name) {
			return true
		}
	}
	return false
}

// ErrNoProduct says that a file describes no product, or none that is known here.
var ErrNoProduct = errors.New("describes no product that is known")

// Describe returns the products that a metadata file describes. Files are the
// images in its folder and below, as slash-separated paths from there, in any
// order. The error is [ErrNoProduct] where the file is of another kind, and says
// otherwise what is wrong with it.
func Describe(name string, data []byte, files []string) ([]Product, error) {
	if len(data) > MaxMetadata {
		return nil, fmt.Errorf("metadata of %d bytes: more than %d are too large", len(data), MaxMetadata)
	}
	base := path.Base(name)
	files = slices.Sorted(slices.Values(files))
	for _, r := range readers {
		if r.is(base) {
			return r.read(base, data, files)
		}
	}
	return nil, ErrNoProduct
}

// nothing is a cloud cover that is not stated.
var nothing = math.NaN()

// number returns a pointer to v, or nil where it is no number.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// parseTime reads a time as metadata write it; one without a zone is UTC.
func parseTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02"} {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// sortBands puts bands into the order of their names, as numbers where they are.
func sortBands(list []Band) {
	slices.SortStableFunc(list, func(a, b Band) int { return CompareNames(a.Name, b.Name) })
}

// CompareNames orders B2 before B10 and B8 before B8A.
func CompareNames(a, b string) int {
	for a != "" && b != "" {
		na, nb := digits(a), digits(b)
		if na > 0 && nb > 0 {
			x, y := strings.TrimLeft(a[:na], "0"), strings.TrimLeft(b[:nb], "0")
			if len(x) != len(y) {
				return len(x) - len(y)
			}
			if c := strings.Compare(x, y); c != 0 {
				return c
			}
			a, b = a[na:], b[nb:]
			continue
		}
		if a[0] != b[0] {
			return int(a[0]) - int(b[0])
		}
		a, b = a[1:], b[1:]
	}
	return len(a) - len(b)
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}
