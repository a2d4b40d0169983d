package codec

import (
	"strings"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// Pictures that no reader takes are told by their signatures, as registered
// for ISO media files and in ISO/IEC 18181-2.
func TestExplain(t *testing.T) {
	for content, want := range map[string]string{
		"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avifmiaf":    "AVIF: convert",
		"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf":    "AVIF: convert",
		"\x00\x00\x00\x18ftypavis\x00\x00\x00\x00avis....":        "AVIF: convert",
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic":        "HEIC: convert",
		"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic":        "HEIC: convert",
		"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42":        "no known image",
		"\xff\x0a\xfa\x1f\x01\x90\x08\x00":                        "JPEG XL: convert",
		"\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x14ftypjxl  ": "JPEG XL: convert",
		"version https://git-lfs.github.com/spec/v1\n":            "git lfs pull",
		"\xef\xbb\xbf <!DOCTYPE html>":                            "HTML",
		"<svg>":                                                   "SVG",
		"":                                                        "empty",
		strings.Repeat("\x00", 100):                               "zeros",
	} {
		_, err := Open(raster.Bytes([]byte(content)), raster.Options{})
		if !raster.IsTyped(err) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
}
