package jpeg

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// BenchmarkPhotos streams all photos of a set from memory.
func BenchmarkPhotos(b *testing.B) {
	for _, set := range []string{"imagenet-sample", "clothing"} {
		b.Run(set, func(b *testing.B) {
			var files []raster.File
			root := testfile.Shared(b, "photos", set)
			err := filepath.WalkDir(root, func(path string, e os.DirEntry, err error) error {
				if strings.HasSuffix(strings.ToLower(path), "jpg") || strings.HasSuffix(strings.ToLower(path), "jpeg") {
					data, err := os.ReadFile(path)
					files = append(files, raster.Bytes(data))
					return err
				}
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			ctx, dst := context.Background(), new(raster.Block)
			var pixels int64
			for b.Loop() {
				for _, f := range files {
					s, err := Open(f, raster.Options{})
					if err != nil {
						b.Fatal(err)
					}
					h := s.Header()
					pixels += int64(h.Width * h.Height)
					if err := raster.Each(ctx, s, h.Window(), dst, func(*raster.Block) error { return nil }); err != nil {
						b.Fatal(err)
					}
					s.Close()
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(pixels), "ns/pixel")
			b.ReportAllocs()
		})
	}
}

// BenchmarkSmall streams a cut of 45×38 pixels from memory.
func BenchmarkSmall(b *testing.B) {
	data := variants(b)["2x2-base-50.jpg"]
	ctx, dst := context.Background(), new(raster.Block)
	for b.Loop() {
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			b.Fatal(err)
		}
		h := s.Header()
		if err := raster.Each(ctx, s, h.Window(), dst, func(*raster.Block) error { return nil }); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportAllocs()
}
