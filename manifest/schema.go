package manifest

import (
	"maps"
	"slices"

	"github.com/apache/arrow/go/v15/arrow"
)

// sums is how the exact sums of a manifest are stored.
type sums string

const (
	sumsInt64   sums = "int64"      // list<int64>
	sumsDecimal sums = "decimal128" // list<decimal128(38, 0)>
	sumsTriple  sums = "float64x3"  // three list<double>: NAME_high, NAME_mid, NAME_low
)

var decimalType = &arrow.Decimal128Type{Precision: 38, Scale: 0}

// column is one field of the schema with the sentence that documents it.
type column struct {
	name     string
	typ      arrow.DataType
	nullable bool
	doc      string
}

func columns(s sums) []column {
	text, i32, i64 := arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Int64
	floats, ints := arrow.ListOf(arrow.PrimitiveTypes.Float64), arrow.ListOf(i64)
	c := []column{
		{"id", text, false, "identity of the item: path below its input root, then #page or #x,y,w,h where needed"},
		{"path", text, false, "path of the file as it was given"},
		{"window", arrow.FixedSizeListOf(4, i32), true, "x, y, width, height in pixels; null for a whole file"},
		{"width", i32, false, "width in pixels"},
		{"height", i32, false, "height in pixels"},
		{"bands", i32, false, "number of bands"},
		{"sample_type", text, false, "type of the stored samples, as numpy names it"},
		{"label", text, true, "class label"},
		{"group", text, true, "items of one group belong into one split"},
		{"split", text, true, "train, valid or test"},
		{"fold", i32, true, "fold of cross-validation, from 0"},
		{"grade", text, true, "grade that a person gave"},
		{"bytes", i64, false, "size of the file"},
		{"content_hash", &arrow.FixedSizeBinaryType{ByteWidth: 16}, false, "XXH3-128 of the file's bytes, big-endian; of one image among several in a file, of that hash and its number from 0 (uint32, big-endian)"},
		{"phash", arrow.BinaryTypes.Binary, true, "perceptual hash"},
		{"crs", text, true, "coordinate reference system"},
		{"bbox", arrow.FixedSizeListOf(4, arrow.PrimitiveTypes.Float64), true, "minx, miny, maxx, maxy in units of crs"},
		{"decoder", text, true, "exact, or approximate where the decoder only approximates the reference"},
		{"valid", ints, true, "valid samples per band"},
		{"total", i64, true, "samples per band, valid or not"},
		{"mean", floats, true, "mean of the valid samples per band"},
		{"stddev", floats, true, "standard deviation of the valid samples per band, divisor n"},
		{"minimum", floats, true, "smallest valid sample per band"},
		{"maximum", floats, true, "largest valid sample per band"},
	}
	c = append(c, sumColumns(s, "sum", "exact sum of the valid samples per band")...)
	c = append(c, sumColumns(s, "sum_squares", "exact sum of the squares of the valid samples per band")...)
	c = append(c, column{"complete", i64, true, "pixels valid in all bands"})
	c = append(c, sumColumns(s, "sum_complete", "exact sum over complete pixels per band")...)
	return append(c, sumColumns(s, "sum_products", "exact sums of products of two bands over complete pixels, upper triangle row by row")...)
}

func sumColumns(s sums, name, doc string) []column {
	switch s {
	case sumsInt64:
		return []column{{name, arrow.ListOf(arrow.PrimitiveTypes.Int64), true, doc}}
	case sumsDecimal:
		return []column{{name, arrow.ListOf(decimalType), true, doc}}
	}
	floats := arrow.ListOf(arrow.PrimitiveTypes.Float64)
	return []column{
		{name + "_high", floats, true, doc + ", rounded to float64"},
		{name + "_mid", floats, true, "what " + name + "_high leaves, rounded to float64"},
		{name + "_low", floats, true, "what " + name + "_mid leaves, rounded to float64"},
	}
}

func schema(s sums, meta Meta) *arrow.Schema {
	var fields []arrow.Field
	for _, c := range columns(s) {
		md := arrow.NewMetadata([]string{"description"}, []string{c.doc})
		fields = append(fields, arrow.Field{Name: c.name, Type: c.typ, Nullable: c.nullable, Metadata: md})
	}
	keys := slices.Sorted(maps.Keys(meta))
	values := make([]string, len(keys))
	for i, k := range keys {
		values[i] = meta[k]
	}
	md := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(fields, &md)
}
