package pictures

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/raster"
)

// classColors are those of the classes 1, 2, … of a label raster; from 8 on they
// recur. People who do not tell red from green tell them apart (M. Okabe and K.
// Ito, "Color universal design", 2008).
var classColors = []struct {
	name string
	rgb  [3]uint8
}{
	{"sky blue", [3]uint8{86, 180, 233}}, {"orange", [3]uint8{230, 159, 0}}, {"purple", [3]uint8{204, 121, 167}}, {"yellow", [3]uint8{240, 228, 66}},
	{"blue", [3]uint8{0, 114, 178}}, {"vermilion", [3]uint8{213, 94, 0}}, {"green", [3]uint8{0, 158, 115}},
}

// classOpacity is how much of a pixel is the colour of its class.
const classOpacity = 0.55

// colorOf returns the colour of a class. 0 has none, since it is the background
// nearly everywhere, and those that stand for no class are black: 255 and what is
// below 0.
func colorOf(class float64) (rgb [3]uint8, name string) {
	switch {
	case class == 0 || class != class:
		return rgb, ""
	case class < 0 || class == 255:
		return rgb, "black"
	}
	c := classColors[int64(math.Mod(class-1, float64(len(classColors)))+float64(len(classColors)))%int64(len(classColors))]
	return c.rgb, c.name
}

// readClasses reads the label raster of an item into a plane as large as those of
// its bands: of each square the class in its middle. It does nothing where there
// is none, and where the picture is not the image as it is stored.
func (k *look) readClasses(ctx context.Context, set *imageset.Set, im *imageset.Image) error {
	if set.View.As != "" || set.Layouts[im.Layout].Header.Orientation > 1 {
		return nil
	}
	src, err := set.OpenLabelRaster(im)
	if src == nil || err != nil {
		return err
	}
	defer src.Close()
	kind := src.Header().Type
	plane := make([]float64, k.w*k.h)
	var b raster.Block
	for _, task := range src.Tasks(k.window) {
		if err := raster.Each(ctx, src, task, &b, func(b *raster.Block) error {
			for y := range b.Window.H {
				atY := b.Window.Y + y - k.window.Y
				if atY%k.step > k.step/2 {
					continue
				}
				for x := range b.Window.W {
					if atX := b.Window.X + x - k.window.X; atX%k.step <= k.step/2 {
						plane[atY/k.step*k.w+atX/k.step] = b.At(y*b.Window.W+x, kind)
					}
				}
			}
			return ctx.Err()
		}); err != nil {
			return err
		}
	}
	k.classes = plane
	return nil
}

// overlaid lays the classes over a picture of the item.
func (k *look) overlaid(raw *image.NRGBA) *image.NRGBA {
	if k.classes == nil {
		return nil
	}
	w, h := raw.Rect.Dx(), raw.Rect.Dy()
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := raw.NRGBAAt(raw.Rect.Min.X+x, raw.Rect.Min.Y+y)
			if rgb, name := colorOf(k.classes[y*k.h/h*k.w+x*k.w/w]); name != "" {
				mix := func(a, b uint8) uint8 {
					return uint8(float64(float64(a)*(1-classOpacity)) + float64(float64(b)*classOpacity) + 0.5)
				}
				c = color.NRGBA{mix(c.R, rgb[0]), mix(c.G, rgb[1]), mix(c.B, rgb[2]), 255}
			}
			out.SetNRGBA(x, y, c)
		}
	}
	return out
}

// describeClasses says which colours the classes of some items have.
func describeClasses(seen map[int]*look) string {
	classes := make(map[float64]bool)
	for _, k := range seen {
		for _, c := range k.classes {
			classes[c] = true
		}
	}
	const most = 12
	var list []string
	for _, c := range slices.Sorted(maps.Keys(classes)) {
		name := "as the image is"
		if _, colored := colorOf(c); colored != "" {
			name = colored
		}
		list = append(list, fmt.Sprintf("%s %s", strings.Replace(strconv.FormatFloat(c, 'g', -1, 64), "-", "−", 1), name))
	}
	if n := len(list); n > most {
		list = append(list[:most], fmt.Sprintf("and %d more", n-most))
	}
	return strings.Join(list, ", ")
}
