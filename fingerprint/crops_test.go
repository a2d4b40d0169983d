package fingerprint

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
	"golang.org/x/image/draw"
)

func printOf(m *image.RGBA) Print {
	var b raster.Block
	b.Reset(raster.Window{W: m.Rect.Dx(), H: m.Rect.Dy()}, 3, raster.StoreU8)
	n := b.Window.Pixels()
	for i := range n {
		b.U8[i], b.U8[n+i], b.U8[2*n+i] = m.Pix[4*i], m.Pix[4*i+1], m.Pix[4*i+2]
	}
	h := hash(&b, raster.Uint8, rgb)
	return Print{h.Bits, h.Picture, b.Window.W, b.Window.H}
}

// crop returns a part of m, whose sides are given as shares of its sides.
func crop(m *image.RGBA, x, y, w, h float64) *image.RGBA {
	at := func(share float64, n int) int { return int(share * float64(n)) }
	from := image.Pt(at(x, m.Rect.Dx()), at(y, m.Rect.Dy()))
	to := image.NewRGBA(image.Rect(0, 0, at(w, m.Rect.Dx()), at(h, m.Rect.Dy())))
	draw.Draw(to, to.Rect, m, from, draw.Src)
	return to
}

// pad puts a frame around m: a tenth of its sides.
func pad(m *image.RGBA, c color.Color) *image.RGBA {
	w, h := m.Rect.Dx()/10, m.Rect.Dy()/10
	to := image.NewRGBA(image.Rect(0, 0, m.Rect.Dx()+2*w, m.Rect.Dy()+2*h))
	draw.Draw(to, to.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	draw.Draw(to, m.Rect.Add(image.Pt(w, h)), m, image.Point{}, draw.Src)
	return to
}

// turn mirrors and turns m; see [spectrum.turned].
func turn(m *image.RGBA, orientation int) *image.RGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	if orientation&4 != 0 {
		to = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			u, v := x, y
			if orientation&1 != 0 {
				u = to.Rect.Dx() - 1 - x
			}
			if orientation&2 != 0 {
				v = to.Rect.Dy() - 1 - y
			}
			if orientation&4 != 0 {
				u, v = v, u
			}
			to.SetRGBA(x, y, m.RGBAAt(u, v))
		}
	}
	return to
}

func recompress(t testing.TB, m *image.RGBA) *image.RGBA {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, opaque{m}, &jpeg.Options{Quality: 75}); err != nil {
		t.Fatal(err)
	}
	return decodeBytes(t, out.Bytes())
}

// TestOrientationsOfSpectra holds that turning a spectrum is turning the image:
// of 256×256 pixels, where cells of the thumbnail turn exactly.
func TestOrientationsOfSpectra(t *testing.T) {
	m := image.NewRGBA(image.Rect(0, 0, 256, 256))
	photo := decode(t, photos(t, "../testdata/photos")[0])
	draw.BiLinear.Scale(m, m.Rect, photo, photo.Rect, draw.Src, nil)
	p := printOf(m)
	own := p.Picture.spectrum(p.Bits)
	for k := range 8 {
		q := printOf(turn(m, k))
		want, got := q.Picture.spectrum(q.Bits), own.turned(k)
		differ := 0
		for _, f := range lowest {
			if want[f.u][f.v] != got[f.u][f.v] && got[f.u][f.v] != 0 && want[f.u][f.v] != 0 {
				differ++
			}
		}
		if differ > 4 { // where a sign or a level is a matter of rounding, or of the bits that a place has
			t.Errorf("orientation %d: %d waves differ", k, differ)
		}
	}
}

// TestCropsOfPhotos plants parts, frames and turned copies of the photos of the
// repository, recompressed, and holds how many are found. No two of the photos
// themselves are parts of each other.
func TestCropsOfPhotos(t *testing.T) {
	var prints []Print
	var own []*image.RGBA
	for _, name := range photos(t, "../testdata/photos") {
		own = append(own, decode(t, name))
		prints = append(prints, printOf(own[len(own)-1]))
	}
	rng := rand.New(rand.NewPCG(3, 4))
	share := func() float64 { return 0.75 + 0.2*rng.Float64() }
	type plant struct {
		name string
		make func(m *image.RGBA) *image.RGBA
		want float64
	}
	any := func(m *image.RGBA) *image.RGBA {
		w := share()
		return crop(m, rng.Float64()*(1-w), rng.Float64()*(1-w), w, w)
	}
	for _, p := range []plant{
		{"the same", func(m *image.RGBA) *image.RGBA { return m }, 1},
		{"mirrored", func(m *image.RGBA) *image.RGBA { return turn(m, 1) }, 1},
		{"turned", func(m *image.RGBA) *image.RGBA { return turn(m, 5) }, 1},
		{"side cut off", func(m *image.RGBA) *image.RGBA { return crop(m, 0.1, 0, 0.9, 1) }, 0.8},
		{"centre", func(m *image.RGBA) *image.RGBA { return crop(m, 0.08, 0.08, 0.84, 0.84) }, 0.7},
		{"centre, mirrored", func(m *image.RGBA) *image.RGBA { return turn(crop(m, 0.08, 0.08, 0.84, 0.84), 1) }, 0.8},
		{"any part", any, 0.7},
		{"black frame", func(m *image.RGBA) *image.RGBA { return pad(m, color.Black) }, 0.8},
		{"white frame", func(m *image.RGBA) *image.RGBA { return pad(m, color.White) }, 0.8},
	} {
		all := slices.Clone(prints)
		for _, m := range own {
			all = append(all, printOf(recompress(t, p.make(m))))
		}
		found := map[int]bool{}
		if skipped := Crops(all, func(a, b int) {
			switch {
			case b < len(own):
				t.Errorf("photos %d and %d are parts of each other", a, b)
			case a < len(own) && b == a+len(own):
				found[a] = true
			case b%len(own) != a%len(own):
				t.Errorf("%s: %d is a part of %d", p.name, b, a)
			}
		}); skipped != 0 {
			t.Error(skipped, "skipped")
		}
		if got := float64(len(found)) / float64(len(own)); got < p.want {
			t.Errorf("%s: %.2f found, want %v", p.name, got, p.want)
		} else {
			t.Logf("%s: %d of %d found", p.name, len(found), len(own))
		}
	}
}

// TestUnrelatedPhotosAreNoCrops: of the collection of real photos none is a part
// of another.
func TestUnrelatedPhotosAreNoCrops(t *testing.T) {
	if testing.Short() {
		t.Skip("decodes 754 photos")
	}
	var names []string
	for _, set := range []string{"clothing", "imagenet-sample"} {
		names = append(names, photos(t, testfile.Shared(t, "photos", set))...)
	}
	var prints []Print
	for _, name := range names {
		prints = append(prints, printOf(decode(t, name)))
	}
	Crops(prints, func(a, b int) { t.Errorf("%s and %s", names[a], names[b]) })
}

// TestCropsAreBounded: where pictures crowd, the search ends and says how many
// pairs it did not compare.
func TestCropsAreBounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	var centre Print
	centre.Bits = rng.Uint64()
	for i := range centre.Picture {
		centre.Picture[i] = byte(rng.Uint32())
	}
	for _, n := range []int{100, 3000, mostWindows/len(tried) + 1} {
		prints := make([]Print, n)
		for i := range prints {
			prints[i] = centre
			prints[i].Bits ^= 1 << rng.IntN(64)
			prints[i].Width, prints[i].Height = 100, 100
		}
		yields := int64(0)
		skipped := Crops(prints, func(a, b int) {
			if yields++; a >= b {
				t.Fatal(a, b)
			}
		})
		all := int64(n) * int64(n-1) / 2
		if skipped < 0 || skipped > all || n > 1000 && skipped == 0 {
			t.Errorf("%d prints: %d of %d skipped", n, skipped, all)
		}
		t.Logf("%d prints: %d of %d skipped, %d yielded", n, skipped, all, yields)
	}
}
