package manifest_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/manifest"
)

// TestDocument holds that docs/manifest.md names exactly the columns that a
// manifest has in any of its layouts, and exactly the keys of its metadata.
func TestDocument(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "docs", "manifest.md"))
	if err != nil {
		t.Fatal(err)
	}
	// The first cell of a table row, or the second where the first is a layout.
	var columns, keys []string
	code := regexp.MustCompile("`([^`]+)`")
	section := ""
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "#") {
			section = strings.TrimSpace(line)
		}
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(line, " | ")
		for _, m := range code.FindAllStringSubmatch(cells[0], -1) {
			switch {
			case strings.HasPrefix(section, "### "):
				columns = append(columns, m[1])
			case section == "## Metadata":
				keys = append(keys, m[1])
			}
		}
		if section == "## Exact sums" {
			for _, m := range code.FindAllStringSubmatch(cells[1], -1) {
				columns = append(columns, m[1])
			}
		}
	}
	want := slices.Concat(manifest.ColumnNames(manifest.SumsInt64), manifest.ColumnNames(manifest.SumsTriple))
	slices.Sort(want)
	want = slices.Compact(want)
	slices.Sort(columns)
	if !slices.Equal(columns, want) {
		t.Errorf("columns of the page:\n%q\nof the schema:\n%q", columns, want)
	}
	wantKeys := []string{manifest.KeyVersion, manifest.KeySums, manifest.KeySeed, manifest.KeySampleType, manifest.KeyOptions, manifest.KeyInputs,
		manifest.KeyBands, manifest.KeyDeclared, manifest.KeySplitter, manifest.KeyCertificate, manifest.KeySummaries, manifest.KeyNormalization, manifest.KeyPCA,
		manifest.KeySkipped, manifest.KeyDecisions, manifest.KeyWarnings}
	if !slices.Equal(keys, wantKeys) {
		t.Errorf("keys of the page:\n%q\nwant:\n%q", keys, wantKeys)
	}
}

// TestSchemas holds that the JSON Schema of decisions names exactly the fields
// of a decision.
func TestSchemas(t *testing.T) {
	var doc struct {
		Items struct {
			Properties map[string]any
			Required   []string
		}
	}
	data, err := os.ReadFile(filepath.Join("..", "schema", "decisions.json"))
	if err == nil {
		err = json.Unmarshal(data, &doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []decision.Decision{{}, {Example: "a", Flag: "--b"}} {
		var fields map[string]any
		text, _ := json.Marshal(d)
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		for name := range doc.Items.Properties {
			if _, ok := fields[name]; !ok && (d.Example != "" || slices.Contains(doc.Items.Required, name)) {
				t.Errorf("no field %s in %s", name, text)
			}
		}
		for name := range fields {
			if doc.Items.Properties[name] == nil {
				t.Errorf("field %s is not in the schema", name)
			}
		}
	}
}
