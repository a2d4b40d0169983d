package parquet

import (
	"fmt"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
)

// groupBytes is what the values of a column in a row group may take.
const groupBytes = 1 << 30

// A Table is the plain columns of a Parquet file: text and whole numbers, one
// value a row. Nested and repeated columns are left out.
type Table struct {
	in      *file.Reader
	Columns []string
	leaves  []int
}

// OpenTable reads the metadata of a file.
func OpenTable(r parquet.ReaderAtSeeker) (t *Table, err error) {
	defer recovered(&err)
	in, err := NewReader(r, largestPage)
	if err != nil {
		return nil, err
	}
	t = &Table{in: in}
	schema := in.MetaData().Schema
	for i := range schema.NumColumns() {
		c := schema.Column(i)
		if c.Path() != c.Name() || c.MaxRepetitionLevel() > 0 {
			continue
		}
		switch c.PhysicalType() {
		case parquet.Types.ByteArray, parquet.Types.Int32, parquet.Types.Int64:
			t.Columns = append(t.Columns, c.Name())
			t.leaves = append(t.leaves, i)
		}
	}
	return t, nil
}

// Rows calls yield with the values of each row, in the order of Columns, as
// text; null is "". The slice is the callee's.
func (t *Table) Rows(yield func([]string) error) (err error) {
	defer recovered(&err)
	f := &File{in: t.in}
	for g := range t.in.NumRowGroups() {
		meta := t.in.RowGroup(g).MetaData()
		n := meta.NumRows()
		columns := make([][]string, len(t.leaves))
		for i, leaf := range t.leaves {
			chunk, err := meta.ColumnChunk(leaf)
			if err != nil {
				return err
			}
			if size := chunk.TotalUncompressedSize(); size > groupBytes || size < 0 || n > groupBytes/16 {
				return fmt.Errorf("too large: column %s of row group %d unpacks to %d bytes, limit %d", t.Columns[i], g, size, int64(groupBytes))
			}
			if columns[i], err = f.texts(g, leaf, n); err != nil {
				return err
			}
		}
		for r := range n {
			row := make([]string, len(columns))
			for i := range columns {
				row[i] = columns[i][r]
			}
			if err := yield(row); err != nil {
				return err
			}
		}
	}
	return nil
}
