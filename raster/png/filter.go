package png

import (
	"encoding/binary"
	"math/bits"
)

// Filters of a row.
const (
	filterNone = iota
	filterSub
	filterUp
	filterAverage
	filterPaeth
)

// unfilter undoes the filter of cur in place, given the unfiltered row above
// and the distance bpp to the left neighbour in bytes. It reports whether the
// filter exists.
func unfilter(filter byte, cur, prior []byte, bpp int) bool {
	prior = prior[:len(cur)]
	switch filter {
	case filterNone:
	case filterSub:
		sub(cur, bpp)
	case filterUp:
		up(cur, prior)
	case filterAverage:
		average(cur, prior, bpp)
	case filterPaeth:
		paeth(cur, prior, bpp)
	default:
		return false
	}
	return true
}

func sub(cur []byte, bpp int) {
	switch bpp {
	case 1:
		var a byte
		for i, x := range cur {
			a += x
			cur[i] = a
		}
	case 3:
		var a, b, c byte
		for i := 0; i+3 <= len(cur); i += 3 {
			p := cur[i : i+3 : i+3]
			a, b, c = a+p[0], b+p[1], c+p[2]
			p[0], p[1], p[2] = a, b, c
		}
	case 4:
		var a uint32
		for i := 0; i+4 <= len(cur); i += 4 {
			a = addBytes32(a, binary.LittleEndian.Uint32(cur[i:]))
			binary.LittleEndian.PutUint32(cur[i:], a)
		}
	default:
		for i := bpp; i < len(cur); i++ {
			cur[i] += cur[i-bpp]
		}
	}
}

func addBytes32(a, b uint32) uint32 {
	const high = 0x80808080
	return a&^high + b&^high ^ (a^b)&high
}

func addBytes64(a, b uint64) uint64 {
	const high = 0x8080808080808080
	return a&^high + b&^high ^ (a^b)&high
}

func up(cur, prior []byte) {
	i := 0
	for ; i+8 <= len(cur); i += 8 {
		binary.LittleEndian.PutUint64(cur[i:],
			addBytes64(binary.LittleEndian.Uint64(cur[i:]), binary.LittleEndian.Uint64(prior[i:])))
	}
	for ; i < len(cur); i++ {
		cur[i] += prior[i]
	}
}

func average(cur, prior []byte, bpp int) {
	if bpp == 3 {
		var a, b, c byte
		for i := 0; i+3 <= len(cur); i += 3 {
			p, q := cur[i:i+3:i+3], prior[i:i+3:i+3]
			a = p[0] + byte((int(a)+int(q[0]))>>1)
			b = p[1] + byte((int(b)+int(q[1]))>>1)
			c = p[2] + byte((int(c)+int(q[2]))>>1)
			p[0], p[1], p[2] = a, b, c
		}
		return
	}
	for i := range min(bpp, len(cur)) {
		cur[i] += prior[i] >> 1
	}
	for i := bpp; i < len(cur); i++ {
		cur[i] += byte((int(cur[i-bpp]) + int(prior[i])) >> 1)
	}
}

// paethGo keeps the samples to the left and above left of each channel in
// registers where there are three or four channels.
func paethGo(cur, prior []byte, bpp int) {
	switch bpp {
	case 1:
		var a, c int
		for i := range cur {
			b := int(prior[i])
			a = int(cur[i]+nearest(a, b, c)) & 0xff
			cur[i] = byte(a)
			c = b
		}
	case 3:
		var a0, a1, a2, c0, c1, c2 int
		for i := 0; i+3 <= len(cur); i += 3 {
			p, q := cur[i:i+3:i+3], prior[i:i+3:i+3]
			b0, b1, b2 := int(q[0]), int(q[1]), int(q[2])
			a0 = int(p[0] + nearest(a0, b0, c0))
			a1 = int(p[1] + nearest(a1, b1, c1))
			a2 = int(p[2] + nearest(a2, b2, c2))
			p[0], p[1], p[2] = byte(a0), byte(a1), byte(a2)
			c0, c1, c2 = b0, b1, b2
		}
	case 4:
		var a0, a1, a2, a3, c0, c1, c2, c3 int
		for i := 0; i+4 <= len(cur); i += 4 {
			p, q := cur[i:i+4:i+4], prior[i:i+4:i+4]
			b0, b1, b2, b3 := int(q[0]), int(q[1]), int(q[2]), int(q[3])
			a0 = int(p[0] + nearest(a0, b0, c0))
			a1 = int(p[1] + nearest(a1, b1, c1))
			a2 = int(p[2] + nearest(a2, b2, c2))
			a3 = int(p[3] + nearest(a3, b3, c3))
			p[0], p[1], p[2], p[3] = byte(a0), byte(a1), byte(a2), byte(a3)
			c0, c1, c2, c3 = b0, b1, b2, b3
		}
	default:
		for i := range min(bpp, len(cur)) {
			cur[i] += prior[i]
		}
		for i := bpp; i < len(cur); i++ {
			cur[i] += nearest(int(cur[i-bpp]), int(prior[i]), int(prior[i-bpp]))
		}
	}
}

// nearest returns whichever of a (left), b (above) and c (above left) is
// nearest to a + b − c; on ties the first one in this order.
func nearest(a, b, c int) byte {
	p, q := b-c, a-c
	pa, pb, pc := abs(p), abs(q), abs(p+q)
	if pb < pa {
		pa, a = pb, b
	}
	if pc < pa {
		a = c
	}
	return byte(a)
}

// abs has no branch, which would be mispredicted half of the time.
func abs(x int) int {
	sign := x >> (bits.UintSize - 1)
	return (x ^ sign) - sign
}
