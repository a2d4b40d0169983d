package tier1

import "testing"

// FuzzDecode decodes segments of any content: no panic, and magnitudes of no
// more bits than there are planes.
func FuzzDecode(f *testing.F) {
	f.Add(uint8(7), uint8(9), uint8(0), uint8(8), uint8(0), uint8(22), []byte("\x84\xc7\x3b\xfc\xe1\xa1\x43\x04\x02\x20\x00\x00\x41\x0d\xbb\x86"))
	f.Add(uint8(64), uint8(5), uint8(3), uint8(12), uint8(Bypass|Terminate|Causal|SegmentSymbol), uint8(3), []byte("\x01\x22\xf1\x17\xff\x8f\x00\xff\x7f"))
	f.Fuzz(func(t *testing.T, w, h, o, planes, style, passes uint8, data []byte) {
		wide, high := 1+int(w%64), 1+int(h%64)
		n := 1 + int(planes)%MaxPlanes
		var segments []Segment
		for len(data) > 0 {
			k := min(len(data), 1+int(data[0]))
			segments = append(segments, Segment{Data: data[:k], Passes: int(passes)})
			data = data[k:]
		}
		var d Decoder
		d.Decode(wide, high, Orientation(o%4), n, Style(style)&^HighThroughput, segments)
		for i, v := range d.data {
			if v&(1<<31-1)>>(n+1) != 0 {
				t.Fatalf("sample %d is %#x, of %d planes", i, v, n)
			}
		}
	})
}
