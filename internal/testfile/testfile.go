// Package testfile finds the images that tests read.
package testfile

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// Root returns the folder of the module.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Project returns the path of a file in the project's testdata.
func Project(elem ...string) string {
	return filepath.Join(append([]string{Root(), "testdata"}, elem...)...)
}

// Shared returns the path of a file in the collection of real images that lies
// beside a checkout, in ../shared/data. The test is skipped where there is no
// such collection.
func Shared(tb testing.TB, elem ...string) string {
	tb.Helper()
	data := filepath.Join(Root(), "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		tb.Skip("needs ../shared/data beside the checkout")
	}
	return filepath.Join(append([]string{data}, elem...)...)
}
