package manifest

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/apache/arrow/go/v15/arrow"

	"github.com/bandprep/bandprep/exact"
)

var (
	arrowTime  = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	arrowClass = arrow.StructOf(
		arrow.Field{Name: "value", Type: arrow.PrimitiveTypes.Int64},
		arrow.Field{Name: "pixels", Type: arrow.PrimitiveTypes.Int64})
	arrowBox = arrow.StructOf(
		arrow.Field{Name: "x", Type: arrow.PrimitiveTypes.Float64},
		arrow.Field{Name: "y", Type: arrow.PrimitiveTypes.Float64},
		arrow.Field{Name: "width", Type: arrow.PrimitiveTypes.Float64},
		arrow.Field{Name: "height", Type: arrow.PrimitiveTypes.Float64},
		arrow.Field{Name: "label", Type: arrow.BinaryTypes.String, Nullable: true})
)

// arrowType returns the Arrow type of the field of a row that p points to.
// Lists of fixed length are plain lists, since those of Arrow take their full
// room in rows where they are null.
func arrowType(p any, kind SumKind) arrow.DataType {
	switch p.(type) {
	case *string:
		return arrow.BinaryTypes.String
	case *int8:
		return arrow.PrimitiveTypes.Int8
	case *int32, **int32:
		return arrow.PrimitiveTypes.Int32
	case *int64:
		return arrow.PrimitiveTypes.Int64
	case *time.Time:
		return arrowTime
	case *[16]byte:
		return &arrow.FixedSizeBinaryType{ByteWidth: 16}
	case *[24]byte:
		return &arrow.FixedSizeBinaryType{ByteWidth: 24}
	case *[]byte:
		return arrow.BinaryTypes.Binary
	case *[]string:
		return arrow.ListOf(arrow.BinaryTypes.String)
	case **[4]int32:
		return arrow.ListOf(arrow.PrimitiveTypes.Int32)
	case *[]int64:
		return arrow.ListOf(arrow.PrimitiveTypes.Int64)
	case *[]float64, **[4]float64:
		return arrow.ListOf(arrow.PrimitiveTypes.Float64)
	case *[]ClassPixels:
		return arrow.ListOf(arrowClass)
	case *[]Box:
		return arrow.ListOf(arrowBox)
	case *[]exact.Sum:
		return arrow.ListOf([...]arrow.DataType{
			SumsInt64: arrow.PrimitiveTypes.Int64, SumsDecimal: decimalType, SumsTriple: arrow.PrimitiveTypes.Float64,
		}[kind])
	}
	panic(fmt.Sprintf("manifest: no Arrow type for %T", p))
}

var arrowColumnTypes = [...]arrow.DataType{
	Text: arrow.BinaryTypes.String, Int64: arrow.PrimitiveTypes.Int64, Float64: arrow.PrimitiveTypes.Float64,
	Bool: arrow.FixedWidthTypes.Boolean, Time: arrowTime,
}

// arrowSchema returns the schema of a manifest with that header.
func arrowSchema(h *Header) *arrow.Schema {
	var list []arrow.Field
	var none Row
	for i := range fields {
		f := &fields[i]
		for _, c := range f.columns(h.Kind) {
			md := arrow.NewMetadata([]string{"description"}, []string{c[1]})
			list = append(list, arrow.Field{Name: c[0], Type: arrowType(f.at(&none), h.Kind), Nullable: !f.required, Metadata: md})
		}
	}
	for _, c := range h.Columns {
		md := arrow.NewMetadata([]string{"description"}, []string{"further column of the inputs"})
		list = append(list, arrow.Field{Name: c.Name, Type: arrowColumnTypes[c.Type], Nullable: true, Metadata: md})
	}
	keys := slices.Sorted(maps.Keys(h.Meta))
	values := make([]string, len(keys))
	for i, k := range keys {
		values[i] = h.Meta[k]
	}
	md := arrow.NewMetadata(keys, values)
	return arrow.NewSchema(list, &md)
}

// Describe returns name, type, whether it may be null, and meaning of every
// column of a manifest with that header; types are in Arrow's words.
func Describe(h Header) []Description {
	schema := arrowSchema(&h)
	list := make([]Description, schema.NumFields())
	for i, f := range schema.Fields() {
		doc, _ := f.Metadata.GetValue("description")
		list[i] = Description{f.Name, f.Type.String(), f.Nullable, doc}
	}
	return list
}

// Description is what [Describe] says of a column.
type Description struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Null bool   `json:"null"` // may be null
	Doc  string `json:"description"`
}
