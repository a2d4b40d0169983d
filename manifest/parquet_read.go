package manifest

import (
	"fmt"
	"iter"
	"os"
	"strings"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/schema"

	checked "github.com/bandprep/bandprep/internal/parquet"
)

// maxPage is more than any page of a manifest takes.
const maxPage = 48 << 20

// parquetReader reads the rows of a Parquet file.
type parquetReader struct {
	in     *file.Reader
	header *Header
	leaves []leaf
	column []int // of each leaf in the file, −1 where there is none
}

// openParquet reads the header of the file into h.
func openParquet(in *os.File, h *Header) (p *parquetReader, err error) {
	defer recovered(&err)
	r, err := checked.NewReader(in, maxPage)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	p = &parquetReader{in: r, header: h}
	h.Meta = make(Meta)
	if md := r.MetaData().KeyValueMetadata(); md != nil {
		for i, k := range md.Keys() {
			h.Meta[k] = md.Values()[i]
		}
	}
	if _, err := h.Meta.version(); err != nil {
		return nil, err
	}
	if h.Kind, err = h.Meta.kind(); err != nil {
		return nil, err
	}
	return p, p.match()
}

// match finds the leaves in the file by name; what is left over are further
// columns.
func (p *parquetReader) match() error {
	s := p.in.MetaData().Schema
	at := make(map[string]int)
	for i := range s.NumColumns() {
		at[listNames.Replace(s.Column(i).Path())] = i
	}
	if len(at) != s.NumColumns() {
		return fmt.Errorf("%w: two columns of one name", errDamaged)
	}
	ours := make(map[int]bool)
	find := func(l *leaf) error {
		i, ok := at[l.path()]
		if !ok && l.required {
			return fmt.Errorf("no column %s", l.name)
		}
		if !ok {
			p.column = append(p.column, -1)
			return nil
		}
		node, err := l.node(l.name, parquet.Repetitions.Optional)
		if err != nil {
			return err
		}
		c, want := s.Column(i), node.(*schema.PrimitiveNode)
		rep := int16(0)
		if l.list {
			rep = 1
		}
		if c.PhysicalType() != want.PhysicalType() || (want.TypeLength() > 0 && c.TypeLength() != want.TypeLength()) || c.MaxRepetitionLevel() != rep {
			return fmt.Errorf("column %s is %s, want %s", l.path(), c.PhysicalType(), want.PhysicalType())
		}
		ours[i] = true
		p.column = append(p.column, i)
		return nil
	}
	p.leaves = parquetLeaves(&Header{Kind: p.header.Kind})
	for i := range p.leaves {
		if err := find(&p.leaves[i]); err != nil {
			return err
		}
	}
	own := len(p.leaves)
	for i := range s.NumColumns() {
		if c := s.Column(i); !ours[i] {
			t := parquetFurther(c)
			if t == 0 {
				return fmt.Errorf("column %s is %s, which no further column may be", c.Path(), c.PhysicalType())
			}
			p.header.Columns = append(p.header.Columns, Column{c.Name(), t})
		}
	}
	p.leaves = parquetLeaves(p.header)
	for i := range p.leaves[own:] {
		if err := find(&p.leaves[own+i]); err != nil {
			return err
		}
	}
	return nil
}

// listNames undoes names that other writers give to the levels of a list.
var listNames = strings.NewReplacer(".list.item", ".list.element", ".bag.array_element", ".list.element")

func parquetFurther(c *schema.Column) ColumnType {
	if c.MaxRepetitionLevel() > 0 || c.MaxDefinitionLevel() > 1 {
		return 0
	}
	switch t := c.LogicalType().(type) {
	case schema.StringLogicalType:
		return Text
	case *schema.TimestampLogicalType:
		if t.TimeUnit() == schema.TimeUnitMicros {
			return Time
		}
		return 0
	}
	switch c.PhysicalType() {
	case parquet.Types.Int64:
		return Int64
	case parquet.Types.Double:
		return Float64
	case parquet.Types.Boolean:
		return Bool
	}
	return 0
}

// Close closes nothing: the file is closed by who opened it.
func (p *parquetReader) Close() error { return nil }

// rows yields the rows of all row groups.
func (p *parquetReader) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for g := range p.in.NumRowGroups() {
			leaves, n, err := p.group(g)
			for k := int64(0); k < n && err == nil; k++ {
				var r Row
				if r, err = p.row(leaves); err == nil && !yield(r, nil) {
					return
				}
			}
			if err != nil {
				yield(Row{}, fmt.Errorf("row group %d: %w", g, err))
				return
			}
		}
	}
}

func (p *parquetReader) group(g int) (list []*leafReader, rows int64, err error) {
	defer recovered(&err)
	group := p.in.RowGroup(g)
	for i := range p.leaves {
		if p.column[i] < 0 {
			continue
		}
		c, err := group.Column(p.column[i])
		if err != nil {
			return nil, 0, err
		}
		list = append(list, &leafReader{leaf: &p.leaves[i], in: c, set: c.Descriptor().MaxDefinitionLevel()})
	}
	return list, group.NumRows(), nil
}

func (p *parquetReader) row(leaves []*leafReader) (r Row, err error) {
	defer recovered(&err)
	r.Fold = -1
	if n := len(p.header.Columns); n > 0 {
		r.Extra = make([]Value, n)
	}
	for _, l := range leaves {
		list, null, err := l.next()
		if err == nil && !null {
			err = l.leaf.set(&r, list)
		}
		if err != nil {
			return r, fmt.Errorf("column %s: %w", l.leaf.path(), err)
		}
	}
	return r, nil
}
