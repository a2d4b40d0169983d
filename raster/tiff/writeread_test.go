package tiff

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/raster"
)

// memoryFile is a file in memory to write to.
type memoryFile struct {
	data []byte
	at   int
}

func (m *memoryFile) Write(p []byte) (int, error) {
	if n := m.at + len(p) - len(m.data); n > 0 {
		m.data = append(m.data, make([]byte, n)...)
	}
	m.at += copy(m.data[m.at:], p)
	return len(p), nil
}

func (m *memoryFile) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		m.at = int(offset)
	case io.SeekCurrent:
		m.at += int(offset)
	default:
		m.at = len(m.data) + int(offset)
	}
	return int64(m.at), nil
}

// writeMemory writes an image in blocks of up to rows rows.
func writeMemory(t rapid.TB, h raster.Header, o WriteOptions, all *raster.Block, rows int) []byte {
	var m memoryFile
	w, err := NewWriter(&m, h, o)
	if err != nil {
		t.Fatal(err)
	}
	for y := 0; y < h.Height; y += rows {
		if err := w.Write(cut(all, raster.Window{Y: y, W: h.Width, H: min(rows, h.Height-y)})); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return m.data
}

// readMemory reads a window of a file and its header.
func readMemory(t rapid.TB, data []byte, o raster.Options, window raster.Window) (raster.Header, *raster.Block) {
	s, err := Open(raster.Bytes(data), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if window.Empty() {
		h := s.Header()
		window = h.Window()
	}
	var b raster.Block
	if err := s.Read(context.Background(), window, &b); err != nil {
		t.Fatal(err)
	}
	return s.Header(), &b
}

func sameSamples(a, b *raster.Block) bool {
	if a.Bands != b.Bands || string(a.U8) != string(b.U8) || !reflect.DeepEqual(a.U16, b.U16) || len(a.F64) != len(b.F64) {
		return false
	}
	for i, v := range a.F64 {
		if math.Float64bits(v) != math.Float64bits(b.F64[i]) {
			return false
		}
	}
	return true
}

func drawOptions(t *rapid.T) WriteOptions {
	o := WriteOptions{
		Codec:       Codec(rapid.IntRange(0, len(codecs)-1).Draw(t, "codec")),
		NoPredictor: rapid.Bool().Draw(t, "no predictor"),
		Level:       rapid.IntRange(0, 9).Draw(t, "level"),
		Tile:        rapid.SampledFrom([]int{16, 32, 48, 64, 128}).Draw(t, "tile"),
		BigTIFF:     rapid.Bool().Draw(t, "big"),
		Workers:     rapid.IntRange(0, 3).Draw(t, "workers"),
	}
	switch rapid.IntRange(0, 2).Draw(t, "layout") {
	case 0:
		o.Strips = true
	case 1:
		o.COG = true
	}
	return o
}

// What was written is read back, bit by bit.
func TestWriteAndRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		types := append([]raster.SampleType{raster.Int8}, writtenTypes...)
		h := raster.Header{
			Type:   rapid.SampledFrom(types).Draw(t, "type"),
			Width:  rapid.IntRange(1, 150).Draw(t, "width"),
			Height: rapid.IntRange(1, 150).Draw(t, "height"),
			Bands:  make([]raster.Band, rapid.IntRange(1, 14).Draw(t, "bands")),
		}
		o := drawOptions(t)
		seed := rapid.Uint64().Draw(t, "seed")
		r := rand.New(rand.NewPCG(seed, 1))
		all := smooth(r, h.Width, h.Height, len(h.Bands), h.Type)
		for i := range all.F64 {
			if h.Type.IsFloat() && r.IntN(10) == 0 {
				all.F64[i] = []float64{math.Float64frombits(0x7ff8 << 48), math.Inf(1), math.Inf(-1), math.Copysign(0, -1), 0}[r.IntN(5)]
			}
		}
		data := writeMemory(t, h, o, all, rapid.IntRange(1, h.Height).Draw(t, "rows"))
		got, b := readMemory(t, data, raster.Options{}, raster.Window{})
		if got.Type != h.Type || got.Width != h.Width || got.Height != h.Height || len(got.Bands) != len(h.Bands) || got.Pages > 1 {
			t.Fatalf("header %+v", got)
		}
		if !sameSamples(all, b) {
			t.Fatal("other samples")
		}
		x, y := r.IntN(h.Width), r.IntN(h.Height)
		w := raster.Window{X: x, Y: y, W: 1 + r.IntN(h.Width-x), H: 1 + r.IntN(h.Height-y)}
		if _, b = readMemory(t, data, raster.Options{}, w); !sameSamples(cut(all, w), b) {
			t.Fatalf("other samples in %v", w)
		}
	})
}

// Pieces, filled in any order and part by part, give the file that rows give.
func TestPiecesEqualRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := raster.Header{
			Type:   rapid.SampledFrom(writtenTypes).Draw(t, "type"),
			Width:  rapid.IntRange(1, 150).Draw(t, "width"),
			Height: rapid.IntRange(1, 150).Draw(t, "height"),
			Bands:  make([]raster.Band, rapid.IntRange(1, 5).Draw(t, "bands")),
		}
		o := drawOptions(t)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		all := smooth(r, h.Width, h.Height, len(h.Bands), h.Type)
		want := writeMemory(t, h, o, all, rapid.IntRange(1, h.Height).Draw(t, "rows"))
		var f memoryFile
		w, err := NewWriter(&f, h, o)
		if err != nil {
			t.Fatal(err)
		}
		bw, bh := w.BlockSize()
		across := 1
		if o.COG { // else the order of blocks in the file is that of pieces
			across = rapid.IntRange(1, 3).Draw(t, "blocks side by side")
		}
		for y := 0; y < h.Height; y += bh * across {
			for x := 0; x < h.Width; x += bw * across {
				at := raster.Window{X: x, Y: y, W: bw * across, H: bh * across}.Intersect(h.Window())
				p := w.Piece(at)
				cols := 1 + r.IntN(at.W)
				var parts []raster.Window
				for px := at.X; px < at.X+at.W; px += cols {
					for py := at.Y; py < at.Y+at.H; py += 7 {
						parts = append(parts, raster.Window{X: px, Y: py, W: cols, H: 7}.Intersect(at))
					}
				}
				for _, i := range r.Perm(len(parts)) {
					p.Fill(cut(all, parts[i]))
				}
				if err := p.Pack(); err != nil {
					t.Fatal(err)
				}
				if err := p.Append(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.data, want) {
			t.Fatal("another file")
		}
	})
}

// What a header says is read back, and once more after writing what was read.
func TestWriteAndReadHeader(t *testing.T) {
	nodata := number(-3.4028234663852886e38)
	h := raster.Header{Type: raster.Float32, Width: 3, Height: 2, Bands: []raster.Band{
		{Name: "a & b", Color: raster.Gray, NoData: nodata, Scale: number(1e-4), Offset: number(-0.1)},
		{Name: "c", NoData: nodata},
		{Color: raster.Alpha, NoData: nodata},
	}, Geo: &raster.GeoReference{
		Transform: [6]float64{500000.5, 10, 0, 4e6, 0, -10}, EPSG: 32630, CRS: "EPSG:32630", PixelIsPoint: true,
	}}
	all := smooth(rand.New(rand.NewPCG(1, 2)), h.Width, h.Height, len(h.Bands), h.Type)
	first, _ := readMemory(t, writeMemory(t, h, WriteOptions{Codec: Zstd}, all, 1), raster.Options{}, raster.Window{})
	if !reflect.DeepEqual(first.Bands, h.Bands) {
		t.Errorf("bands %+v, want %+v", first.Bands, h.Bands)
	}
	g := *first.Geo
	g.Directory = nil
	if !reflect.DeepEqual(&g, h.Geo) {
		t.Errorf("georeference %+v, want %+v", g, h.Geo)
	}
	second, _ := readMemory(t, writeMemory(t, first, WriteOptions{COG: true}, all, 2), raster.Options{}, raster.Window{})
	if !reflect.DeepEqual(second.Bands, first.Bands) || !reflect.DeepEqual(second.Geo, first.Geo) {
		t.Errorf("second time %+v, %+v", second.Bands, second.Geo)
	}
}

func TestWriteAndReadPalette(t *testing.T) {
	h := raster.Header{Type: raster.Uint8, Width: 16, Height: 16, Bands: []raster.Band{{Color: raster.PaletteIndex}}}
	all := &raster.Block{Window: h.Window(), Bands: 1, U8: make([]uint8, 256)}
	for i := range 256 {
		h.Palette = append(h.Palette, raster.RGBA{R: uint8(i), G: uint8(3 * i), B: uint8(7 * i), A: 255})
		all.U8[i] = uint8(i)
	}
	data := writeMemory(t, h, WriteOptions{}, all, 5)
	got, b := readMemory(t, data, raster.Options{Indices: true}, raster.Window{})
	if !reflect.DeepEqual(got.Palette, h.Palette) || !sameSamples(all, b) {
		t.Errorf("palette %v", got.Palette)
	}
	_, b = readMemory(t, data, raster.Options{}, raster.Window{})
	if fmt.Sprint(b.U8[5], b.U8[256+5], b.U8[512+5]) != "5 15 35" {
		t.Errorf("index 5 is %d, %d, %d", b.U8[5], b.U8[256+5], b.U8[512+5])
	}
}
