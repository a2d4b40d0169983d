package jp2

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// codestream builds a codestream of one tile-part per tile named, without
// packets.
func codestreamOf(w, h, tw, th uint32, components, layers int, levels, precincts byte, tiles ...uint16) []byte {
	var b []byte
	u16 := func(v ...int) {
		for _, v := range v {
			b = binary.BigEndian.AppendUint16(b, uint16(v))
		}
	}
	u16(0xFF4F, 0xFF51, 38+3*components, 0)
	for _, v := range []uint32{w, h, 0, 0, tw, th, 0, 0} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	u16(components)
	for range components {
		b = append(b, 7, 1, 1)
	}
	u16(0xFF52, 12+int(levels)+1)
	b = append(b, 1, 0, byte(layers>>8), byte(layers), 0, levels, 0, 0, 0, 1)
	for range levels + 1 {
		b = append(b, precincts)
	}
	u16(0xFF5C, 4+3*int(levels))
	b = append(b, make([]byte, 2+3*int(levels))...)
	for _, t := range tiles {
		u16(0xFF90, 10, int(t), 0, 14, 1, 0xFF93)
	}
	return append(b, 0xFF, 0xD9)
}

// Small files that ask for much are refused, or read in little time.
func TestHostile(t *testing.T) {
	start := time.Now()
	for name, data := range map[string][]byte{
		"tiles and components": codestreamOf(255, 255, 1, 1, 16384, 1, 32, 0xFF, 0),
		"pixels":               codestreamOf(1<<31-1<<17, 1<<31-1<<17, 1<<30, 1<<30, 1, 1, 0, 0xFF, 0),
		"block":                codestreamOf(1<<16, 1<<16, 1<<16, 1<<16, 1, 1, 0, 0xFF, 0),
		"precincts":            codestreamOf(1<<13, 1<<13, 1<<13, 1<<13, 1, 1, 1, 0x11, 0),
		"components":           codestreamOf(300, 300, 300, 300, 16384, 65535, 32, 0xFF, 0),
	} {
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err == nil {
			h := s.Header()
			err = s.Read(context.Background(), h.Window(), new(raster.Block))
		}
		var large *raster.TooLargeError
		if !errors.As(err, &large) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Packets that are not there are empty.
	s, err := Open(raster.Bytes(codestreamOf(500, 500, 500, 500, 40, 65535, 32, 0x33, 0)), raster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if all := whole(t, s); slices.Min(all) != 128 || slices.Max(all) != 128 {
		t.Errorf("samples %d…%d without any packet", slices.Min(all), slices.Max(all))
	}
	t.Logf("took %v", time.Since(start))
}

// What one image declares takes no more than a few times the limit on blocks,
// however few bytes it has.
func TestFrugal(t *testing.T) {
	o := raster.Options{Limits: raster.Limits{BlockBytes: 32 << 20}}
	for name, data := range map[string][]byte{
		"one tile":        codestreamOf(2800, 2800, 2800, 2800, 1, 1, 5, 0xFF, 0),
		"beyond":          codestreamOf(12000, 12000, 12000, 12000, 1, 1, 5, 0xFF, 0),
		"three bands":     codestreamOf(2000, 2000, 2000, 2000, 3, 1, 5, 0xFF, 0),
		"many tiles":      codestreamOf(8000, 8000, 64, 64, 1, 1, 2, 0xFF, 0),
		"many components": codestreamOf(500, 500, 500, 500, 64, 1, 2, 0xFF, 0),
		"small precincts": codestreamOf(4000, 4000, 4000, 4000, 1, 1, 5, 0x55, 0),
	} {
		conform.Frugal(t, name, Open, data, o, 4*o.Limits.BlockBytes)
	}
}
