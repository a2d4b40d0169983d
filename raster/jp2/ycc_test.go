package jp2

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// encodeYCC has OpenJPEG encode planes of random samples without loss, as sYCC;
// components is its description of them.
func encodeYCC(t *testing.T, dir, components string, bytesPerSample int, r *rand.Rand, planes ...[2]int) string {
	t.Helper()
	var raw []byte
	for _, size := range planes {
		for i := range size[0] * size[1] * bytesPerSample {
			v := byte(r.Uint32())
			if bytesPerSample == 2 && i%2 == 0 {
				v &= 0x0f // 12 bits, high byte first
			}
			raw = append(raw, v)
		}
	}
	in, out := filepath.Join(dir, "in.raw"), filepath.Join(dir, "out.jp2")
	if err := os.WriteFile(in, raw, 0o644); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("opj_compress", "-i", in, "-o", out, "-F", components, "-mct", "0", "-n", "2").CombinedOutput(); err != nil {
		t.Fatalf("%s", text)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("colr"))
	data[at+10] = spaceYCC // of the enumerated colour space, the last byte
	if err := os.WriteFile(out, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return out
}

// Luma and chroma come out as red, green and blue, as opj_decompress 2.5.0 makes
// them: at full size, subsampled, of more bits, with alpha.
func TestYCC(t *testing.T) {
	for _, tool := range []string{"opj_compress", "opj_decompress"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("no " + tool)
		}
	}
	full, half, quarter := [2]int{18, 14}, [2]int{9, 14}, [2]int{9, 7}
	r := rand.New(rand.NewPCG(7, 8))
	for _, c := range []struct {
		components string
		bytes      int
		planes     [][2]int
	}{
		{"18,14,3,8,u@1x1:1x1:1x1", 1, [][2]int{full, full, full}},
		{"18,14,3,8,u@1x1:2x1:2x1", 1, [][2]int{full, half, half}},
		{"18,14,3,8,u@1x1:2x2:2x2", 1, [][2]int{full, quarter, quarter}},
		{"18,14,3,12,u@1x1:2x1:2x1", 2, [][2]int{full, half, half}},
		{"18,14,3,12,u@1x1:2x2:2x2", 2, [][2]int{full, quarter, quarter}},
		{"18,14,4,8,u@1x1:2x2:2x2:1x1", 1, [][2]int{full, quarter, quarter, full}},
		{"18,14,4,8,u@1x1:1x1:1x1:1x1", 1, [][2]int{full, full, full, full}},
	} {
		dir := t.TempDir()
		file := encodeYCC(t, dir, c.components, c.bytes, r, c.planes...)
		decoded := filepath.Join(dir, "decoded.raw")
		if text, err := exec.Command("opj_decompress", "-i", file, "-o", decoded).CombinedOutput(); err != nil {
			t.Fatalf("%s", text)
		}
		want, err := os.ReadFile(decoded)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.planes) == 4 {
			data = withAlpha(data)
		}
		s, err := Open(raster.Bytes(data), raster.Options{})
		if err != nil {
			t.Errorf("%s: %v", c.components, err)
			continue
		}
		h := s.Header()
		if h.Bands[0].Color != raster.Red || h.Bands[2].Color != raster.Blue || (h.AlphaBand() == 3) != (len(c.planes) == 4) || h.Type.Bits() != 8*c.bytes {
			t.Errorf("%s: %+v", c.components, h)
			continue
		}
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		if len(want) != len(h.Bands)*18*14*c.bytes {
			t.Fatalf("%s: %d bytes from opj_decompress", c.components, len(want))
		}
		for i := range len(want) / c.bytes {
			v := float64(want[i*c.bytes])
			if c.bytes == 2 {
				v += 256 * float64(want[2*i+1]) // the tool writes the low byte first
			}
			if got := b.At(i, h.Type); got != v {
				t.Errorf("%s, sample %d: %v, want %v", c.components, i, got, v)
				break
			}
		}
	}
}

// withAlpha puts a channel definition into the header of a JP2 file of four
// channels: three colours and alpha.
func withAlpha(data []byte) []byte {
	cdef := []byte("\x00\x00\x00\x22cdef\x00\x04\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x02\x00\x02\x00\x00\x00\x03\x00\x03\x00\x01\x00\x00")
	at := bytes.Index(data, []byte("jp2h")) - 4
	n := int(data[at+3]) + int(data[at+2])<<8
	end := at + n
	n += len(cdef)
	out := append([]byte{}, data[:end]...)
	out[at+2], out[at+3] = byte(n>>8), byte(n)
	return append(append(out, cdef...), data[end:]...)
}

// Signed chroma lies about zero: it gives the colours of unsigned chroma about the
// middle of the range.
func TestSignedYCC(t *testing.T) {
	if _, err := exec.LookPath("opj_compress"); err != nil {
		t.Skip("no opj_compress")
	}
	full, half := [2]int{18, 14}, [2]int{9, 14}
	file := encodeYCC(t, t.TempDir(), "18,14,3,8,u@1x1:2x1:2x1", 1, rand.New(rand.NewPCG(7, 8)), full, half, half)
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// The level shift is all that signed samples lack, so that a sign in SIZ turns
	// v into v − 128.
	signed := bytes.Clone(data)
	siz := bytes.Index(signed, []byte{0xff, 0x51}) + 2 + 38
	for c := range 3 {
		signed[siz+3*c] |= 0x80
	}
	var got [2]string
	for i, d := range [][]byte{data, signed} {
		s, err := Open(raster.Bytes(d), raster.Options{})
		if err != nil {
			t.Fatal(err)
		}
		h := s.Header()
		var b raster.Block
		if err := s.Read(context.Background(), h.Window(), &b); err != nil {
			t.Fatal(err)
		}
		got[i] = fmt.Sprint(h.Type, h.Bits, h.Bands, b.U8)
	}
	if got[0] != got[1] {
		t.Errorf("%.300s\n%.300s", got[0], got[1])
	}
}
