package transforms

import (
	"errors"
	"image"
	"image/color"

	"github.com/bandprep/bandprep/raster"
	"github.com/disintegration/imaging"
)

// Preview returns b, one or three bands of 8-bit samples, as an image that fits
// into size×size pixels; pixels that are not valid are transparent. It is for
// eyes: imaging's filters differ from those of Pillow, by one level in up to
// 0.5 % of the samples for its linear, cubic and Lanczos, by more for the
// others, so [Resize] has its own.
func Preview(b *raster.Block, size int) (*image.NRGBA, error) {
	if b.U8 == nil || b.Bands != 1 && b.Bands != 3 {
		return nil, errors.New("a preview needs one or three bands of 8-bit samples: stretch or project first")
	}
	n := b.Window.Pixels()
	img := image.NewNRGBA(image.Rect(0, 0, b.Window.W, b.Window.H))
	for band := range 3 {
		from := b.U8[(band%b.Bands)*n:][:n]
		for i, v := range from {
			img.Pix[4*i+band] = v
		}
	}
	for i := range n {
		img.Pix[4*i+3] = 255
	}
	for i, ok := range b.Valid {
		if !ok {
			img.Pix[4*(i%n)+3] = 0
		}
	}
	return imaging.Fit(img, size, size, imaging.CatmullRom), nil
}

// ContactSheet lays previews out in rows of columns, each in the middle of a
// cell of size×size pixels, on white.
func ContactSheet(previews []*image.NRGBA, columns, size int) *image.NRGBA {
	const gap = 4
	rows := (len(previews) + columns - 1) / columns
	sheet := imaging.New(columns*(size+gap)+gap, rows*(size+gap)+gap, color.White)
	for i, p := range previews {
		x := gap + (i%columns)*(size+gap) + (size-p.Rect.Dx())/2
		y := gap + (i/columns)*(size+gap) + (size-p.Rect.Dy())/2
		sheet = imaging.Overlay(sheet, p, image.Pt(x, y), 1)
	}
	return sheet
}
