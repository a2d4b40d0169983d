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
	"math"
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
	kept   int64            // bytes of them
}

// Row is what stands beside an image.
type Row struct {
	Path   string
	Labels []string // several where the column is a list
}

const (
	mostLabels  = 1024 // of a row, on average
	largestPage = 1 << 28
)

// Open reads the metadata of a file. The error says so where no column holds
// embedded images.
func Open(r parquet.ReaderAtSeeker) (f *File, err error) {
	defer recovered(&err)
	in, err := NewReader(r, largestPage)
	if err != nil {
		return nil, err
	}
	if size, err := r.Seek(0, io.SeekEnd); err != nil || in.NumRows() > size {
		return nil, fmt.Errorf("%d rows in a file of %d bytes", in.NumRows(), size)
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
		n := in.RowGroup(g).NumRows()
		if n < 0 || n > in.NumRows()-row {
			return nil, fmt.Errorf("row group %d of %d rows, of %d", g, n, in.NumRows())
		}
		row += n
	}
	return f, nil
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
// row group is decoded whole, if it takes no more than most bytes, and kept while
// its neighbours are asked for and all that are kept take no more than that.
func (f *File) Image(row, most int64) (data []byte, err error) {
	defer recovered(&err)
	group := len(f.firstRow) - 1
	for group > 0 && f.firstRow[group] > row {
		group--
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	images, ok := f.groups[group]
	if !ok {
		size, err := f.groupBytes(group, most)
		if err != nil {
			return nil, err
		}
		for len(f.recent) > 0 && f.kept+size > most {
			oldest := f.recent[0]
			bytes, _ := f.groupBytes(oldest, math.MaxInt64)
			f.kept, f.recent = f.kept-bytes, f.recent[1:]
			delete(f.groups, oldest)
		}
		if images, err = f.decode(group); err != nil {
			return nil, err
		}
		f.groups[group], f.recent, f.kept = images, append(f.recent, group), f.kept+size
	}
	data = images[row-f.firstRow[group]]
	if data == nil {
		return nil, errors.New("the row has no image")
	}
	return data, nil
}

// groupBytes returns what the images of a row group take, which is most at the
// most.
func (f *File) groupBytes(group int, most int64) (int64, error) {
	g := f.in.RowGroup(group)
	chunk, err := g.MetaData().ColumnChunk(f.bytes)
	if err != nil {
		return 0, err
	}
	const slice, beyond = 24, 1 << 50 // bytes of one of a row; more than there is
	size, rows := chunk.TotalUncompressedSize(), g.NumRows()
	if size < 0 || size > beyond || rows < 0 || rows > beyond {
		size, rows = beyond, 0
	}
	if size += rows * slice; size > most {
		return 0, &TooLargeError{group, size, most}
	}
	return size, nil
}

// TooLargeError says that a row group unpacks to more bytes than allowed.
type TooLargeError struct {
	Group      int
	Need, Most int64
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("row group %d unpacks to %d bytes, limit %d", e.Group, e.Need, e.Most)
}

func (f *File) decode(group int) ([][]byte, error) {
	g := f.in.RowGroup(group)
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
