package manifest_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/manifest"
)

var update = flag.Bool("update", false, "write what is exported into testdata")

// exported are the rows of example with more columns filled, and their header.
func exported(kind manifest.SumKind) (manifest.Header, []manifest.Row) {
	rows := example(kind)
	page := int32(3)
	rows[1].Page, rows[1].Member, rows[1].LabelRaster = &page, "m.tif", "l.png"
	rows[1].Time = time.Date(2024, 5, 6, 7, 8, 9, 120_000_000, time.UTC)
	rows[1].Boxes, rows[1].ClassPixels = []manifest.Box{{X: 1, Y: 2, Width: 3.5, Height: 4}}, []manifest.ClassPixels{{Value: 255, Pixels: 12}}
	rows[2].Labels, rows[2].Split = []string{"a", "b"}, "test"
	rows[0].Extra = []manifest.Value{manifest.TextValue("<&>"), manifest.Float64Value(0.1)}
	return manifest.Header{Kind: kind, Columns: []manifest.Column{{Name: "label", Type: manifest.Text}, {Name: "cloud", Type: manifest.Float64}}}, rows
}

// TestExport compares the exports with files that were read over by eye.
func TestExport(t *testing.T) {
	for name, export := range map[string]func(b *bytes.Buffer) error{
		"rows.csv": func(b *bytes.Buffer) error {
			h, rows := exported(manifest.SumsInt64)
			return manifest.WriteCSV(b, h, false, seq(rows))
		},
		"all.csv": func(b *bytes.Buffer) error {
			h, rows := exported(manifest.SumsTriple)
			return manifest.WriteCSV(b, h, true, seq(rows))
		},
		"rows.jsonl": func(b *bytes.Buffer) error {
			h, rows := exported(manifest.SumsInt64)
			return manifest.WriteJSONLines(b, h, seq(rows))
		},
		"fastai.csv": func(b *bytes.Buffer) error {
			_, rows := exported(manifest.SumsInt64)
			out, err := manifest.WriteFastai(b, seq(rows))
			if out != 1 {
				t.Errorf("%d rows stayed out, want that of test", out)
			}
			return err
		},
	} {
		var b bytes.Buffer
		if err := export(&b); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
	}
}

// TestExportParses reads the exports back with the standard library: they hold
// every row, and no is_valid.
func TestExportParses(t *testing.T) {
	h, rows := exported(manifest.SumsTriple)
	var b bytes.Buffer
	if err := manifest.WriteCSV(&b, h, true, seq(rows)); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != len(rows)+1 {
		t.Fatalf("%q %v", records, err)
	}
	b.Reset()
	if err := manifest.WriteJSONLines(&b, h, seq(rows)); err != nil {
		t.Fatal(err)
	}
	at := 0
	for line := range strings.Lines(b.String()) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatal(err)
		}
		for i, name := range records[0] {
			if _, ok := v[name]; !ok || name == "is_valid" {
				t.Errorf("column %s", name)
			}
			cell, text := v[name], records[at+1][i]
			if s, ok := cell.(string); ok != (s == text && text != "") || (cell == nil) != (text == "") {
				t.Errorf("row %d, %s: %v and %q", at, name, cell, text)
			}
		}
		if rows[at].Sum != nil {
			t3 := rows[at].Sum[0].Triple()
			if got := v["sum"].([]any)[0]; !slices.Equal(got.([]any), []any{t3.Hi, t3.Mid, t3.Lo}) {
				t.Errorf("sum %v, want %v", got, t3)
			}
		}
		at++
	}
}
