package tiff

import "encoding/binary"

// difference replaces the samples of a row, size bytes each, by their
// difference from the same band of the pixel to the left: predictor 2. It goes
// from right to left, eight bytes at a time.
func difference(row []byte, bands, size int) {
	le := binary.LittleEndian
	back := bands * size
	high := highBits[size]
	at := len(row) - 8
	for ; at >= back; at -= 8 {
		le.PutUint64(row[at:], subtract(le.Uint64(row[at:]), le.Uint64(row[at-back:]), high))
	}
	if n := at + 8 - back; n > 0 {
		var x, y [8]byte
		copy(x[:n], row[back:])
		copy(y[:n], row)
		le.PutUint64(x[:], subtract(le.Uint64(x[:]), le.Uint64(y[:]), high))
		copy(row[back:back+n], x[:])
	}
}

// highBits are the highest bits of the numbers of so many bytes in 64 bits.
var highBits = [...]uint64{1: 0x8080808080808080, 2: 0x8000800080008000, 4: 0x8000000080000000}

// subtract returns x − y for each of the numbers in them whose highest bits are
// in high, without a borrow between them.
func subtract(x, y, high uint64) uint64 {
	return ((x | high) - (y &^ high)) ^ (x^^y)&high
}

// differencePlanes splits the samples of a row into planes of bytes, the most
// significant first, and takes the difference of each byte from the one that
// stands bands places before: predictor 3. Tmp has the length of row.
func differencePlanes(row, tmp []byte, bands, size int) {
	n := len(row) / size
	for p := range size {
		plane := tmp[p*n : (p+1)*n]
		for i := range plane {
			plane[i] = row[i*size+size-1-p]
		}
	}
	copy(row[:bands], tmp)
	for i := bands; i < len(row); i++ {
		row[i] = tmp[i] - tmp[i-bands]
	}
}
