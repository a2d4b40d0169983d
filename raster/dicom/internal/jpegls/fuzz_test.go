package jpegls

import (
	"bytes"
	"os"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// FuzzDecode decodes streams of any content: no panic, typed errors only.
func FuzzDecode(f *testing.F) {
	for _, name := range []string{"g8-ls", "g8-near", "rgb-lsline", "rgb-lsnone", "rgb-lssample"} {
		file, err := os.ReadFile("../../testdata/" + name + ".dcm")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file[bytes.Index(file, []byte{0xff, 0xd8, 0xff}):])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Decode(data, 1<<20)
		if err != nil && !raster.IsTyped(err) {
			t.Fatalf("error without a type: %v", err)
		}
		if err == nil && 2*len(m.Planes)*m.Width*m.Height > 1<<20 {
			t.Fatalf("%d planes of %d×%d", len(m.Planes), m.Width, m.Height)
		}
	})
}
