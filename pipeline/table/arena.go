package table

// Arena keeps byte strings that say themselves where they end, in chunks that
// hold no pointers and are never copied.
type Arena struct{ chunks [][]byte }

// arenaChunk is the size of a chunk; longer strings get a chunk of their own.
const arenaChunk = 1 << 16

// Add keeps a copy of b and returns its place, which is not 0.
func (a *Arena) Add(b []byte) (place uint64) {
	last := len(a.chunks) - 1
	if last < 0 || len(a.chunks[last])+len(b) > cap(a.chunks[last]) {
		a.chunks = append(a.chunks, make([]byte, 0, max(arenaChunk, len(b))))
		last++
	}
	c := &a.chunks[last]
	place = uint64(last)<<32 | uint64(len(*c)+1)
	*c = append(*c, b...)
	return place
}

// At returns what was kept at a place, and what follows it.
func (a *Arena) At(place uint64) []byte {
	return a.chunks[place>>32][uint32(place)-1:]
}
