package manifest

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/bandprep/bandprep/exact"
)

// Export is a row as other tools see it: path,label,split,is_valid first.
type export struct {
	Path       string      `json:"path"`
	Label      *string     `json:"label"`
	Split      *string     `json:"split"`
	IsValid    bool        `json:"is_valid"`
	ID         string      `json:"id"`
	Group      *string     `json:"group"`
	Fold       *int32      `json:"fold"`
	Grade      *int8       `json:"grade"`
	Width      int32       `json:"width"`
	Height     int32       `json:"height"`
	Bands      int32       `json:"bands"`
	SampleType string      `json:"sample_type"`
	Bytes      int64       `json:"bytes"`
	Hash       string      `json:"content_hash"`
	CRS        *string     `json:"crs"`
	Decoder    *string     `json:"decoder"`
	Window     *[4]int32   `json:"window,omitempty"`
	BBox       *[4]float64 `json:"bbox,omitempty"`
	Valid      []int64     `json:"valid,omitempty"`
	Mean       []*float64  `json:"mean,omitempty"`
	StdDev     []*float64  `json:"stddev,omitempty"`
	Minimum    []*float64  `json:"minimum,omitempty"`
	Maximum    []*float64  `json:"maximum,omitempty"`
	Sum        []string    `json:"sum,omitempty"`
	SumSquares []string    `json:"sum_squares,omitempty"`
}

func exported(r *Row, kind SumKind, all bool) export {
	e := export{
		Path: r.Path, Label: optional(r.Label), Split: optional(r.Split), IsValid: r.Split == "valid",
		ID: r.ID, Group: optional(r.Group), Width: r.Width, Height: r.Height,
		Bands: r.Bands, SampleType: r.SampleType, Bytes: r.Bytes,
		Hash: fmt.Sprintf("%x", r.ContentHash), CRS: optional(r.CRS), Decoder: optional(r.Decoder),
	}
	if r.Fold >= 0 {
		e.Fold = &r.Fold
	}
	if r.Grade != 0 {
		e.Grade = &r.Grade
	}
	if all {
		e.Window, e.BBox, e.Valid = r.Window, r.BBox, r.Valid
		e.Mean, e.StdDev = nullable(r.Mean), nullable(r.StdDev)
		e.Minimum, e.Maximum = nullable(r.Minimum), nullable(r.Maximum)
		e.Sum, e.SumSquares = sumTexts(r.Sum, kind), sumTexts(r.SumSquares, kind)
	}
	return e
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func nullable(v []float64) []*float64 {
	out := make([]*float64, len(v))
	for i := range v {
		if v[i] == v[i] {
			out[i] = &v[i]
		}
	}
	return out
}

// sumTexts writes integers in full and floats as "high+mid+low".
func sumTexts(v []exact.Sum, kind SumKind) []string {
	out := make([]string, len(v))
	for i, s := range v {
		if kind == SumsTriple {
			t := s.Triple()
			out[i] = fmt.Sprintf("%g%+g%+g", t.Hi, t.Mid, t.Lo)
		} else {
			out[i] = s.Int().String()
		}
	}
	return out
}

// WriteJSONLines writes one JSON object a line, with the list columns.
func WriteJSONLines(w io.Writer, kind SumKind, rows iter.Seq2[Row, error]) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for r, err := range rows {
		if err != nil {
			return err
		}
		if err := enc.Encode(exported(&r, kind, true)); err != nil {
			return err
		}
	}
	return nil
}

// WriteCSV writes a table with a header line that starts with
// path,label,split,is_valid; list columns only where all is set, as JSON.
func WriteCSV(w io.Writer, kind SumKind, all bool, rows iter.Seq2[Row, error]) error {
	head := []string{"path", "label", "split", "is_valid", "id", "group", "fold", "grade", "width", "height", "bands",
		"sample_type", "bytes", "content_hash", "crs", "decoder"}
	lists := []string{"window", "bbox", "valid", "mean", "stddev", "minimum", "maximum", "sum", "sum_squares"}
	if all {
		head = append(head, lists...)
	}
	out := csv.NewWriter(w)
	if err := out.Write(head); err != nil {
		return err
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		e := exported(&r, kind, all)
		fold := ""
		if e.Fold != nil {
			fold = strconv.Itoa(int(*e.Fold))
		}
		grade := ""
		if e.Grade != nil {
			grade = strconv.Itoa(int(*e.Grade))
		}
		is := "False"
		if e.IsValid {
			is = "True"
		}
		rec := []string{e.Path, r.Label, r.Split, is, e.ID, r.Group, fold, grade,
			strconv.Itoa(int(e.Width)), strconv.Itoa(int(e.Height)), strconv.Itoa(int(e.Bands)),
			e.SampleType, strconv.FormatInt(e.Bytes, 10), e.Hash, r.CRS, r.Decoder}
		if all {
			for _, v := range []any{e.Window, e.BBox, e.Valid, e.Mean, e.StdDev, e.Minimum, e.Maximum, e.Sum, e.SumSquares} {
				text, err := json.Marshal(v)
				if err != nil {
					return err
				}
				rec = append(rec, string(text))
			}
		}
		if err := out.Write(rec); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
