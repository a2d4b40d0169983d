package manifest

import (
	"time"

	"github.com/bandprep/bandprep/exact"
)

// Row is one item. Lists are per band of the set unless said otherwise. What is
// not known is null in the file and the zero value here: "", nil, 0 for Grade,
// the zero time, a hash of zeros; only Fold says it by −1.
type Row struct {
	ID, Path      string
	Member        string    // name of the member where Path is an archive
	Page          *int32    // image of a file that holds several, from 0
	Files         []string  // files of a stack, in the order of the bands
	Window        *[4]int32 // x, y, width, height; nil for a whole file
	Width, Height int32
	Bands         int32
	SampleType    string
	Label         string
	Labels        []string // where an item has several
	Group         string
	LeakGroup     string    // group that the splitter kept whole
	Time          time.Time // in UTC, whole microseconds
	Split         string    // train, valid, test
	LeftOut       string    // why Split is empty
	Fold          int32     // from 0; −1 is written as null
	Grade         int8      // 1 to 9; 0 is written as null
	Mark          string    // what a person decided, such as delete
	Mask          string    // file that says which samples are valid
	LabelRaster   string    // file with a class for each pixel
	ClassPixels   []ClassPixels
	Boxes         []Box
	Bytes         int64
	ContentHash   [16]byte // XXH3-128 of the file's bytes, big-endian
	PixelHash     [16]byte // of the samples; equal where images are duplicates
	PHash         []byte   // perceptual hash
	Picture       [24]byte // what the hash leaves of a small grey picture
	CRS           string
	BBox          *[4]float64 // minx, miny, maxx, maxy in units of the CRS
	Footprint     []float64   // longitude, latitude of one corner after another
	Decoder       string      // "exact" or "approximate"

	// The lists of an item that was not measured are nil, and Total and
	// Complete are null where Valid is nil.
	Valid            []int64
	Total            int64     // samples per band, valid or not
	Mean, StdDev     []float64 // NaN is written as null, here and in the next
	Minimum, Maximum []float64
	Sum, SumSquares  []exact.Sum
	Complete         int64
	SumComplete      []exact.Sum
	SumProducts      []exact.Sum // upper triangle, row by row; nil where not kept
	Histogram        []int64     // the bins of the first band, of the second, …

	Extra []Value // cells of the further columns; those missing at its end are null
}

// ClassPixels counts the pixels of one class in a label raster.
type ClassPixels struct{ Value, Pixels int64 }

// Box is a labelled rectangle in pixels of the image, from its upper left
// corner.
type Box struct {
	X, Y, Width, Height float64
	Label               string
}
