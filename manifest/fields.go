package manifest

import (
	"fmt"
	"time"

	"github.com/bandprep/bandprep/exact"
)

// field is one of the columns that every manifest has. All formats take its
// type from what at points to, so that a column is described here and nowhere
// else.
type field struct {
	name     string
	required bool // never null
	doc      string
	at       func(*Row) any
}

// fields are the columns in the order of the file; sums of floats take three
// columns each, see [field.columns].
var fields = []field{
	{"id", true, "identity of the item: path below its input root, then #member, #page or #x,y,w,h where needed", func(r *Row) any { return &r.ID }},
	{"path", true, "path of the file as it was given", func(r *Row) any { return &r.Path }},
	{"member", false, "name of the member where path is an archive", func(r *Row) any { return &r.Member }},
	{"page", false, "number of the image in a file that holds several, from 0", func(r *Row) any { return &r.Page }},
	{"files", false, "files of a stack, in the order of the bands", func(r *Row) any { return &r.Files }},
	{"window", false, "x, y, width, height in pixels; null for a whole file", func(r *Row) any { return &r.Window }},
	{"width", true, "width in pixels", func(r *Row) any { return &r.Width }},
	{"height", true, "height in pixels", func(r *Row) any { return &r.Height }},
	{"bands", true, "number of bands", func(r *Row) any { return &r.Bands }},
	{"sample_type", true, "type of the stored samples, as numpy names it", func(r *Row) any { return &r.SampleType }},
	{"label", false, "class label", func(r *Row) any { return &r.Label }},
	{"labels", false, "class labels of an item that may have several", func(r *Row) any { return &r.Labels }},
	{"group", false, "items of one group belong into one split", func(r *Row) any { return &r.Group }},
	{"leak_group", false, "group that the splitter kept in one split: items joined by group, duplicates, place or time", func(r *Row) any { return &r.LeakGroup }},
	{"time", false, "time of recording, UTC", func(r *Row) any { return &r.Time }},
	{"split", false, "train, valid or test", func(r *Row) any { return &r.Split }},
	{"left_out", false, "why the item is in no split", func(r *Row) any { return &r.LeftOut }},
	{"fold", false, "fold of cross-validation, from 0", func(r *Row) any { return &r.Fold }},
	{"grade", false, "grade that a person gave, 1 to 9", func(r *Row) any { return &r.Grade }},
	{"mark", false, "what a person decided about the item, such as delete", func(r *Row) any { return &r.Mark }},
	{"mask", false, "file that says which samples are valid", func(r *Row) any { return &r.Mask }},
	{"label_raster", false, "file with a class for each pixel", func(r *Row) any { return &r.LabelRaster }},
	{"class_pixels", false, "pixels of each class in the label raster, by value", func(r *Row) any { return &r.ClassPixels }},
	{"boxes", false, "labelled rectangles in pixels from the upper left corner", func(r *Row) any { return &r.Boxes }},
	{"bytes", true, "size of the file", func(r *Row) any { return &r.Bytes }},
	{"content_hash", false, "XXH3-128 of the file's bytes, big-endian; of one image among several in a file, of that hash and its number from 0 (uint32, big-endian)", func(r *Row) any { return &r.ContentHash }},
	{"pixel_hash", false, "XXH3-128 of each row of pixels, keyed by row and band, summed modulo 2^128, big-endian; equal where images are duplicates", func(r *Row) any { return &r.PixelHash }},
	{"phash", false, "perceptual hash; near duplicates differ in few bits", func(r *Row) any { return &r.PHash }},
	{"picture", false, "sizes and further signs of the waves of a small grey picture, 24 bytes; with phash it is compared with parts of other pictures", func(r *Row) any { return &r.Picture }},
	{"crs", false, "coordinate reference system", func(r *Row) any { return &r.CRS }},
	{"bbox", false, "minx, miny, maxx, maxy in units of crs", func(r *Row) any { return &r.BBox }},
	{"footprint", false, "longitude, latitude of one corner after another in degrees of WGS 84, the first not repeated", func(r *Row) any { return &r.Footprint }},
	{"decoder", false, "exact, or approximate where the decoder only approximates the reference", func(r *Row) any { return &r.Decoder }},
	{"valid", false, "valid samples per band", func(r *Row) any { return &r.Valid }},
	{"total", false, "samples per band, valid or not", func(r *Row) any { return &r.Total }},
	{"mean", false, "mean of the valid samples per band", func(r *Row) any { return &r.Mean }},
	{"stddev", false, "standard deviation of the valid samples per band, divisor n", func(r *Row) any { return &r.StdDev }},
	{"minimum", false, "smallest valid sample per band", func(r *Row) any { return &r.Minimum }},
	{"maximum", false, "largest valid sample per band", func(r *Row) any { return &r.Maximum }},
	{"sum", false, "exact sum of the valid samples per band", func(r *Row) any { return &r.Sum }},
	{"sum_squares", false, "exact sum of the squares of the valid samples per band", func(r *Row) any { return &r.SumSquares }},
	{"complete", false, "pixels valid in all bands", func(r *Row) any { return &r.Complete }},
	{"sum_complete", false, "exact sum over complete pixels per band", func(r *Row) any { return &r.SumComplete }},
	{"sum_products", false, "exact sums of products of two bands over complete pixels, upper triangle row by row", func(r *Row) any { return &r.SumProducts }},
	{"histogram", false, "counts of the valid samples, all bins of the first band, then of the second", func(r *Row) any { return &r.Histogram }},
}

// columns returns the names of the columns that the field takes, with their
// documentation.
func (f *field) columns(kind SumKind) [][2]string {
	if _, sums := f.at(new(Row)).(*[]exact.Sum); !sums || kind != SumsTriple {
		return [][2]string{{f.name, f.doc}}
	}
	return [][2]string{
		{f.name + "_high", f.doc + ", rounded to float64"},
		{f.name + "_mid", "what " + f.name + "_high leaves, rounded to float64"},
		{f.name + "_low", "what " + f.name + "_mid leaves, rounded to float64"},
	}
}

// null reports whether the field of the row that p points to is null.
func (f *field) null(r *Row, p any) bool {
	if f.required {
		return false
	}
	switch v := p.(type) {
	case *string:
		return *v == ""
	case *int8:
		return *v == 0
	case *int32:
		return *v < 0
	case **int32:
		return *v == nil
	case *int64:
		return r.Valid == nil
	case **[4]int32:
		return *v == nil
	case **[4]float64:
		return *v == nil
	case *[16]byte:
		return *v == [16]byte{}
	case *[24]byte:
		return *v == [24]byte{}
	case *time.Time:
		return v.IsZero()
	case *[]byte:
		return *v == nil
	case *[]string:
		return *v == nil
	case *[]int64:
		return *v == nil
	case *[]float64:
		return *v == nil
	case *[]exact.Sum:
		return *v == nil
	case *[]ClassPixels:
		return *v == nil
	case *[]Box:
		return *v == nil
	}
	panic(fmt.Sprintf("manifest: column %s: no case for %T", f.name, p))
}

// ColumnNames returns the names of the columns that every manifest with such
// sums has, in their order.
func ColumnNames(kind SumKind) []string {
	var list []string
	for i := range fields {
		for _, c := range fields[i].columns(kind) {
			list = append(list, c[0])
		}
	}
	return list
}
