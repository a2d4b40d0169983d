package webp

import (
	"encoding/binary"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

func riff(chunks ...[]byte) []byte {
	body := []byte("WEBP")
	for _, c := range chunks {
		body = append(body, c...)
	}
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func chunk(name string, data []byte) []byte {
	c := append(binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data))), data...)
	if len(data)%2 == 1 {
		c = append(c, 0)
	}
	return c
}

// lossless returns an image of one colour: no transform, cache or groups, and five
// trees of one symbol, so that pixels take no bits.
func lossless(w, h int) []byte {
	v := uint32(w-1) | uint32(h-1)<<14
	return chunk("VP8L", append(binary.LittleEndian.AppendUint32([]byte{0x2f}, v), 0x88, 0x88, 0x08, 0, 0, 0, 0))
}

func lossy(w, h int) []byte {
	head := []byte{0x10 | 60<<5&0xff, 60 >> 3, 0, 0x9d, 1, 0x2a, byte(w), byte(w >> 8), byte(h), byte(h >> 8)}
	return chunk("VP8 ", append(head, make([]byte, 60)...))
}

// Streams of a few bytes take no more than the limit, whatever they declare; where
// they cannot hold it, nothing.
func TestFrugal(t *testing.T) {
	small := raster.Options{Limits: raster.Limits{BlockBytes: 64 << 20}}
	for name, c := range map[string]struct {
		data []byte
		o    raster.Options
		most int64
	}{
		"lossless, 16383 × 16383":   {riff(lossless(16383, 16383)), raster.Options{}, 1 << 20},
		"lossless, limit of 64 MiB": {riff(lossless(4000, 4000)), small, 1 << 20},
		"lossless, within 64 MiB":   {riff(lossless(2000, 2000)), small, 64 << 20},
		"lossy, 16383 × 16383":      {riff(lossy(16383, 16383)), raster.Options{}, 1 << 20},
		"lossy, 4000 × 4000":        {riff(lossy(4000, 4000)), raster.Options{}, 1 << 20},
	} {
		err := conform.Frugal(t, name, Open, c.data, c.o, c.most)
		if refused := c.most == 1<<20; refused != (err != nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A frame of two pixels by two on a canvas of 2¹⁶ × 2⁸: a task of 2²² pixels at a time.
	canvas := make([]byte, 10)
	canvas[0] = flagAnimation
	copy(canvas[4:], "\xff\xff\x00\xff\x00\x00")
	frame := append([]byte{0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0}, lossless(2, 2)...)
	data := riff(chunk("VP8X", canvas), chunk("ANMF", frame))
	if err := conform.Frugal(t, "canvas", Open, data, raster.Options{}, 32<<20); err != nil {
		t.Error(err)
	}
}
