package table

import (
	"fmt"
	"strings"

	"github.com/bandprep/bandprep/internal/where"
	"github.com/bandprep/bandprep/manifest"
)

// cell is a column of which a row has a single value, which [where.Row] says how
// to give; nil is null.
type cell struct {
	typ where.Type
	of  func(r *Row) any
}

// singles are the columns of a manifest that hold single values.
var singles = map[string]cell{
	"id":           textCell(func(r *Row) string { return r.ID }),
	"path":         textCell(func(r *Row) string { return r.Path }),
	"member":       textCell(func(r *Row) string { return r.Member }),
	"sample_type":  textCell(func(r *Row) string { return r.SampleType }),
	"label":        textCell(func(r *Row) string { return r.Label }),
	"group":        textCell(func(r *Row) string { return r.Group }),
	"leak_group":   textCell(func(r *Row) string { return r.LeakGroup }),
	"split":        textCell(func(r *Row) string { return r.Split }),
	"left_out":     textCell(func(r *Row) string { return r.LeftOut }),
	"mark":         textCell(func(r *Row) string { return r.Mark }),
	"mask":         textCell(func(r *Row) string { return r.Mask }),
	"label_raster": textCell(func(r *Row) string { return r.LabelRaster }),
	"crs":          textCell(func(r *Row) string { return r.CRS }),
	"decoder":      textCell(func(r *Row) string { return r.Decoder }),
	"width":        numberCell(func(r *Row) (float64, bool) { return float64(r.Width), true }),
	"height":       numberCell(func(r *Row) (float64, bool) { return float64(r.Height), true }),
	"bands":        numberCell(func(r *Row) (float64, bool) { return float64(r.Bands), true }),
	"bytes":        numberCell(func(r *Row) (float64, bool) { return float64(r.Bytes), true }),
	"fold":         numberCell(func(r *Row) (float64, bool) { return float64(r.Fold), r.Fold >= 0 }),
	"grade":        numberCell(func(r *Row) (float64, bool) { return float64(r.Grade), r.Grade != 0 }),
	"total":        numberCell(func(r *Row) (float64, bool) { return float64(r.Total), r.Valid != nil }),
	"complete":     numberCell(func(r *Row) (float64, bool) { return float64(r.Complete), r.Valid != nil }),
	"page": numberCell(func(r *Row) (float64, bool) {
		if r.Page == nil {
			return 0, false
		}
		return float64(*r.Page), true
	}),
	"time": {where.Time, func(r *Row) any {
		if r.Time.IsZero() {
			return nil
		}
		return r.Time
	}},
}

// measuredColumns are those whose values only measuring gives.
var measuredColumns = map[string]bool{"total": true, "complete": true}

func textCell(of func(r *Row) string) cell {
	return cell{where.Text, func(r *Row) any {
		if s := of(r); s != "" {
			return s
		}
		return nil
	}}
}

func numberCell(of func(r *Row) (float64, bool)) cell {
	return cell{where.Number, func(r *Row) any {
		if v, known := of(r); known {
			return v
		}
		return nil
	}}
}

// furtherCell returns the cell of further column k.
func furtherCell(k int, t manifest.ColumnType) cell {
	typ := map[manifest.ColumnType]where.Type{manifest.Text: where.Text, manifest.Int64: where.Number, manifest.Float64: where.Number,
		manifest.Bool: where.Bool, manifest.Time: where.Time}[t]
	return cell{typ, func(r *Row) any {
		if k >= len(r.Extra) {
			return nil
		}
		switch v := r.Extra[k]; v.Type() {
		case manifest.Text:
			return v.Text()
		case manifest.Int64:
			return float64(v.Int64())
		case manifest.Float64:
			return v.Float64()
		case manifest.Bool:
			return v.Bool()
		case manifest.Time:
			return v.Time()
		}
		return nil
	}}
}

// ofPeople are columns that a person fills in a review. A table that brings one
// of the same name has it as a further column, and means that.
var ofPeople = map[string]bool{"grade": true, "mark": true}

// column returns the column of a name, whatever its case, among those that every
// manifest has and the further ones.
func column(name string, further []manifest.Column) (cell, bool) {
	if ofPeople[strings.ToLower(name)] {
		if c, ok := column("x_"+name, further); ok {
			return c, true
		}
	}
	if c, ok := singles[strings.ToLower(name)]; ok {
		return c, true
	}
	for k, c := range further {
		if strings.EqualFold(c.Name, name) {
			return furtherCell(k, c.Type), true
		}
	}
	return cell{}, false
}

// ValueOf returns what gives the value of a column as text, "" where there is
// none.
func ValueOf(name string, further []manifest.Column) (func(r *Row) string, error) {
	c, ok := column(name, further)
	if !ok {
		return nil, fmt.Errorf("no column named %s with single values%s", name, furtherNames(further))
	}
	return func(r *Row) string {
		if v := c.of(r); v != nil {
			return fmt.Sprint(v)
		}
		return ""
	}, nil
}

// furtherNames says which further columns there are.
func furtherNames(further []manifest.Column) string {
	var names []string
	for _, c := range further {
		names = append(names, c.Name)
	}
	if names == nil {
		return " (no table brought further columns)"
	}
	return " (further columns: " + strings.Join(names, ", ") + ")"
}
