package manifest

import (
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/metadata"
)

// groupRows is the number of rows in a row group, and groupBytes what may be
// held until it is written, roughly.
const (
	groupRows  = 16 << 10
	groupBytes = 64 << 20
)

// WriteParquet writes rows, in the order given, as one Parquet file with the
// columns and metadata of [Write].
func WriteParquet(w io.Writer, h Header, rows iter.Seq2[Row, error]) (err error) {
	h = h.written()
	return writeParquet(w, &h, parquetLeaves(&h), rows)
}

// WriteColumns writes the columns of those names, all further columns and no
// metadata as a Parquet file, for readers that cannot take the others.
func WriteColumns(w io.Writer, h Header, names []string, rows iter.Seq2[Row, error]) error {
	h = Header{Kind: h.Kind, Columns: FurtherColumns(h.Columns)}
	own := len(parquetLeaves(&Header{Kind: h.Kind}))
	leaves := parquetLeaves(&h)
	few := slices.DeleteFunc(leaves[:own:own], func(l leaf) bool { return !slices.Contains(names, l.name) })
	return writeParquet(w, &h, append(few, leaves[own:]...), rows)
}

func writeParquet(w io.Writer, h *Header, leaves []leaf, rows iter.Seq2[Row, error]) error {
	root, err := parquetSchema(leaves)
	if err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	meta := metadata.NewKeyValueMetadata()
	for _, k := range slices.Sorted(maps.Keys(h.Meta)) {
		if err := meta.Append(k, h.Meta[k]); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
	}
	options := []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Zstd), parquet.WithVersion(parquet.V2_LATEST), parquet.WithStats(false)}
	for i := range leaves {
		if l := &leaves[i]; l.typ == leafFloat || l.typ == leafHash || l.typ == leafDecimal || l.typ == leafBytes || l.name == "id" || l.name == "path" {
			options = append(options, parquet.WithDictionaryFor(l.path(), false))
		} else if !l.list {
			options = append(options, parquet.WithStatsFor(l.path(), true))
		}
	}
	// Hidden behind an interface, since Arrow closes what it can.
	out := file.NewParquetWriter(struct{ io.Writer }{w}, root, file.WithWriterProps(parquet.NewWriterProperties(options...)), file.WithWriteMetadata(meta))
	var group []Row
	size := 0
	for row, err := range rows {
		if err != nil {
			return err
		}
		for i := range h.Columns {
			if _, err := h.Columns[i].cell(&row, i); err != nil {
				return fmt.Errorf("manifest: %w", err)
			}
		}
		if n := len(h.Columns); len(row.Extra) > n {
			return fmt.Errorf("manifest: %s: %d cells for %d further columns", row.ID, len(row.Extra), n)
		}
		group = append(group, row)
		size += 800 + 24*len(row.SumProducts) + 160*len(row.Valid) + 8*len(row.Histogram)
		if len(group) == groupRows || size >= groupBytes {
			if err := writeGroup(out, leaves, group); err != nil {
				return fmt.Errorf("manifest: %w", err)
			}
			group, size = group[:0], 0
		}
	}
	if len(group) > 0 {
		if err := writeGroup(out, leaves, group); err != nil {
			return fmt.Errorf("manifest: %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("manifest: %w", err)
	}
	return nil
}

func writeGroup(out *file.Writer, leaves []leaf, rows []Row) error {
	group := out.AppendRowGroup()
	var levels levels
	var values, entries []scalar
	for i := range leaves {
		l := &leaves[i]
		levels.def, levels.rep, values = levels.def[:0], levels.rep[:0], values[:0]
		set := l.levels()
		for k := range rows {
			entries = entries[:0]
			null := !l.required && l.null(&rows[k])
			if !null {
				entries = l.get(&rows[k], entries)
			}
			switch {
			case null:
				levels.add(0, 0)
			case len(entries) == 0:
				levels.add(1, 0)
			}
			for e, s := range entries {
				if s.null {
					levels.add(set-1, min(e, 1))
				} else {
					levels.add(set, min(e, 1))
					values = append(values, s)
				}
			}
		}
		w, err := group.NextColumn()
		if err != nil {
			return err
		}
		if err := l.write(w, values, levels); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
	}
	return group.Close()
}

// levels are the definition and repetition levels of a leaf: how much of the
// way to an entry is not null, and whether it goes on with the list before it.
type levels struct{ def, rep []int16 }

func (l *levels) add(def int16, rep int) {
	l.def, l.rep = append(l.def, def), append(l.rep, int16(rep))
}

func (l *leaf) write(w file.ColumnChunkWriter, values []scalar, lv levels) (err error) {
	if !l.list {
		lv.rep = nil
	}
	if l.required {
		lv.def = nil
	}
	switch w := w.(type) {
	case *file.ByteArrayColumnChunkWriter:
		_, err = w.WriteBatch(stored(values, func(s scalar) parquet.ByteArray { return parquet.ByteArray(s.text) }), lv.def, lv.rep)
	case *file.FixedLenByteArrayColumnChunkWriter:
		_, err = w.WriteBatch(stored(values, func(s scalar) parquet.FixedLenByteArray { return s.fixed(l.typ) }), lv.def, lv.rep)
	case *file.Int32ColumnChunkWriter:
		_, err = w.WriteBatch(stored(values, func(s scalar) int32 { return int32(s.bits) }), lv.def, lv.rep)
	case *file.Int64ColumnChunkWriter:
		_, err = w.WriteBatch(stored(values, scalar.int), lv.def, lv.rep)
	case *file.Float64ColumnChunkWriter:
		_, err = w.WriteBatch(stored(values, scalar.float), lv.def, lv.rep)
	case *file.BooleanColumnChunkWriter:
		_, err = w.WriteBatch(stored(values, func(s scalar) bool { return s.bits != 0 }), lv.def, lv.rep)
	}
	return err
}

func stored[T any](values []scalar, to func(scalar) T) []T {
	out := make([]T, len(values))
	for i, s := range values {
		out[i] = to(s)
	}
	return out
}
