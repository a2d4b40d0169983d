package fingerprint

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/bits"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
	"golang.org/x/image/draw"
)

var curves = flag.Bool("curves", false, "print the table of docs/near-duplicates.md")

// radius is the default of the room split, which imports nothing of this one.
const radius = 6

// photos returns the JPEG files below a folder in the order of their names.
func photos(t testing.TB, dir string) []string {
	var names []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if ext := strings.ToLower(filepath.Ext(path)); ext == ".jpg" || ext == ".jpeg" {
			names = append(names, path)
		}
		return err
	})
	if err != nil || len(names) == 0 {
		t.Fatal("no photos:", dir, err)
	}
	sort.Strings(names)
	return names
}

func decode(t testing.TB, name string) *image.RGBA {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return decodeBytes(t, data)
}

func decodeBytes(t testing.TB, data []byte) *image.RGBA {
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rgba := image.NewRGBA(m.Bounds())
	draw.Draw(rgba, rgba.Rect, m, m.Bounds().Min, draw.Src)
	return rgba
}

func hashOf(m *image.RGBA) uint64 {
	var b raster.Block
	b.Reset(raster.Window{W: m.Rect.Dx(), H: m.Rect.Dy()}, 3, raster.StoreU8)
	n := b.Window.Pixels()
	for i := range n {
		b.U8[i], b.U8[n+i], b.U8[2*n+i] = m.Pix[4*i], m.Pix[4*i+1], m.Pix[4*i+2]
	}
	return hash(&b, raster.Uint8, rgb).Bits
}

// The ways in which a planted copy differs from its original.
const (
	recompressed = iota // quality 50, 60, 70 or 80
	resized             // by a factor of 0.9 or 1.1, then quality 90
	brightened          // times 1.05, clipped, then quality 90
	allOfThem
	waysToPlant
)

func plant(t testing.TB, m *image.RGBA, way int, rng *rand.Rand) *image.RGBA {
	quality := 90
	if way == recompressed || way == allOfThem {
		quality = 50 + 10*rng.IntN(4)
	}
	if way == resized || way == allOfThem {
		factor := []float64{0.9, 1.1}[rng.IntN(2)]
		kernel := []draw.Scaler{draw.BiLinear, draw.CatmullRom}[rng.IntN(2)]
		to := image.NewRGBA(image.Rect(0, 0, int(float64(m.Rect.Dx())*factor+0.5), int(float64(m.Rect.Dy())*factor+0.5)))
		kernel.Scale(to, to.Rect, m, m.Rect, draw.Src, nil)
		m = to
	}
	if way == brightened || way == allOfThem {
		to := image.NewRGBA(m.Rect)
		for i, v := range m.Pix {
			to.Pix[i] = uint8(min(float64(v)*1.05+0.5, 255))
		}
		m = to
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, opaque{m}, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return decodeBytes(t, out.Bytes())
}

// opaque hides the RGBA, so that the encoder reads pixels as photos have them.
type opaque struct{ *image.RGBA }

func (o opaque) At(x, y int) color.Color { return o.RGBAAt(x, y) }

// TestCurves plants 500 altered copies of the clothing photos and counts, per
// radius, how many are found, and how many different photos are united.
func TestCurves(t *testing.T) {
	plants := 500
	if !*curves {
		plants = 40
	}
	originals := photos(t, testfile.Shared(t, "photos", "clothing"))
	strangers := photos(t, testfile.Shared(t, "photos", "imagenet-sample"))
	if !*curves {
		strangers = strangers[:40]
	}
	rng := rand.New(rand.NewPCG(20, 26))
	var found [waysToPlant][65]int
	var planted [waysToPlant]int
	for k := range plants {
		m := decode(t, originals[rng.IntN(len(originals))])
		way := k % waysToPlant
		planted[way]++
		found[way][bits.OnesCount64(hashOf(m)^hashOf(plant(t, m, way, rng)))]++
	}
	united := map[string]*[65]int{}
	for name, files := range map[string][]string{"imagenet-sample": strangers, "clothing": originals} {
		if name == "clothing" && !*curves {
			continue
		}
		hashes := make([]uint64, len(files))
		for i, f := range files {
			hashes[i] = hashOf(decode(t, f))
		}
		// Per photo the distance to the nearest other one.
		united[name] = new([65]int)
		for i, h := range hashes {
			nearest := 64
			for j, o := range hashes {
				if i != j {
					nearest = min(nearest, bits.OnesCount64(h^o))
				}
			}
			united[name][nearest]++
		}
	}
	at := func(counts *[65]int, r int) (n int) {
		for _, c := range counts[:r+1] {
			n += c
		}
		return n
	}
	all := 0
	for way := range found {
		all += at(&found[way], radius)
	}
	if float64(all) < 0.99*float64(plants) {
		t.Errorf("%d of %d plants found at radius %d", all, plants, radius)
	}
	if n := at(united["imagenet-sample"], radius); n > 1 {
		t.Errorf("%d of %d different photos united at radius %d", n, len(strangers), radius)
	}
	if !*curves {
		return
	}
	fmt.Println("| radius | recompressed | resized | brightened | all three | all plants | imagenet-sample united | clothing united |")
	fmt.Println("|---|---|---|---|---|---|---|---|")
	for r := range 21 {
		fmt.Printf("| %d |", r)
		sum := 0
		for way := range found {
			n := at(&found[way], r)
			sum += n
			fmt.Printf(" %.1f %% |", 100*float64(n)/float64(planted[way]))
		}
		fmt.Printf(" %.1f %% | %d of %d | %d of %d |\n", 100*float64(sum)/float64(plants),
			at(united["imagenet-sample"], r), len(strangers), at(united["clothing"], r), len(originals))
	}
}
