package whole

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// Parts equal the same parts of the whole, however many are read at once, and
// parts cost one decoding together.
func TestParts(t *testing.T) {
	h := raster.Header{Format: "test", Width: 9, Height: 7, Bands: make([]raster.Band, 2), Type: raster.Uint16}
	decoded := 0
	s, err := New(raster.Bytes(nil), h, raster.Limits{}, func(_ context.Context, dst *raster.Block) error {
		decoded++
		dst.Reset(h.Window(), 2, raster.StoreU16)
		valid := dst.MakeValid()
		for i := range dst.U16 {
			dst.U16[i], valid[i] = uint16(i), i%3 != 0
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w := raster.Window{X: 2, Y: 3, W: 5, H: 4}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var b raster.Block
			if err := s.Read(context.Background(), w, &b); err != nil {
				t.Error(err)
				return
			}
			for i, v := range b.U16 {
				want := i/20*63 + (i%20/5+w.Y)*9 + i%5 + w.X
				if int(v) != want || b.Valid[i] != (want%3 != 0) {
					t.Errorf("sample %d: %d, %v, want %d", i, v, b.Valid[i], want)
					return
				}
			}
		})
	}
	wg.Wait()
	if decoded != 1 {
		t.Errorf("decoded %d times", decoded)
	}
}

func TestLimits(t *testing.T) {
	h := raster.Header{Format: "test", Width: 1 << 30, Height: 1 << 30, Bands: make([]raster.Band, 4), Type: raster.Float64}
	var large *raster.TooLargeError
	if err := CheckBlock(&h, raster.Limits{Pixels: 1 << 62}); !errors.As(err, &large) {
		t.Error(err)
	}
}
