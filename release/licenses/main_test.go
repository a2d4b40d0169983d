package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestLicences holds that every module of the program has its licence in the
// text, those too that only one system takes.
func TestLicences(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"== github.com/spf13/cobra v", "== github.com/apache/arrow/go/v15 v", "== github.com/inconshreveable/mousetrap v"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s", want)
		}
	}
}
