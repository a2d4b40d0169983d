package codec

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// paired is a file with a header beside it.
type paired struct {
	raster.File
	header []byte
}

func (p paired) Paired() bool { return true }

func (p paired) Beside(extension string) (raster.File, error) {
	if extension != ".hdr" || p.header == nil {
		return nil, errors.New("no such file")
	}
	return raster.Bytes(p.header), nil
}

// The header beside samples tells their format.
func TestPairs(t *testing.T) {
	nifti, err := os.ReadFile(filepath.Join("..", "nifti", "testdata", "i2-pair.hdr"))
	if err != nil {
		t.Fatal(err)
	}
	for want, header := range map[string][]byte{
		"envi":  []byte("ENVI\nsamples = 5\nlines = 4\nbands = 3\ndata type = 2\n"),
		"ehdr":  []byte("BYTEORDER I\r\nLAYOUT BIL\r\nNROWS 4\r\nNCOLS 5\r\nNBANDS 3\r\nNBITS 16\r\n"),
		"nifti": nifti,
	} {
		s, err := Open(paired{raster.Bytes(make([]byte, 120)), header}, raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", want, err)
			continue
		}
		if h := s.Header(); h.Format != want || h.Width != 5 || h.Height != 4 || !h.ByName {
			t.Errorf("%+v, want %s", h, want)
		}
		if n := len(raster.Facts(s)); (want == "nifti") != (n > 0) {
			t.Errorf("%s: %d facts", want, n)
		}
	}
	for _, header := range [][]byte{nil, {}, []byte("<xml/>"), make([]byte, 400)} {
		if _, err := Open(paired{raster.Bytes([]byte("samples")), header}, raster.Options{}); !raster.IsTyped(err) {
			t.Errorf("%.10q: %v", header, err)
		}
	}
}
