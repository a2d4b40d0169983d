package manifest

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
)

// leafReader reads the entries of a leaf row by row.
type leafReader struct {
	leaf   *leaf
	in     file.ColumnChunkReader
	set    int16 // definition level of an entry that is there
	levels levels
	values []scalar
	list   []scalar // entries of the row
}

// leafBatch is the number of levels read at once, and maxEntries how many the
// list of one row may have.
const (
	leafBatch  = 512
	maxEntries = 1 << 26
)

// next returns the entries of the next row, valid until it is called again.
func (l *leafReader) next() (list []scalar, null bool, err error) {
	l.list = l.list[:0]
	for first := true; ; first = false {
		if len(l.levels.def) == 0 {
			if err := l.fill(); errors.Is(err, io.EOF) && !first {
				return l.list, false, nil
			} else if err != nil {
				return nil, false, err
			}
		}
		def, rep := l.levels.def[0], l.levels.rep[0]
		if first == (rep > 0) { // a list that goes on before it began, or the next row
			if first {
				return nil, false, errDamaged
			}
			return l.list, false, nil
		}
		l.levels.def, l.levels.rep = l.levels.def[1:], l.levels.rep[1:]
		switch {
		case def == l.set:
			l.list = append(l.list, l.values[0])
			l.values = l.values[1:]
		case l.leaf.list && def == 1 && first:
			return l.list, false, nil
		case l.leaf.list && def >= 2:
			l.list = append(l.list, scalar{null: true})
		case def == 0 && first:
			return nil, true, nil
		default:
			return nil, false, errDamaged
		}
		if !l.leaf.list {
			return l.list, false, nil
		}
		if len(l.list) > maxEntries {
			return nil, false, errDamaged
		}
	}
}

// fill reads a batch of levels and values.
func (l *leafReader) fill() error {
	def, rep := make([]int16, leafBatch), make([]int16, leafBatch)
	l.values = l.values[:0]
	var n int64
	var err error
	switch in := l.in.(type) {
	case *file.ByteArrayColumnChunkReader:
		n, err = batch(l, in.ReadBatch, def, rep, func(v parquet.ByteArray) scalar { return scalar{text: string(v)} })
	case *file.FixedLenByteArrayColumnChunkReader:
		n, err = batch(l, in.ReadBatch, def, rep, func(v parquet.FixedLenByteArray) scalar {
			if l.leaf.typ == leafHash {
				return scalar{text: string(v)}
			}
			return scalar{high: int64(binary.BigEndian.Uint64(v)), bits: binary.BigEndian.Uint64(v[8:])}
		})
	case *file.Int32ColumnChunkReader:
		n, err = batch(l, in.ReadBatch, def, rep, func(v int32) scalar { return number(int64(v)) })
	case *file.Int64ColumnChunkReader:
		n, err = batch(l, in.ReadBatch, def, rep, number)
	case *file.Float64ColumnChunkReader:
		n, err = batch(l, in.ReadBatch, def, rep, func(v float64) scalar { return scalar{bits: math.Float64bits(v)} })
	case *file.BooleanColumnChunkReader:
		n, err = batch(l, in.ReadBatch, def, rep, func(v bool) scalar {
			if v {
				return scalar{bits: 1}
			}
			return scalar{}
		})
	}
	if n == 0 && (err == nil || errors.Is(err, io.EOF)) {
		return io.EOF
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	l.levels = levels{def[:n], rep[:n]}
	return nil
}

func batch[T any](l *leafReader, read func(int64, []T, []int16, []int16) (int64, int, error), def, rep []int16, to func(T) scalar) (int64, error) {
	values := make([]T, leafBatch)
	if l.set == 0 {
		def = nil
	}
	if !l.leaf.list {
		rep = nil
	}
	n, got, err := read(leafBatch, values, def, rep)
	for _, v := range values[:got] {
		l.values = append(l.values, to(v))
	}
	return n, err
}
