// Package parquet reads images that are embedded in Parquet files as Hugging
// Face stores them: a struct column of bytes and path, and a label column.
//
// The low-level column reader of Arrow is used: its record reader would link
// an RPC stack into the program.
package parquet

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
)

// File is an opened Parquet file with one image a row. Its methods are safe
// for concurrent use.
type File struct {
	in                 *file.Reader
	bytes, path, label int // leaf columns; −1 where there is none
	firstRow           []int64

	mu     sync.Mutex
	groups map[int][][]byte // decoded row groups
	recent []int            // in the order of use
}

// Row is what stands beside an image.
type Row struct {
	Path   string
	Labels []string // several where the column is a list
}

// keepGroups is how many decoded row groups stay in memory, groupBytes how
// large one may be.
const (
	keepGroups = 3
	groupBytes = 1 << 30
	mostLabels = 1024 // of a row, on average
)

// Open reads the metadata of a file. The error says so where no column holds
// embedded images.
func Open(r parquet.ReaderAtSeeker) (f *File, err error) {
	defer recovered(&err)
	in, err := file.NewParquetReader(r)
	if err != nil {
		return nil, err
	}
	f = &File{in: in, bytes: -1, path: -1, label: -1, groups: make(map[int][][]byte)}
	schema := in.MetaData().Schema
	var names []string
	for i := range schema.NumColumns() {
		name := schema.Column(i).Path()
		names = append(names, name)
		column, leaf, nested := strings.Cut(name, ".")
		switch {
		case nested && leaf == "bytes" && schema.Column(i).PhysicalType() == parquet.Types.ByteArray && f.bytes < 0:
			f.bytes = i
		case nested && leaf == "path" && f.path < 0:
			f.path = i
		case (!nested || strings.HasPrefix(leaf, "list.")) && (column == "label" || column == "labels" || column == "class" || column == "fine_label") && f.label < 0:
			f.label = i
		}
	}
	if f.bytes < 0 {
		return nil, fmt.Errorf("no column of embedded images, struct<bytes, path> (columns: %s)", strings.Join(names, ", "))
	}
	var row int64
	for g := range in.NumRowGroups() {
		f.firstRow = append(f.firstRow, row)
		row += in.RowGroup(g).NumRows()
	}
	return f, nil
}

// recovered turns a panic of the reader over a damaged file into an error.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("damaged: %v", p)
	}
}

// NumRows returns the number of rows.
func (f *File) NumRows() int64 { return f.in.NumRows() }

// Rows returns paths and labels of all rows.
func (f *File) Rows() (rows []Row, err error) {
	defer recovered(&err)
	for g := range f.firstRow {
		n := f.in.RowGroup(g).NumRows()
		paths, err := f.texts(g, f.path, n)
		if err != nil {
			return nil, err
		}
		labels, err := f.lists(g, f.label, n)
		if err != nil {
			return nil, err
		}
		for i := range n {
			rows = append(rows, Row{Path: paths[i], Labels: labels[i]})
		}
	}
	return rows, nil
}

// texts reads a column of text or integers, one a row; empty where there is none.
func (f *File) texts(group, column int, n int64) ([]string, error) {
	lists, err := f.lists(group, column, n)
	if err != nil {
		return nil, err
	}
	out := make([]string, n)
	for i, list := range lists {
		if len(list) > 0 {
			out[i] = list[0]
		}
	}
	return out, nil
}

// lists reads a column of text or integers, or of lists of these.
func (f *File) lists(group, column int, n int64) ([][]string, error) {
	out := make([][]string, n)
	if column < 0 {
		return out, nil
	}
	r, err := f.in.RowGroup(group).Column(column)
	if err != nil {
		return nil, err
	}
	set, values := r.Descriptor().MaxDefinitionLevel(), n
	if r.Descriptor().MaxRepetitionLevel() > 0 {
		chunk, err := f.in.RowGroup(group).MetaData().ColumnChunk(column)
		if err != nil {
			return nil, err
		}
		if values = chunk.NumValues(); values < 0 || values > mostLabels*n {
			return nil, fmt.Errorf("%d labels in %d rows, limit %d a row", values, n, mostLabels)
		}
	}
	switch r := r.(type) {
	case *file.ByteArrayColumnChunkReader:
		err = batches(n, values, set, r.ReadBatch, func(i int64, v parquet.ByteArray) { out[i] = append(out[i], string(v)) })
	case *file.Int64ColumnChunkReader:
		err = batches(n, values, set, r.ReadBatch, func(i, v int64) { out[i] = append(out[i], strconv.FormatInt(v, 10)) })
	case *file.Int32ColumnChunkReader:
		err = batches(n, values, set, r.ReadBatch, func(i int64, v int32) { out[i] = append(out[i], strconv.Itoa(int(v))) })
	}
	return out, err
}

// batches calls use with the values of n rows that are not null, of count values
// with the null ones. A row of a list
// has as many values as the list, and the first of them is not repeated.
func batches[T any](n, count int64, set int16, read func(int64, []T, []int16, []int16) (int64, int, error), use func(int64, T)) error {
	const size = 1024
	values, defined, repeated := make([]T, size), make([]int16, size), make([]int16, size)
	for row := int64(-1); count > 0; {
		total, _, err := read(min(size, count), values, defined, repeated)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if total == 0 {
			return io.ErrUnexpectedEOF
		}
		count -= total
		next := 0
		for i := range total {
			if repeated[i] == 0 {
				if row++; row >= n {
					return errors.New("more values than rows")
				}
			}
			if set > 0 && defined[i] != set {
				continue
			}
			if row < 0 {
				return errors.New("a list that no row begins")
			}
			use(row, values[next])
			next++
		}
	}
	return nil
}

// Image returns the bytes of the image in a row; they must not be changed. A
// row group is decoded whole and kept while its neighbours are asked for.
func (f *File) Image(row int64) (data []byte, err error) {
	defer recovered(&err)
	group := len(f.firstRow) - 1
	for group > 0 && f.firstRow[group] > row {
		group--
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	images, ok := f.groups[group]
	if !ok {
		if images, err = f.decode(group); err != nil {
			return nil, err
		}
		f.groups[group] = images
		f.recent = append(f.recent, group)
		if len(f.recent) > keepGroups {
			delete(f.groups, f.recent[0])
			f.recent = f.recent[1:]
		}
	}
	data = images[row-f.firstRow[group]]
	if data == nil {
		return nil, errors.New("the row has no image")
	}
	return data, nil
}

func (f *File) decode(group int) ([][]byte, error) {
	g := f.in.RowGroup(group)
	chunk, err := g.MetaData().ColumnChunk(f.bytes)
	if err != nil {
		return nil, err
	}
	if size := chunk.TotalUncompressedSize(); size > groupBytes || size < 0 {
		return nil, fmt.Errorf("too large: row group %d unpacks to %d bytes, limit %d", group, size, int64(groupBytes))
	}
	column, err := g.Column(f.bytes)
	if err != nil {
		return nil, err
	}
	images := make([][]byte, g.NumRows())
	r := column.(*file.ByteArrayColumnChunkReader)
	err = batches(g.NumRows(), g.NumRows(), r.Descriptor().MaxDefinitionLevel(), r.ReadBatch, func(i int64, v parquet.ByteArray) {
		images[i] = append([]byte{}, v...)
	})
	return images, err
}
