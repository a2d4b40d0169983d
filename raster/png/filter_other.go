//go:build !amd64 || noasm

package png

// paeth undoes the Paeth filter.
func paeth(cur, prior []byte, bpp int) { paethGo(cur, prior, bpp) }
