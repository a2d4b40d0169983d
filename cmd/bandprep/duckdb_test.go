package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

// loaderModules skips a test where the packages of testdata/loaders are not
// installed, and returns their folder.
func loaderModules(t *testing.T) string {
	t.Helper()
	dir := testfile.Project("loaders")
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("needs node")
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules")); err != nil {
		t.Skip("needs npm ci in testdata/loaders")
	}
	return dir
}

// duckdb runs a query in DuckDB and returns its rows.
func duckdb(t *testing.T, query string) (rows []map[string]any) {
	t.Helper()
	cmd := exec.Command("node", filepath.Join(loaderModules(t), "duckdb.mjs"), query)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("DuckDB: %v: %s", err, query)
	}
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return rows
}
