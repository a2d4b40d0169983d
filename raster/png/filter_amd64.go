//go:build !noasm

package png

import "golang.org/x/sys/cpu"

//go:noescape
func paeth3SSE(cur, prior *byte, pixels int)

//go:noescape
func paeth4SSE(cur, prior *byte, pixels int)

// paeth undoes the Paeth filter. Pixels of three and four bytes are computed in
// vectors, the channels side by side.
func paeth(cur, prior []byte, bpp int) {
	pixels := len(cur) / max(bpp, 1)
	switch {
	case !cpu.X86.HasSSSE3 || pixels < 2:
		paethGo(cur, prior, bpp)
	case bpp == 3:
		// The last pixel is left out, since the loop reads a byte behind each.
		paeth3SSE(&cur[0], &prior[0], pixels-1)
		for i := len(cur) - 3; i < len(cur); i++ {
			cur[i] += nearest(int(cur[i-3]), int(prior[i]), int(prior[i-3]))
		}
	case bpp == 4:
		paeth4SSE(&cur[0], &prior[0], pixels)
	default:
		paethGo(cur, prior, bpp)
	}
}
