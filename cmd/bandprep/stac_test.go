package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bandprep/bandprep/internal/testfile"
)

// stacSchemas compiles the published schemas of STAC items and collections.
func stacSchemas(t *testing.T) (item, collection *jsonschema.Schema) {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	const base = "https://schemas.stacspec.org/v1.1.0/"
	root := testfile.Project("stac")
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".json" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		text = bytes.ReplaceAll(text, []byte(`"const": "1.1.0-beta.1"`), []byte(`"const": "1.1.0"`))
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		rel, _ := filepath.Rel(root, name)
		at := base + filepath.ToSlash(rel)
		if after, ok := strings.CutPrefix(filepath.ToSlash(rel), "geojson/"); ok {
			at = "https://geojson.org/schema/" + after
		} else { // where it lies decides what its references mean
			delete(doc.(map[string]any), "$id")
		}
		return c.AddResource(at, doc)
	})
	if err != nil {
		t.Fatal(err)
	}
	if item, err = c.Compile(base + "item-spec/json-schema/item.json"); err != nil {
		t.Fatal(err)
	}
	if collection, err = c.Compile(base + "collection-spec/json-schema/collection.json"); err != nil {
		t.Fatal(err)
	}
	return item, collection
}

func readJSON(t *testing.T, name string) any {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc
}

// exportSTAC exports the scenes of the project, cut into chips, with a time each.
func exportSTAC(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	facts := "path,time\n"
	files, err := filepath.Glob(testfile.Project("scenes", "*.tif"))
	if err != nil || len(files) == 0 {
		t.Fatal("no scenes", err)
	}
	for i, name := range files[1:] { // one has no time
		facts += fmt.Sprintf("%s,2018-0%d-15T10:20:30Z\n", filepath.Base(name), 1+i%9)
	}
	table := filepath.Join(dir, "facts.csv")
	if err := os.WriteFile(table, []byte(facts), 0o644); err != nil {
		t.Fatal(err)
	}
	runs(t, "run", "-q", testfile.Project("scenes"), "--table", table, "-o", filepath.Join(dir, "out"), "--chip", "20")
	runs(t, "export", filepath.Join(dir, "out"), "--to", "stac", "-o", filepath.Join(dir, "stac"),
		"--name", "scenes", "--description", "Chips of a Sentinel-2 scene over Spain", "--license", "other")
	return filepath.Join(dir, "stac")
}

// TestSTAC validates what is exported with the published schemas, follows every
// link, and holds that statistics, boxes and outlines agree.
func TestSTAC(t *testing.T) {
	item, collection := stacSchemas(t)
	dir := exportSTAC(t)
	doc := readJSON(t, filepath.Join(dir, "collection.json"))
	if err := collection.Validate(doc); err != nil {
		t.Fatal(err)
	}
	items := 0
	for _, l := range doc.(map[string]any)["links"].([]any) {
		link := l.(map[string]any)
		href, err := url.PathUnescape(link["href"].(string))
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, filepath.FromSlash(href))
		if link["rel"] != "item" {
			continue
		}
		items++
		it := readJSON(t, name)
		if err := item.Validate(it); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		checkSTACItem(t, name, it.(map[string]any))
	}
	if items != 11*4 {
		t.Errorf("%d items, want 4 chips of each of 11 scenes with a time", items)
	}
	damaged := readJSON(t, filepath.Join(dir, "collection.json")).(map[string]any)
	delete(damaged, "license")
	if collection.Validate(damaged) == nil {
		t.Error("the schema takes a collection without a licence: it checks nothing")
	}
}

func checkSTACItem(t *testing.T, name string, it map[string]any) {
	t.Helper()
	for _, l := range it["links"].([]any) {
		href := l.(map[string]any)["href"].(string)
		if _, err := os.Stat(filepath.Join(filepath.Dir(name), filepath.FromSlash(href))); err != nil {
			t.Errorf("%s: link %s leads nowhere", name, href)
		}
	}
	asset := it["assets"].(map[string]any)["image"].(map[string]any)
	if at, err := url.Parse(asset["href"].(string)); err != nil || at.Scheme != "file" {
		t.Errorf("%s: asset at %v", name, asset["href"])
	} else if _, err := os.Stat(at.Path); err != nil {
		t.Error(err)
	}
	if n := len(asset["bands"].([]any)); n != 13 {
		t.Errorf("%s: %d bands", name, n)
	}
	for _, b := range asset["bands"].([]any) {
		s := b.(map[string]any)["statistics"].(map[string]any)
		low, mean, high := float(s["minimum"]), float(s["mean"]), float(s["maximum"])
		if !(low <= mean && mean <= high) || float(s["count"]) != 400 || float(s["valid_percent"]) != 100 {
			t.Errorf("%s: %v", name, s)
		}
	}
	box := it["bbox"].([]any)
	ring := it["geometry"].(map[string]any)["coordinates"].([]any)[0].([]any)
	area := 0.0
	for i, p := range ring {
		x, y := float(p.([]any)[0]), float(p.([]any)[1])
		if x < float(box[0]) || y < float(box[1]) || x > float(box[2]) || y > float(box[3]) {
			t.Errorf("%s: %v lies outside of %v", name, p, box)
		}
		q := ring[(i+1)%len(ring)].([]any)
		area += x*float(q[1]) - float(q[0])*y
	}
	if area <= 0 {
		t.Errorf("%s: the ring is not counterclockwise (RFC 7946, section 3.1.6)", name)
	}
}

func float(v any) float64 {
	n, ok := v.(json.Number)
	if !ok {
		return -1e300
	}
	f, _ := n.Float64()
	return f
}
