package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/bandprep/bandprep/internal/testfile"
)

// TestSchemas validates documents that commands print with the schemas that are
// published for them.
func TestSchemas(t *testing.T) {
	photos, scenes := askedSets(t)
	for _, c := range []struct {
		schema string
		status int
		args   []string
	}{
		{"files", exitDone, []string{"verify", photos, "--files", "--json"}},
		{"classes", exitDone, []string{"export", photos, "--to", "classes"}},
		{"columns", exitDone, []string{"show", photos, "--schema", "--json"}},
		{"rows", exitDone, []string{"show", photos, "--rows", "--json"}},
		{"rows", exitDone, []string{"show", scenes, "--rows", "--json"}},
	} {
		schema, err := jsonschema.NewCompiler().Compile(filepath.Join(testfile.Root(), "schema", c.schema+".json"))
		if err != nil {
			t.Fatal(err)
		}
		status, out, stderr := bandprep(c.args...)
		if status != c.status {
			t.Fatalf("%v: status %d: %s", c.args, status, stderr)
		}
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(out))
		if err != nil {
			t.Fatalf("%v: %v", c.args, err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%v: %v", c.args, err)
		}
		delete(doc.(map[string]any), "schema_version")
		if schema.Validate(doc) == nil {
			t.Errorf("%s.json takes a document without its version", c.schema)
		}
	}
}
