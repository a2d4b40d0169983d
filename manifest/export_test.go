package manifest_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/manifest"
)

var update = flag.Bool("update", false, "write what is exported into testdata")

// TestExport compares the exports of three rows, whose content example states,
// with files that were read over by eye.
func TestExport(t *testing.T) {
	for name, export := range map[string]func(b *bytes.Buffer) error{
		"rows.csv": func(b *bytes.Buffer) error {
			return manifest.WriteCSV(b, manifest.SumsInt64, false, seq(example(manifest.SumsInt64)))
		},
		"all.csv": func(b *bytes.Buffer) error {
			return manifest.WriteCSV(b, manifest.SumsInt64, true, seq(example(manifest.SumsInt64)))
		},
		"rows.jsonl": func(b *bytes.Buffer) error {
			return manifest.WriteJSONLines(b, manifest.SumsInt64, seq(example(manifest.SumsInt64)))
		},
		"triples.jsonl": func(b *bytes.Buffer) error {
			return manifest.WriteJSONLines(b, manifest.SumsTriple, seq(example(manifest.SumsTriple)))
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

// TestExportParses reads the exports back with the standard library.
func TestExportParses(t *testing.T) {
	rows := example(manifest.SumsInt64)
	var b bytes.Buffer
	if err := manifest.WriteCSV(&b, manifest.SumsInt64, true, seq(rows)); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(records) != 4 || strings.Join(records[0][:4], ",") != "path,label,split,is_valid" {
		t.Fatalf("%q %v", records, err)
	}
	for i, r := range rows {
		if rec := records[i+1]; rec[0] != r.Path || rec[1] != r.Label || rec[4] != r.ID || (rec[3] == "True") != (r.Split == "valid") {
			t.Errorf("row %d: %q", i, rec)
		}
	}
	b.Reset()
	if err := manifest.WriteJSONLines(&b, manifest.SumsInt64, seq(rows)); err != nil {
		t.Fatal(err)
	}
	i := 0
	for line := range strings.Lines(b.String()) {
		var v struct {
			ID    string `json:"id"`
			Label *string
			Sum   []string
		}
		if err := json.Unmarshal([]byte(line), &v); err != nil || v.ID != rows[i].ID || (v.Label == nil) != (rows[i].Label == "") || len(v.Sum) != len(rows[i].Sum) {
			t.Errorf("line %d: %+v %v", i, v, err)
		}
		i++
	}
}
