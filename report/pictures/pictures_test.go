package pictures

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestShownBands(t *testing.T) {
	for _, c := range []struct {
		names string
		want  []int
	}{
		{"grey", []int{0}},
		{"VV VH", []int{0}},
		{"red green blue", []int{0, 1, 2}},
		{"Blue Green Red NIR", []int{2, 1, 0}},
		{"B1 B2 B3 B4", []int{0, 1, 2}},
		{"B1 B2 B3 B4 B5 B6 B7", []int{3, 2, 1}},
		{"B01 B02 B03 B04 B08", []int{3, 2, 1}},
		{"a b c d", []int{0, 1, 2}},
	} {
		if got := shownBands(strings.Fields(c.names)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.names, got, c.want)
		}
	}
}

// Cells lie beside each other in their colours, and small pictures are enlarged
// by a whole factor.
func TestSheet(t *testing.T) {
	plain := func(w, h int, c color.NRGBA) *image.NRGBA {
		im := image.NewNRGBA(image.Rect(0, 0, w, h))
		for y := range h {
			for x := range w {
				im.SetNRGBA(x, y, c)
			}
		}
		return im
	}
	red, blue := color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 0, 255, 255}
	sheet, err := Sheet([]Cell{{[]*image.NRGBA{plain(8, 8, red)}, []string{strings.Repeat("long/", 50)}}, {[]*image.NRGBA{plain(40, 20, blue)}, nil}}, 6, 40)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[image.Point]color.NRGBA{{gap + 1, gap + 1}: red, {gap + 38, gap + 38}: red, {2*gap + 41, gap + 11}: blue, {2*gap + 41, gap + 5}: {255, 255, 255, 255}} {
		if got := color.NRGBAModel.Convert(sheet.At(at.X, at.Y)); got != want {
			t.Errorf("%v: %v, want %v", at, got, want)
		}
	}
	if _, err := Sheet(nil, 6, 40); err != nil {
		t.Error(err)
	}
}

// A terminal that follows kitty's protocol puts the chunks together to the PNG of
// the image: every sequence but the last says m=1, only the first has other keys.
func TestKitty(t *testing.T) {
	im := image.NewNRGBA(image.Rect(0, 0, 150, 90))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range im.Pix {
		im.Pix[i] = uint8(r.Uint32()) | 3
	}
	var b bytes.Buffer
	if err := Kitty(&b, im); err != nil {
		t.Fatal(err)
	}
	parts := regexp.MustCompile("\x1b_G([^;]*);([^\x1b]*)\x1b\\\\").FindAllStringSubmatch(b.String(), -1)
	text, length := "", 1
	for i, p := range parts {
		want := "m=1"
		if i == len(parts)-1 {
			want = "m=0"
		}
		if i == 0 {
			want = "a=T,f=100," + want
		}
		if p[1] != want || len(p[2]) > 4096 || i < len(parts)-1 && len(p[2])%4 != 0 {
			t.Errorf("sequence %d: %s, %d characters", i, p[1], len(p[2]))
		}
		text, length = text+p[2], length+len(p[0])
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil || length != b.Len() || len(parts) < 3 {
		t.Fatalf("%v, %d sequences of %d bytes in %d", err, len(parts), length, b.Len())
	}
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 90 {
		for x := range 150 {
			if c := color.NRGBAModel.Convert(got.At(x, y)); c != im.NRGBAAt(x, y) {
				t.Fatalf("%d, %d: %v, want %v", x, y, c, im.NRGBAAt(x, y))
			}
		}
	}
}

func TestHalfBlocks(t *testing.T) {
	im := image.NewNRGBA(image.Rect(0, 0, 1, 3))
	im.SetNRGBA(0, 0, color.NRGBA{1, 2, 3, 255})
	im.SetNRGBA(0, 1, color.NRGBA{4, 5, 6, 255})
	var b bytes.Buffer
	if err := HalfBlocks(&b, im); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[38;2;1;2;3m\x1b[48;2;4;5;6m▀\x1b[0m\n\x1b[38;2;128;128;128m\x1b[48;2;0;0;0m▀\x1b[0m\n"
	if b.String() != want {
		t.Errorf("%q", b.String())
	}
}
