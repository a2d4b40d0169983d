package manifest

import (
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/schema"
)

// path is the name of the leaf in the file.
func (l *leaf) path() string {
	switch {
	case l.sub != "":
		return l.name + ".list.element." + l.sub
	case l.list:
		return l.name + ".list.element"
	}
	return l.name
}

// levels returns the definition levels of a null column, and of an entry that
// is there.
func (l *leaf) levels() (set int16) {
	switch {
	case l.sub != "" && l.optional:
		return 4
	case l.list:
		return 3
	case l.required:
		return 0
	}
	return 1
}

// parquetSchema returns the schema of such leaves. Lists have the three levels
// that the format prescribes.
func parquetSchema(leaves []leaf) (*schema.GroupNode, error) {
	optional := parquet.Repetitions.Optional
	var columns schema.FieldList
	for len(leaves) > 0 {
		n := 1
		for n < len(leaves) && leaves[n].name == leaves[0].name {
			n++
		}
		var err error
		var node schema.Node
		switch l := &leaves[0]; {
		case l.sub != "":
			var subs schema.FieldList
			for i := range leaves[:n] {
				rep := parquet.Repetitions.Required
				if leaves[i].optional {
					rep = optional
				}
				sub, err := leaves[i].node(leaves[i].sub, rep)
				if err != nil {
					return nil, err
				}
				subs = append(subs, sub)
			}
			if node, err = schema.NewGroupNode("element", optional, subs, -1); err == nil {
				node, err = schema.ListOfWithName(l.name, node, optional, -1)
			}
		case l.list:
			if node, err = l.node("element", optional); err == nil {
				node, err = schema.ListOfWithName(l.name, node, optional, -1)
			}
		case l.required:
			node, err = l.node(l.name, parquet.Repetitions.Required)
		default:
			node, err = l.node(l.name, optional)
		}
		if err != nil {
			return nil, err
		}
		columns = append(columns, node)
		leaves = leaves[n:]
	}
	return schema.NewGroupNode("schema", parquet.Repetitions.Required, columns, -1)
}

func (l *leaf) node(name string, rep parquet.Repetition) (schema.Node, error) {
	var logical schema.LogicalType = schema.NoLogicalType{}
	physical, size := parquet.Types.ByteArray, -1
	switch l.typ {
	case leafText:
		logical = schema.StringLogicalType{}
	case leafInt8:
		physical, logical = parquet.Types.Int32, schema.NewIntLogicalType(8, true)
	case leafInt32:
		physical = parquet.Types.Int32
	case leafInt64:
		physical = parquet.Types.Int64
	case leafTime:
		physical, logical = parquet.Types.Int64, schema.NewTimestampLogicalType(true, schema.TimeUnitMicros)
	case leafFloat:
		physical = parquet.Types.Double
	case leafBool:
		physical = parquet.Types.Boolean
	case leafHash:
		physical, size = parquet.Types.FixedLenByteArray, 16
	case leafDecimal:
		physical, size, logical = parquet.Types.FixedLenByteArray, 16, schema.NewDecimalLogicalType(38, 0)
	}
	return schema.NewPrimitiveNodeLogical(name, rep, logical, physical, size, -1)
}
