package jpeg

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// sums are the sums of samples and of products of bands (RR RG RB GG GB BB).
type sums struct {
	Pixels   int64    `json:"pixels"`
	Sum      [3]int64 `json:"sum"`
	Products [6]int64 `json:"sum_products"`
}

func (s *sums) add(b *raster.Block) error {
	n := b.Window.Pixels()
	s.Pixels += int64(n)
	if b.U16 != nil {
		for i, v := range b.U16 {
			s.Sum[i/n] += int64(v)
		}
		return nil
	}
	r, g, l := b.U8[:n], b.U8[:n], b.U8[:n] // grey counts as R = G = B
	if b.Bands == 3 {
		g, l = b.U8[n:2*n], b.U8[2*n:]
	}
	for i, v := range r {
		r, g, b := int64(v), int64(g[i]), int64(l[i])
		s.Sum[0] += r
		s.Sum[1] += g
		s.Sum[2] += b
		for k, p := range [6]int64{r * r, r * g, r * b, g * g, g * b, b * b} {
			s.Products[k] += p
		}
	}
	return nil
}

func openFile(tb testing.TB, path string) (raster.Source, error) {
	tb.Helper()
	return Open(raster.Bytes(readFile(tb, path)), raster.Options{})
}

func readFile(tb testing.TB, path string) []byte {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func streamSums(tb testing.TB, path string) (sums, error) {
	tb.Helper()
	var got sums
	s, err := openFile(tb, path)
	if err != nil {
		return got, err
	}
	defer s.Close()
	h := s.Header()
	err = raster.Each(context.Background(), s, h.Window(), new(raster.Block), got.add)
	return got, err
}

// The sums are those of Pillow 9.4 with libjpeg-turbo 2.1.5.
func TestPhotos(t *testing.T) {
	for _, set := range []string{"clothing", "imagenet-sample"} {
		t.Run(set, func(t *testing.T) {
			list, err := os.ReadFile(testfile.Shared(t, "photos-"+set+"-sums.json"))
			if err != nil {
				t.Fatal(err)
			}
			var want map[string]sums
			if err := json.Unmarshal(list, &want); err != nil {
				t.Fatal(err)
			}
			for name, want := range want {
				got, err := streamSums(t, testfile.Shared(t, "photos", set, filepath.FromSlash(name)))
				if err != nil {
					t.Errorf("%s: %v", name, err)
				} else if got != want {
					t.Errorf("%s: got %v, want %v", name, got, want)
				}
			}
		})
	}
}
