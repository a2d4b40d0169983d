package jpeg

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

var update = flag.Bool("update", false, "write the table of conformance files in docs/formats/jpeg.md")

// reference is one line of expected.json.
type reference struct {
	File   string `json:"file"`
	Pillow struct {
		Width, Height int
		Mode          string
		Bands, RGB    []struct{ Count, Sum, Min, Max int64 }
		Why           string
	} `json:"pillow"`
}

// refusals are the files that Pillow reads and this package does not, with the
// reason.
var refusals = map[string]string{}

// TestConformance compares with Pillow 9.4 (libjpeg-turbo 2.1.5). Where Pillow
// fails it is enough not to panic and to say what is wrong, if anything.
func TestConformance(t *testing.T) {
	list, err := os.ReadFile(testfile.Shared(t, "conformance", "jpeg", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []reference
	if err := json.Unmarshal(list, &files); err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	fmt.Fprintf(&table, "| file | Pillow | here |\n|---|---|---|\n")
	read, equal, row := 0, 0, 0
	for _, f := range files {
		got, err := streamSums(t, testfile.Shared(t, "conformance", "jpeg", f.File))
		if err != nil && !raster.IsTyped(err) {
			t.Errorf("%s: %v is not a typed error", f.File, err)
		}
		here := "read"
		if err != nil {
			here = err.Error()
		}
		if f.Pillow.Why != "" {
			row++
			why := strings.ReplaceAll(f.Pillow.Why, "FILE", "it")
			fmt.Fprintf(&table, "| %s | %s | %s |\n", f.File, why, here)
			continue
		}
		read++
		switch {
		case err == nil:
			equal += compare(t, &f, got)
		case refusals[f.File] != "":
			fmt.Fprintf(&table, "| %s | read | %s |\n", f.File, refusals[f.File])
		default:
			t.Errorf("%s: %v", f.File, err)
		}
	}
	if 100*len(refusals) > 3*read {
		t.Errorf("%d of %d files are refused", len(refusals), read)
	}
	if *update {
		head := fmt.Sprintf("Of %d files Pillow reads %d; here %d of these give the same sums. The other files:\n\n", len(files), read, equal)
		writeSection(t, filepath.Join(testfile.Root(), "docs", "formats", "jpeg.md"), head+table.String())
	}
}

// compare reports 1 where the sums are those of Pillow, of the bands as
// convert('RGB') makes them of CMYK.
func compare(t *testing.T, f *reference, got sums) int {
	want := f.Pillow.Bands
	if f.Pillow.RGB != nil {
		want = f.Pillow.RGB
	}
	ok := got.Pixels == int64(f.Pillow.Width)*int64(f.Pillow.Height)
	for i := range want {
		ok = ok && got.Sum[i] == want[i].Sum
	}
	if !ok {
		t.Errorf("%s: got %v, want %v", f.File, got, want)
		return 0
	}
	return 1
}

// writeSection replaces what stands between the marks of a document.
func writeSection(t *testing.T, path, section string) {
	const begin, end = "<!-- begin conformance -->\n", "<!-- end conformance -->"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok1 := strings.Cut(string(doc), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok1 || !ok2 {
		t.Fatalf("%s has no marks", path)
	}
	if err := os.WriteFile(path, []byte(head+begin+section+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
