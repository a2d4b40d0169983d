package jpeg

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

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

func TestConformance(t *testing.T) {
	list, err := os.ReadFile(testfile.Shared(t, "conformance", "jpeg", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var files []reference
	if err := json.Unmarshal(list, &files); err != nil {
		t.Fatal(err)
	}
	read, refused := 0, 0
	for _, f := range files {
		if f.File == "4d88e9b3-max_size.jpg" {
			continue
		}
		s, err := streamSums(t, testfile.Shared(t, "conformance", "jpeg", f.File))
		if err != nil && !raster.IsTyped(err) {
			t.Errorf("%s: %v is not a typed error", f.File, err)
		}
		p := &f.Pillow
		if p.Why != "" {
			continue
		}
		read++
		if err != nil {
			refused++
			t.Logf("%s: %v", f.File, err)
			continue
		}
		want := p.Bands
		if p.RGB != nil {
			want = p.RGB
		}
		if s.Pixels != int64(p.Width)*int64(p.Height) {
			t.Errorf("%s: %d pixels", f.File, s.Pixels)
		}
		for i := range want {
			if s.Sum[i] != want[i].Sum {
				t.Errorf("%s: band %d: sum %d, want %d", f.File, i, s.Sum[i], want[i].Sum)
			}
		}
	}
	t.Logf("%d of %d refused", refused, read)
}
