package pipeline_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// writeStrips writes a TIFF of bands of bytes in strips of 4 rows. A strip that
// stored leaves out holds fill: in the file, or by its absence.
func writeStrips(t *testing.T, name string, width, height, bands int, fill byte, nodata, sparse bool, stored func(strip int) bool) {
	t.Helper()
	le := binary.LittleEndian
	size := 4 * width * bands
	data := []byte("II*\x00\x00\x00\x00\x00")
	var offsets, counts []byte
	for strip := range height / 4 {
		at, n := len(data), size
		switch {
		case stored(strip):
			for i := range size {
				data = append(data, byte(i*7+strip*13+i*i/77))
			}
		case sparse:
			at, n = 0, 0
		default:
			data = append(data, bytes.Repeat([]byte{fill}, size)...)
		}
		offsets, counts = le.AppendUint32(offsets, uint32(at)), le.AppendUint32(counts, uint32(n))
	}
	tables := len(data)
	data = append(append(data, offsets...), counts...)
	bits := len(data)
	data = append(data, bytes.Repeat([]byte{8, 0}, bands)...)
	directory := len(data)
	le.PutUint32(data[4:], uint32(directory))
	fields := [][4]int{
		{256, 4, 1, width}, {257, 4, 1, height}, {258, 3, bands, bits}, {259, 3, 1, 1}, {262, 3, 1, 1},
		{273, 4, height / 4, tables}, {277, 3, 1, bands}, {278, 4, 1, 4}, {279, 4, height / 4, tables + height},
	}
	if nodata {
		fields = append(fields, [4]int{42113, 2, 4, int('0'+fill/100) | int('0'+fill/10%10)<<8 | int('0'+fill%10)<<16})
	}
	data = le.AppendUint16(data, uint16(len(fields)))
	for _, f := range fields {
		data = le.AppendUint16(le.AppendUint16(data, uint16(f[0])), uint16(f[1]))
		data = le.AppendUint32(le.AppendUint32(data, uint32(f[2])), uint32(f[3]))
	}
	if err := os.WriteFile(name, append(data, 0, 0, 0, 0), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestSparse measures files that leave out blocks: what comes out is that of
// files that store them.
func TestSparse(t *testing.T) {
	o := opening(codec.Open, 1)
	for i, stored := range []func(strip int) bool{
		func(int) bool { return false },
		func(strip int) bool { return strip < 100 },
		func(strip int) bool { return strip%200 == 150 },
	} {
		for _, nodata := range []bool{false, true} {
			fill := byte(0)
			if nodata {
				fill = 123
			}
			var got [2]string
			for k, sparse := range []bool{false, true} {
				name := filepath.Join(t.TempDir(), "image.tif")
				writeStrips(t, name, 1000, 1600, 3, fill, nodata, sparse, stored)
				set := inspect(t, o, name)
				for m, err := range measure.Images(context.Background(), set.Set, set.Images, o.Measure) {
					if err != nil || m.Err != nil {
						t.Fatal(err, m.Err)
					}
					got[k] = fmt.Sprintf("%+v %x", m.Moments, m.PHash)
				}
			}
			if got[0] != got[1] || got[0] == "" {
				t.Errorf("case %d, nodata %t: stored %s, left out %s", i, nodata, got[0], got[1])
			}
		}
	}
}

// TestTooManyBands refuses images of a few bytes whose products of bands fill
// gigabytes.
func TestTooManyBands(t *testing.T) {
	o := opening(codec.Open, 1)
	name := filepath.Join(t.TempDir(), "image.tif")
	writeStrips(t, name, 1, 4, 60000, 0, false, true, func(int) bool { return false })
	var large *raster.TooLargeError
	if s := inspect(t, o, name); len(s.Skipped) != 1 || !errors.As(s.Skipped[0].Err, &large) {
		t.Errorf("skipped: %v", s.Skipped)
	}
	o.Images.View.Bands = "1-3"
	if s := inspect(t, o, name); s.Images.Len() != 1 {
		t.Errorf("three bands of it: %v", s.Skipped)
	}
}
