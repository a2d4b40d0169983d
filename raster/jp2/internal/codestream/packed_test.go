package codestream

import (
	"bytes"
	"encoding/binary"
	"os"
	"reflect"
	"testing"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
	"github.com/bandprep/bandprep/raster/jp2/internal/tier1"
)

// Moving the packet headers of a codestream into PPM or PPT markers leaves its
// code-blocks as they were. The codestream has SOP and EPH markers, so that
// packets can be told apart without reading them.
func TestPackedHeaders(t *testing.T) {
	data, err := os.ReadFile("../../testdata/tiles.j2k")
	if err != nil {
		t.Fatal(err)
	}
	want := segments(t, data)
	for _, main := range []bool{true, false} {
		packed := packHeaders(data, main)
		if bytes.Equal(packed, data) {
			t.Fatal("nothing was moved")
		}
		if got := segments(t, packed); !reflect.DeepEqual(got, want) {
			t.Errorf("PPM %v: other code-blocks", main)
		}
	}
	// Lengths of packed headers that lie are found out.
	lying := bytes.Replace(packHeaders(data, true), []byte{0xFF, 0x60}, []byte{0xFF, 0x64}, 1)
	c, err := Open(bytes.NewReader(lying), 0, int64(len(lying)), raster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Load(0); !raster.IsTyped(err) {
		t.Errorf("without packed headers: %v", err)
	}
}

// packHeaders moves the packet headers to the main header or to those of the
// tile-parts.
func packHeaders(data []byte, main bool) []byte {
	at := bytes.Index(data, []byte{0xFF, 0x90, 0, 10})
	head := append([]byte(nil), data[:at]...)
	var parts, ppm []byte
	for binary.BigEndian.Uint16(data[at:]) == sot {
		n := int(binary.BigEndian.Uint32(data[at+6:]))
		start := append([]byte(nil), data[at:at+12]...)
		packets := data[at+14 : at+n]
		var headers, bodies []byte
		for _, p := range bytes.Split(packets, []byte{0xFF, 0x91, 0, 4})[1:] {
			i := bytes.Index(p, []byte{0xFF, 0x92}) + 2
			bodies = append(append(bodies, 0xFF, 0x91, 0, 4), p[:2]...)
			headers = append(headers, p[2:i]...)
			bodies = append(bodies, p[i:]...)
		}
		part := []byte{}
		if main {
			ppm = binary.BigEndian.AppendUint32(ppm, uint32(len(headers)))
			ppm = append(ppm, headers...)
		} else {
			part = marker(ppt, 0, headers)
		}
		part = append(append(part, 0xFF, 0x93), bodies...)
		binary.BigEndian.PutUint32(start[6:], uint32(12+len(part)))
		parts = append(append(parts, start...), part...)
		at += n
	}
	// Headers may be cut anywhere between two markers.
	for i := byte(0); len(ppm) > 0; i++ {
		n := min(len(ppm), 333)
		head = append(head, marker(0xFF60, i, ppm[:n])...)
		ppm = ppm[n:]
	}
	return append(append(head, parts...), 0xFF, 0xD9)
}

func marker(code uint16, index byte, content []byte) []byte {
	m := binary.BigEndian.AppendUint16(nil, code)
	m = binary.BigEndian.AppendUint16(m, uint16(3+len(content)))
	return append(append(m, index), content...)
}

// segments returns the codeword segments of all code-blocks of all tiles.
func segments(t *testing.T, data []byte) [][]tier1.Segment {
	c, err := Open(bytes.NewReader(data), 0, int64(len(data)), raster.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var all [][]tier1.Segment
	for i := range c.Across * c.Down {
		tile, err := c.Load(i)
		if err != nil {
			t.Fatal(err)
		}
		for j := range tile.Components {
			for r := range tile.Components[j].Resolutions {
				res := &tile.Components[j].Resolutions[r]
				for b := range res.Bands {
					for block := range tile.Blocks(res, &res.Bands[b], 0, dwt.Rect{X1: 1 << 20, Y1: 1 << 20}) {
						s, _ := tile.Segments(block, nil, nil)
						all = append(all, s)
					}
				}
			}
		}
	}
	if len(all) < 100 {
		t.Fatalf("%d code-blocks", len(all))
	}
	return all
}
