package envi

import (
	"context"
	"fmt"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// Frames by NV5's table of minor and major frames: bsq: line, band; bil: line of
// a band, line of all; bip: spectrum, line of all. The test lays samples out by
// walking the frames.
func TestFrames(t *testing.T) {
	const samples, lines, bands = 5, 4, 3
	value := func(b, y, x int) byte { return byte(1 + b*60 + y*10 + x) }
	for _, c := range []struct {
		interleave   string
		outer, inner int // major frames, and minor frames in each
		at           func(outer, inner, k int) byte
	}{
		{"bsq", bands, lines, func(b, y, x int) byte { return value(b, y, x) }},
		{"bil", lines, bands, func(y, b, x int) byte { return value(b, y, x) }},
		{"bip", lines, samples, func(y, x, b int) byte { return value(b, y, x) }},
	} {
		for _, e := range [][4]int{{16, 0, 0, 0}, {4, 6, 0, 0}, {0, 0, 2, 1}, {3, 1, 2, 5}, {0, 0, 0, 0}} {
			major, minor := frame{int64(e[0]), int64(e[1])}, frame{int64(e[2]), int64(e[3])}
			data := make([]byte, 7) // header offset
			length := map[string]int{"bip": bands}[c.interleave]
			if length == 0 {
				length = samples
			}
			for i := range c.outer {
				data = append(data, make([]byte, major.before)...)
				for j := range c.inner {
					data = append(data, make([]byte, minor.before)...)
					for k := range length {
						data = append(data, c.at(i, j, k))
					}
					data = append(data, make([]byte, minor.behind)...)
				}
				data = append(data, make([]byte, major.behind)...)
			}
			header := fmt.Sprintf("ENVI\nsamples = %d\nlines = %d\nbands = %d\nheader offset = 7\ndata type = 1\ninterleave = %s\n"+
				"major frame offsets = {%d, %d}\nminor frame offsets = {%d,%d}\n", samples, lines, bands, c.interleave, e[0], e[1], e[2], e[3])
			s, err := OpenPair(raster.Bytes(data), raster.Bytes([]byte(header)), raster.Options{})
			if err != nil {
				t.Errorf("%s, %v: %v", c.interleave, e, err)
				continue
			}
			if facts := raster.Facts(s); facts != nil {
				t.Errorf("%s, %v: %v", c.interleave, e, facts)
			}
			h := s.Header()
			var b raster.Block
			if err := s.Read(context.Background(), h.Window(), &b); err != nil {
				t.Fatal(err)
			}
			for i, v := range b.U8 {
				if want := value(i/20, i%20/5, i%5); v != want {
					t.Errorf("%s, %v, sample %d: %d, want %d", c.interleave, e, i, v, want)
					break
				}
			}
		}
	}
}

// Bytes beyond the last sample are a fact: the header may be wrong.
func TestSurplus(t *testing.T) {
	header := raster.Bytes([]byte("ENVI\nsamples = 2\nlines = 2\nbands = 1\ndata type = 1\n"))
	for size, want := range map[int]string{4: "[]", 9: "[{SurplusBytes 5 [5]}]"} {
		s, err := OpenPair(raster.Bytes(make([]byte, size)), header, raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(raster.Facts(s)); got != want {
			t.Errorf("%d bytes: %s, want %s", size, got, want)
		}
	}
	for _, offsets := range []string{"{-1, 0}", "{1, 2, 3}", "{x}", "{9223372036854775807, 9223372036854775807}"} {
		header := raster.Bytes([]byte("ENVI\nsamples = 2\nlines = 2\nmajor frame offsets = " + offsets + "\n"))
		if _, err := OpenPair(raster.Bytes(make([]byte, 4)), header, raster.Options{}); !raster.IsTyped(err) {
			t.Errorf("%s: %v", offsets, err)
		}
	}
}
