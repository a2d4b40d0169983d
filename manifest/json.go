package manifest

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"time"

	"github.com/bandprep/bandprep/exact"
)

// WriteJSONLines writes one JSON object a line with every column, first those
// that training code asks for. Numbers are numbers: integer sums with all their
// digits, float sums as [high, mid, low]. Hashes are hexadecimal, times are
// those of RFC 3339.
func WriteJSONLines(w io.Writer, h Header, rows iter.Seq2[Row, error]) error {
	columns := exportColumns(&h, true)
	var line []byte
	for r, err := range rows {
		if err != nil {
			return err
		}
		line = append(line[:0], '{')
		for i, c := range columns {
			if i > 0 {
				line = append(line, ',')
			}
			line = append(appendText(line, c.name), ':')
			line = c.json(line, &r)
		}
		if _, err := w.Write(append(line, '}', '\n')); err != nil {
			return err
		}
	}
	return nil
}

// exportColumn is a column of the text formats.
type exportColumn struct {
	name string
	list bool
	json func(b []byte, r *Row) []byte // appends the cell, null where it is null
}

// exportFirst are the columns at the beginning of the text formats.
var exportFirst = []string{"path", "label", "split", "member", "page", "window", "label_raster", "id"}

// exportColumns returns the columns, those that are lists only where asked for:
// but for window, without which chips of one file look alike.
func exportColumns(h *Header, lists bool) []exportColumn {
	var first, rest []exportColumn
	for _, name := range exportFirst {
		for i := range fields {
			if fields[i].name == name {
				first = append(first, fields[i].exported(h.Kind))
			}
		}
	}
next:
	for i := range fields {
		for _, name := range exportFirst {
			if fields[i].name == name {
				continue next
			}
		}
		if c := fields[i].exported(h.Kind); lists || !c.list {
			rest = append(rest, c)
		}
	}
	for i, c := range FurtherColumns(h.Columns) {
		rest = append(rest, exportColumn{c.Name, false, func(b []byte, r *Row) []byte {
			if i >= len(r.Extra) {
				return append(b, "null"...)
			}
			return r.Extra[i].json(b)
		}})
	}
	return append(first, rest...)
}

func (f *field) exported(kind SumKind) exportColumn {
	list := f.leaves(kind)[0].list
	return exportColumn{f.name, list, func(b []byte, r *Row) []byte {
		p := f.at(r)
		if f.null(r, p) {
			return append(b, "null"...)
		}
		return appendField(b, p, kind)
	}}
}

// appendField appends the field that p points to.
func appendField(b []byte, p any, kind SumKind) []byte {
	switch v := p.(type) {
	case *string:
		return appendText(b, *v)
	case *int8:
		return strconv.AppendInt(b, int64(*v), 10)
	case *int32:
		return strconv.AppendInt(b, int64(*v), 10)
	case **int32:
		return strconv.AppendInt(b, int64(**v), 10)
	case *int64:
		return strconv.AppendInt(b, *v, 10)
	case *time.Time:
		return appendTime(b, *v)
	case *[16]byte:
		return appendHex(b, v[:])
	case *[24]byte:
		return appendHex(b, v[:])
	case *[]byte:
		return appendHex(b, *v)
	case *[]string:
		return appendList(b, *v, appendText)
	case **[4]int32:
		return appendList(b, (*v)[:], func(b []byte, x int32) []byte { return strconv.AppendInt(b, int64(x), 10) })
	case **[4]float64:
		return appendList(b, (*v)[:], appendFloat)
	case *[]int64:
		return appendList(b, *v, func(b []byte, x int64) []byte { return strconv.AppendInt(b, x, 10) })
	case *[]float64:
		return appendList(b, *v, appendFloat)
	case *[]ClassPixels:
		return appendList(b, *v, func(b []byte, c ClassPixels) []byte {
			return fmt.Appendf(b, `{"value":%d,"pixels":%d}`, c.Value, c.Pixels)
		})
	case *[]Box:
		return appendList(b, *v, appendBox)
	case *[]exact.Sum:
		return appendList(b, *v, func(b []byte, s exact.Sum) []byte {
			if kind != SumsTriple {
				return append(b, s.Int().String()...)
			}
			t := s.Triple()
			return appendList(b, []float64{t.Hi, t.Mid, t.Lo}, appendFloat)
		})
	}
	panic(fmt.Sprintf("manifest: no JSON for %T", p))
}

func appendList[T any](b []byte, list []T, appendOne func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendOne(b, v)
	}
	return append(b, ']')
}

func appendBox(b []byte, box Box) []byte {
	for i, x := range [...]float64{box.X, box.Y, box.Width, box.Height} {
		b = append(b, [...]string{`{"x":`, `,"y":`, `,"width":`, `,"height":`}[i]...)
		b = appendFloat(b, x)
	}
	b = append(b, `,"label":`...)
	if box.Label == "" {
		return append(b, "null}"...)
	}
	return append(appendText(b, box.Label), '}')
}

// appendFloat appends the shortest digits that read back to the same number;
// what JSON has no number for is null.
func appendFloat(b []byte, x float64) []byte {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return append(b, "null"...)
	}
	text, _ := json.Marshal(x)
	return append(b, text...)
}

func appendTime(b []byte, t time.Time) []byte {
	return append(t.UTC().AppendFormat(append(b, '"'), "2006-01-02T15:04:05.999999Z07:00"), '"')
}

func appendHex(b, v []byte) []byte { return append(hex.AppendEncode(append(b, '"'), v), '"') }

func appendText(b []byte, s string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.Encode(s)
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte("\n"))...)
}

// json appends the cell of a further column.
func (v Value) json(b []byte) []byte {
	switch v.Type() {
	case Text:
		return appendText(b, v.Text())
	case Int64:
		return strconv.AppendInt(b, v.Int64(), 10)
	case Float64:
		return appendFloat(b, v.Float64())
	case Bool:
		return strconv.AppendBool(b, v.Bool())
	case Time:
		return appendTime(b, v.Time())
	}
	return append(b, "null"...)
}
