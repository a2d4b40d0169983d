package jp2

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/bandprep/bandprep/raster"
)

// Whatever opj_compress makes of an image, this package decodes as
// opj_decompress does: reversible ones exactly, the others within 1. Where no
// layer was cut, that is the image itself.
func TestRandom(t *testing.T) {
	compress, err := exec.LookPath("opj_compress")
	if err != nil {
		t.Skip("needs opj_compress")
	}
	decompress, err := exec.LookPath("opj_decompress")
	if err != nil {
		t.Skip("needs opj_decompress")
	}
	dir := t.TempDir()
	in, coded, out := filepath.Join(dir, "in.rawl"), filepath.Join(dir, "x.j2k"), filepath.Join(dir, "out.rawl")
	tried := 0
	check := func(t *rapid.T) {
		c := drawCase(t)
		if err := os.WriteFile(in, c.raw(), 0o600); err != nil {
			t.Fatal(err)
		}
		os.Remove(coded)
		os.Remove(out)
		args := append([]string{"-i", in, "-o", coded, "-F", c.form()}, c.args...)
		if exec.Command(compress, args...).Run() != nil {
			t.Skip("OpenJPEG refuses")
		}
		said, err := exec.Command(decompress, "-i", coded, "-o", out).CombinedOutput()
		if err != nil || bytes.Contains(said, []byte("Non conformant")) {
			t.Skip("OpenJPEG does not read what it wrote: more than 255 tile-parts in a tile")
		}
		tried++
		want, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, coded, raster.Options{Workers: 2})
		got := whole(t, s)
		for i, v := range got {
			if w := c.sample(want, i); v-w < -c.tolerance || v-w > c.tolerance {
				t.Fatalf("%v: sample %d is %d, OpenJPEG gives %d", args, i, v, w)
			}
		}
	}
	rapid.Check(t, check)
	t.Logf("%d images compared", tried)
}

type imageCase struct {
	w, h, bands, bits int
	signed            bool
	values            []int32
	args              []string
	tolerance         int32
}

func (c *imageCase) form() string {
	sign := "u"
	if c.signed {
		sign = "s"
	}
	return fmt.Sprintf("%d,%d,%d,%d,%s", c.w, c.h, c.bands, c.bits, sign)
}

func (c *imageCase) raw() []byte {
	var b []byte
	for _, v := range c.values {
		if c.bits <= 8 {
			b = append(b, byte(v))
		} else {
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		}
	}
	return b
}

// sample returns sample i of a raw file, which lacks the upper bits of signed
// samples.
func (c *imageCase) sample(raw []byte, i int) int32 {
	v := int32(0)
	if c.bits <= 8 {
		v = int32(raw[i])
	} else {
		v = int32(binary.LittleEndian.Uint16(raw[2*i:]))
	}
	if c.signed {
		return v << (32 - c.bits) >> (32 - c.bits)
	}
	return v
}

func drawCase(t *rapid.T) *imageCase {
	n := func(label string, low, high int) int { return rapid.IntRange(low, high).Draw(t, label) }
	yes := func(label string) bool { return rapid.Bool().Draw(t, label) }
	c := &imageCase{w: n("w", 1, 90), h: n("h", 1, 90), bands: n("bands", 1, 4), bits: n("bits", 2, 16), signed: yes("signed")}
	c.values = make([]int32, c.w*c.h*c.bands)
	noise, seed := n("noise", 0, c.bits), uint32(n("seed", 1, 1<<30))
	for i := range c.values {
		seed = seed*1664525 + 1013904223
		v := int32(i%c.w*3+i/c.w*5)<<max(c.bits-8, 0) + int32(seed>>8)&(1<<noise-1)
		v &= 1<<c.bits - 1
		if c.signed {
			v -= 1 << (c.bits - 1)
		}
		c.values[i] = v
	}
	add := func(args ...string) { c.args = append(c.args, args...) }
	levels := n("resolutions", 1, 6)
	add("-n", fmt.Sprint(levels))
	if yes("tiles") {
		add("-t", fmt.Sprintf("%d,%d", n("tw", 16, 64), n("th", 16, 64)))
		if yes("offset") {
			x, y := n("x", 0, 20), n("y", 0, 20)
			add("-d", fmt.Sprintf("%d,%d", x, y), "-T", fmt.Sprintf("%d,%d", n("tx", 0, min(x, 15)), n("ty", 0, min(y, 15))))
		}
	}
	if yes("precincts") {
		var sizes []string
		for range n("sizes", 1, levels) {
			sizes = append(sizes, fmt.Sprintf("[%d,%d]", 1<<n("pw", 3, 7), 1<<n("ph", 3, 7)))
		}
		add("-c", strings.Join(sizes, ","))
	}
	if yes("blocks") {
		w := n("bw", 2, 6)
		add("-b", fmt.Sprintf("%d,%d", 1<<w, 1<<n("bh", 2, min(6, 12-w))))
	}
	add("-p", []string{"LRCP", "RLCP", "RPCL", "PCRL", "CPRL"}[n("order", 0, 4)])
	if yes("layers") {
		add("-r", []string{"20,5,1", "10,1", "8,4,2,1", "30,10", "5"}[n("rates", 0, 4)])
	}
	if yes("styles") {
		add("-M", fmt.Sprint(n("style", 0, 63)))
	}
	for _, flag := range []string{"-SOP", "-EPH", "-PLT", "-TLM"} {
		if yes(flag) {
			add(flag)
		}
	}
	if yes("parts") {
		add("-TP", []string{"R", "L", "C"}[n("part", 0, 2)])
	}
	if yes("irreversible") {
		add("-I")
		c.tolerance = 1
	}
	return c
}

// Reduced images are those of opj_decompress -r.
func TestReduced(t *testing.T) {
	decompress, err := exec.LookPath("opj_decompress")
	if err != nil {
		t.Skip("needs opj_decompress")
	}
	out := filepath.Join(t.TempDir(), "out.rawl")
	for _, name := range []string{"rgb.jp2", "tiles.j2k", "offset.j2k", "styles.j2k", "lossy.jp2", "bypass.j2k"} {
		for reduce := 1; reduce <= 3; reduce++ {
			path := filepath.Join("testdata", name)
			f := mustRead(t, path)
			s, err := OpenReduced(f, raster.Options{}, reduce)
			if err != nil {
				if reduce <= 2 {
					t.Error(err)
				}
				continue
			}
			if said, err := exec.Command(decompress, "-i", path, "-o", out, "-r", fmt.Sprint(reduce)).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, said)
			}
			want, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			h := s.Header()
			c := imageCase{bits: h.SampleBits()}
			got := whole(t, s)
			if len(want) != len(got)*(1+(c.bits-1)/8) {
				t.Errorf("%s reduced by %d: %d samples of %d bytes", name, reduce, len(got), len(want))
				continue
			}
			for i, v := range got {
				w := c.sample(want, i)
				if v != w && (name != "lossy.jp2" || v-w < -1 || v-w > 1) {
					t.Errorf("%s reduced by %d: sample %d is %d, want %d", name, reduce, i, v, w)
					break
				}
			}
		}
	}
}
