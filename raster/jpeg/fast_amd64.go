//go:build !noasm

package jpeg

//go:noescape
func decodeFastBMI(r *bitReader, b *workBlock, dc *huffman, ac *fastTable, pred *int32, k int) int

func decodeFast(r *bitReader, b *workBlock, dc *huffman, ac *fastTable, pred *int32, k int) int {
	if hasAVX2 {
		return decodeFastBMI(r, b, dc, ac, pred, k)
	}
	return decodeFastGo(r, b, dc, ac, pred, k)
}
