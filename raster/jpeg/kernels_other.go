//go:build noasm || !amd64

package jpeg

const rowSlack = 0

func inverseDCT(dst []byte, stride int, b *block, q *quantizers) {
	inverseDCTGo(dst, stride, b, q)
	*b = block{}
}

func convertYCC(r, g, b []byte, width, count int, in *[4]rows) {
	convertYCCGo(r, g, b, width, count, in)
}

func upsampleH2V2(upper, lower, above, below []byte) { upsampleH2V2Go(upper, lower, above, below) }

func upsampleH2(out, in []byte) { upsampleH2Go(out, in) }

func upsampleV2(out, near, other []byte, bias uint) { upsampleV2Go(out, near, other, bias) }

func decodeFast(r *bitReader, b *workBlock, dc *huffman, ac *fastTable, pred *int32, k int) int {
	return decodeFastGo(r, b, dc, ac, pred, k)
}
