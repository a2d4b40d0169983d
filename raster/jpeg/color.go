package jpeg

import "github.com/bandprep/bandprep/internal/exif"

// conversion says what the components are and what is made of them.
type conversion uint8

const (
	asStored conversion = iota // one band per component
	fromYCC                    // Y, Cb, Cr to R, G, B
	fromCMYK                   // inverted C, M, Y, K to R, G, B
	fromYCCK                   // Y, Cb, Cr, inverted K to R, G, B
)

// application is what the APPn segments say about an image.
type application struct {
	jfif, adobe bool
	transform   byte // Adobe's
	orientation int  // EXIF's, or 0
}

// read takes note of one APPn segment.
func (a *application) read(marker byte, b []byte) {
	switch {
	case marker == mAPP0 && len(b) >= 14 && string(b[:5]) == "JFIF\x00":
		a.jfif = true
	case marker == mAPP1 && len(b) >= 6 && string(b[:6]) == "Exif\x00\x00":
		if a.orientation == 0 {
			a.orientation = exif.Orientation(b[6:])
		}
	case marker == mAPP14 && len(b) >= 12 && string(b[:5]) == "Adobe":
		a.adobe, a.transform = true, b[11]
	}
}

// conversion follows libjpeg's rules for 3 and 4 components: a JFIF segment
// means Y, Cb, Cr; else an Adobe segment names the transform; else components
// named R, G, B are that. Four components are taken as inverted, as Adobe
// writes them, since Pillow does so in any case.
func (a *application) conversion(f *frame) conversion {
	comps := f.comps
	switch len(comps) {
	case 3:
		if f.lossless() {
			return asStored
		}
		rgb := comps[0].id == 'R' && comps[1].id == 'G' && comps[2].id == 'B'
		if !a.jfif && (a.adobe && a.transform == 0 || !a.adobe && rgb) {
			return asStored
		}
		return fromYCC
	case 4:
		if a.adobe && a.transform != 0 {
			return fromYCCK
		}
		return fromCMYK
	}
	return asStored
}

// bands returns how many bands n components become.
func (v conversion) bands(n int) int {
	if v == asStored {
		return n
	}
	return 3
}

// clamp8 limits v to 0…255.
func clamp8(v int32) byte {
	if uint32(v) > 255 {
		return byte(^v >> 31)
	}
	return byte(v)
}

// convertYCCGo writes count rows of width samples R, G, B, one after the other,
// from rows of Y, Cb, Cr with libjpeg's constants: 1.402, 0.344136, 0.714136
// and 1.772 in 16 fractional bits, each term of R and B rounded to nearest, the
// two of G together.
func convertYCCGo(r, g, b []byte, width, count int, in *[4]rows) {
	for row := range count {
		r, g, b := r[row*width:][:width], g[row*width:][:width], b[row*width:][:width]
		y := in[0].pix[row*in[0].stride:][:width]
		cb := in[1].pix[row*in[1].stride:][:width]
		cr := in[2].pix[row*in[2].stride:][:width]
		for i := range r {
			l, u, v := int32(y[i]), int32(cb[i])-128, int32(cr[i])-128
			r[i] = clamp8(l + (91881*v+32768)>>16)
			g[i] = clamp8(l + (-22554*u-46802*v+32768)>>16)
			b[i] = clamp8(l + (116130*u+32768)>>16)
		}
	}
}

// convertCMYK turns rows c, m, y, which it overwrites, and k into R, G, B. The
// rows are inverted inks, but for c, m and y where flip is 255: inks, as the
// transform of Adobe's YCCK gives them.
func convertCMYK(c, m, y, k []byte, flip byte) {
	for i, w := range k {
		c[i], m[i], y[i] = darken(^c[i]^flip, w), darken(^m[i]^flip, w), darken(^y[i]^flip, w)
	}
}

// darken returns white times the share that ink leaves, rounded as Pillow does.
func darken(ink, white byte) byte {
	t := uint32(ink)*uint32(white) + 128
	return white - byte((t>>8+t)>>8)
}
