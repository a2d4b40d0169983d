package pictures

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Cell is one item on a contact sheet: pictures beside each other, and lines of
// text below them.
type Cell struct {
	Images []*image.NRGBA
	Lines  []string
}

const (
	gap      = 8  // between cells
	captions = 12 // size of captions in pixels
	leading  = 16 // height of a line
)

// Sheet lays cells out in rows of columns on white; a picture takes size×size
// pixels. Pixels that do not count are grey.
func Sheet(cells []Cell, columns, size int) (*image.RGBA, error) {
	parsed, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	face, err := opentype.NewFace(parsed, &opentype.FaceOptions{Size: captions, DPI: 72, Hinting: font.HintingFull})
	if err != nil {
		return nil, err
	}
	defer face.Close()
	across, lines := 1, 0
	for _, c := range cells {
		across, lines = max(across, len(c.Images)), max(lines, len(c.Lines))
	}
	columns = max(1, min(columns, len(cells)))
	w, h := across*size+(across-1)*2, size+lines*leading+4
	rows := (len(cells) + columns - 1) / columns
	sheet := image.NewRGBA(image.Rect(0, 0, columns*(w+gap)+gap, max(1, rows)*(h+gap)+gap))
	draw.Draw(sheet, sheet.Rect, image.White, image.Point{}, draw.Src)
	for i, c := range cells {
		x, y := gap+(i%columns)*(w+gap), gap+(i/columns)*(h+gap)
		for k, im := range c.Images {
			im = enlarged(im, size)
			at := image.Rect(0, 0, im.Rect.Dx(), im.Rect.Dy()).Add(image.Pt(x+k*(size+2)+(size-im.Rect.Dx())/2, y+(size-im.Rect.Dy())/2))
			draw.Draw(sheet, at, image.NewUniform(color.Gray{200}), image.Point{}, draw.Src)
			draw.Draw(sheet, at, im, im.Rect.Min, draw.Over)
		}
		for k, line := range c.Lines {
			d := font.Drawer{Dst: sheet, Src: image.Black, Face: face, Dot: fixed.P(x, y+size+(k+1)*leading-2)}
			d.DrawString(fitted(face, line, w))
		}
	}
	return sheet, nil
}

// enlarged repeats the pixels of a small image as often as fits.
func enlarged(im *image.NRGBA, size int) *image.NRGBA {
	w, h := im.Rect.Dx(), im.Rect.Dy()
	n := size / max(w, h)
	if n < 2 {
		return im
	}
	out := image.NewNRGBA(image.Rect(0, 0, n*w, n*h))
	for y := range n * h {
		for x := range n * w {
			out.SetNRGBA(x, y, im.NRGBAAt(im.Rect.Min.X+x/n, im.Rect.Min.Y+y/n))
		}
	}
	return out
}

// fitted shortens a line at its start until it is at most w pixels wide: the
// ends of paths tell more.
func fitted(face font.Face, line string, w int) string {
	if font.MeasureString(face, line).Ceil() <= w {
		return line
	}
	runes := []rune(line)
	for len(runes) > 1 && font.MeasureString(face, "…"+string(runes)).Ceil() > w {
		runes = runes[1:]
	}
	return "…" + string(runes)
}
