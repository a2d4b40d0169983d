package tiff

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// BenchmarkRead reads scenes of several forms, task by task, from memory; the
// first line copies as many bytes.
func BenchmarkRead(b *testing.B) {
	const side = 1024
	b.Run("copy", func(b *testing.B) {
		src, dst := make([]byte, side*side*26), make([]byte, 1<<20)
		b.SetBytes(int64(len(src)))
		for b.Loop() {
			for i := 0; i < len(src); i += len(dst) {
				copy(dst, src[i:])
			}
		}
	})
	for _, c := range []struct {
		typ   raster.SampleType
		bands int
		o     WriteOptions
	}{
		{raster.Uint16, 13, WriteOptions{}},
		{raster.Uint16, 4, WriteOptions{}},
		{raster.Uint16, 1, WriteOptions{}},
		{raster.Uint8, 4, WriteOptions{}},
		{raster.Uint8, 3, WriteOptions{}},
		{raster.Float32, 5, WriteOptions{}},
		{raster.Uint16, 13, WriteOptions{Codec: Deflate}},
		{raster.Uint16, 13, WriteOptions{Codec: LZW}},
		{raster.Uint16, 13, WriteOptions{Codec: Zstd}},
		{raster.Float32, 5, WriteOptions{Codec: Deflate}},
	} {
		b.Run(fmt.Sprintf("%s×%d codec %d", c.typ, c.bands, c.o.Codec), func(b *testing.B) {
			s := openScene(b, c.typ, c.bands, side, c.o)
			h, block := s.Header(), new(raster.Block)
			b.SetBytes(side * side * int64(c.bands*c.typ.Bits()/8))
			b.ReportAllocs()
			for b.Loop() {
				for _, w := range s.Tasks(h.Window()) {
					if err := s.Read(context.Background(), w, block); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// openScene writes a smooth scene with noise and opens it.
func openScene(b *testing.B, typ raster.SampleType, bands, side int, o WriteOptions) raster.Source {
	path := filepath.Join(b.TempDir(), "scene.tif")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	h := raster.Header{Width: side, Height: side, Type: typ, Bands: make([]raster.Band, bands)}
	w, err := NewWriter(f, h, o)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	block := new(raster.Block)
	block.Reset(h.Window(), bands, typ.Storage())
	for i := range bands * side * side {
		v := 1000 + i/side%side/4 + i%side/8 + r.IntN(16)
		switch {
		case block.U8 != nil:
			block.U8[i] = uint8(v)
		case block.U16 != nil:
			block.U16[i] = uint16(v)
		default:
			block.F64[i] = float64(v)
		}
	}
	if err := w.Write(block); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	s, err := Open(raster.Bytes(data), raster.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return s
}
