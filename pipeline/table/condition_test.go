package table

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/manifest"
)

// TestEveryColumnIsKnown holds that a column of the manifest either can be named
// in a condition or is a list or a hash.
func TestEveryColumnIsKnown(t *testing.T) {
	lists := []string{"files", "window", "labels", "class_pixels", "boxes", "content_hash", "pixel_hash", "phash", "picture", "bbox", "footprint", "valid",
		"mean", "stddev", "minimum", "maximum", "sum", "sum_squares", "sum_complete", "sum_products", "histogram"}
	names := manifest.ColumnNames(manifest.SumsInt64)
	for _, name := range names {
		if _, single := singles[name]; single == slices.Contains(lists, name) {
			t.Errorf("column %s: single %t", name, single)
		}
	}
	if len(names) != len(singles)+len(lists) {
		t.Errorf("%d columns, %d known", len(names), len(singles)+len(lists))
	}
}

func TestCondition(t *testing.T) {
	further := []manifest.Column{{Name: "country", Type: manifest.Text}, {Name: "grade_x", Type: manifest.Float64}, {Name: "ok", Type: manifest.Bool},
		{Name: "n", Type: manifest.Int64}, {Name: "seen", Type: manifest.Time}}
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	page := int32(3)
	r := &Row{Row: manifest.Row{ID: "a/b.png", Width: 40, Label: "cat", Time: day, Fold: -1, Page: &page,
		Extra: []manifest.Value{manifest.TextValue("FR"), manifest.Float64Value(2), manifest.BoolValue(true), manifest.Int64Value(7), manifest.TimeValue(day)}}}
	for text, want := range map[string]bool{
		"country = 'FR'": true, "COUNTRY = 'FR' and Label = 'cat'": true, "country = 'DE'": false, "grade_x <= 2": true, "ok": true, "not ok": false,
		"n > 6": true, "seen = '2024-05-06'": true, "time < '2024-05-07'": true, "split is null and fold is null": true, "group = 'x'": false,
		"not group = 'x'": false, // unknown is not true
		"width * 1 = 40":  false, "page = 3": true, "width >= 40": true,
	} {
		c, err := NewCondition(text, further)
		if strings.Contains(text, "*") {
			if err == nil {
				t.Errorf("%s is no condition", text)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := c.Holds(r); got != want || err != nil {
			t.Errorf("%s: %t %v, want %t", text, got, err, want)
		}
	}
	for text, want := range map[string]string{"mean > 3": "no column named mean", "country = 3": "cannot be compared", "grade_x = '2'": "cannot be compared"} {
		if _, err := NewCondition(text, further); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	r.Extra = nil
	c, err := NewCondition("country is null and n is null", further)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Holds(r); !got || err != nil {
		t.Errorf("cells that are missing are null: %t %v", got, err)
	}
}
