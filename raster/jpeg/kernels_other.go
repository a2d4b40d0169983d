//go:build noasm || !amd64

package jpeg

func inverseDCT(dst []byte, stride int, b *block, q *quantizers) {
	inverseDCTGo(dst, stride, b, q)
	*b = block{}
}
