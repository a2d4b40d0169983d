package jpeg

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

func TestWindows(t *testing.T) {
	for name, data := range variants(t) {
		if !strings.HasPrefix(name, "2x") && !strings.HasPrefix(name, "1x2") && !strings.HasPrefix(name, "cmyk") {
			continue
		}
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		agree(t, s, 5, 17)
		agree(t, s, 0, 1)
		s.Close()
	}
}

// The names of the files tell the orientation.
func TestOrientation(t *testing.T) {
	for o, name := range map[int]string{
		2: "74c9a62a-hopper_orientation_2.jpg", 3: "4de2ed00-hopper_orientation_3.jpg",
		4: "36cf6465-hopper_orientation_4.jpg", 6: "2e78bb18-hopper_orientation_6.jpg",
		7: "29c57f9e-hopper_orientation_7.jpg", 8: "5a78762a-hopper_orientation_8.jpg",
	} {
		s, err := openFile(t, testfile.Shared(t, "conformance", "jpeg", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Header().Orientation; got != o {
			t.Errorf("%s: orientation %d", name, got)
		}
	}
}

// The sums of 12-bit and lossless files are those that dcmdjpeg 3.6.7 gives
// when the streams stand in a DICOM file, without colour conversion.
func TestWide(t *testing.T) {
	for name, want := range map[string][3]int64{
		"39633f98-12bit_rose_extract.jpg": {9032815},
		"53f920bc-gray.u2.jpg":            {2015293},
		"848cd3d7-rgb.u2.jpg":             {1950310, 2028378, 2077886},
		"02f1658f-jpeg_lossless_sel1.jpg": {71152622},
		"7e3c4a42-jpeg_lossless_sel2.jpg": {71152622},
		"2e8d073f-jpeg_lossless_sel3.jpg": {71152622},
		"56100f01-jpeg_lossless_sel4.jpg": {71152622},
		"4ed9b348-jpeg_lossless_sel6.jpg": {71152622},
		"6c649229-testimg_rgb.jpg":        {4934852, 3044894, 2740270},
	} {
		var b raster.Block
		if err := Decode(context.Background(), readFile(t, testfile.Shared(t, "conformance", "jpeg", name)), DecodeOptions{Colors: StoredColors}, &b); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var got [3]int64
		n := b.Window.Pixels()
		for i := range b.Bands * n {
			got[i/n] += int64(b.At(i, raster.Uint16))
		}
		if got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestConcurrentReads(t *testing.T) {
	data := variants(t)["2x2-base-50.jpg"]
	s, err := Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Header()
	var blocks [4]raster.Block
	var wg sync.WaitGroup
	for i := range blocks {
		wg.Go(func() {
			for range 20 {
				if err := s.Read(context.Background(), h.Window(), &blocks[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i := range blocks {
		if !bytes.Equal(blocks[i].U8, blocks[0].U8) {
			t.Error("reads differ")
		}
	}
}

// A stream whose tables stand elsewhere gives the same image.
func TestTables(t *testing.T) {
	for name, data := range variants(t) {
		if strings.HasPrefix(name, "cmyk") || strings.Contains(name, "arith") {
			continue
		}
		tables, image := []byte{0xFF, mSOI}, []byte{0xFF, mSOI}
		m := markers{data: data, pos: 2}
		for {
			at := m.pos
			marker, err := m.next()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := m.body(); err != nil {
				t.Fatal(err)
			}
			if marker == mSOS {
				image = append(image, data[at:]...)
				break
			}
			if marker == mDQT || marker == mDHT && !strings.Contains(name, "prog") {
				tables = append(tables, data[at:m.pos]...)
			} else {
				image = append(image, data[at:m.pos]...)
			}
		}
		tables = append(tables, 0xFF, mEOI)
		var want, got, stored raster.Block
		ctx := context.Background()
		if err := Decode(ctx, data, DecodeOptions{}, &want); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := Decode(ctx, image, DecodeOptions{Tables: tables}, &got); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(want.U8, got.U8) {
			t.Errorf("%s: differs with tables elsewhere", name)
		}
		if err := Decode(ctx, data, DecodeOptions{Colors: StoredColors}, &stored); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if n := want.Window.Pixels(); want.Bands == 3 && !strings.HasPrefix(name, "rgb") {
			var in [4]rows
			for i := range 3 {
				in[i] = rows{pix: stored.U8[i*n:], stride: want.Window.W}
			}
			out := make([]byte, 3*n)
			convertYCCGo(out, out[n:], out[2*n:], want.Window.W, want.Window.H, &in)
			stored.U8 = out
		}
		if !bytes.Equal(want.U8, stored.U8) {
			t.Errorf("%s: stored components are not those of the image", name)
		}
	}
}

func TestLimits(t *testing.T) {
	data := variants(t)["2x2-prog-50.jpg"]
	for _, l := range []raster.Limits{{Pixels: 1000}, {BlockBytes: 100}, {BlockBytes: 3000}} {
		var large *raster.TooLargeError
		s, err := Open(raster.Bytes(data), raster.Options{Limits: l})
		if err == nil {
			h := s.Header()
			err = s.Read(context.Background(), h.Window(), new(raster.Block))
		}
		if !errors.As(err, &large) {
			t.Errorf("limits %v: %v", l, err)
		}
	}
}
