//go:build noasm || !amd64

package jpeg

const rowSlack = 0

func inverseDCT(dst []byte, stride int, b *block, q *quantizers) {
	inverseDCTGo(dst, stride, b, q)
	*b = block{}
}

func convertYCC(r, g, b, y, cb, cr []byte) { convertYCCGo(r, g, b, y, cb, cr) }

func upsampleH2V2(out, near, other []byte) { upsampleH2V2Go(out, near, other) }

func upsampleH2(out, in []byte) { upsampleH2Go(out, in) }

func upsampleV2(out, near, other []byte, bias uint) { upsampleV2Go(out, near, other, bias) }

func decodeFast(r *bitReader, b *workBlock, dc *huffman, ac *fastTable, pred *int32, k int) int {
	return decodeFastGo(r, b, dc, ac, pred, k)
}
