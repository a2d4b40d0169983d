package split

import (
	"crypto/sha256"
	"encoding/binary"
)

// rank is the keyed hash that stands in for chance: the first eight bytes,
// most significant first, of SHA-256 over the seed (eight bytes, most
// significant first) and the text. It depends on nothing else, so a result
// depends on nothing else, and anyone can recompute it.
func rank(seed uint64, text string) uint64 {
	buf := make([]byte, 8, 128)
	binary.BigEndian.PutUint64(buf, seed)
	sum := sha256.Sum256(append(buf, text...))
	return binary.BigEndian.Uint64(sum[:8])
}
