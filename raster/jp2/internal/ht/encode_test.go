package ht

import "math/bits"

// This file encodes blocks for the tests: the inverse of T.814 clause 7, with
// the first code of the table that fits each quad.

// A writer puts bits into bytes, low bits first, and leaves room where stuffed
// says so.
type writer struct {
	bytes []byte
	acc   byte
	n     int
	room  func(bytes []byte, acc byte) int // bits that the next byte holds
}

func (w *writer) put(v uint32, n int) {
	for ; n > 0; n-- {
		w.acc |= byte(v&1) << w.n
		v >>= 1
		if w.n++; w.n == w.room(w.bytes, w.acc) {
			w.flush()
		}
	}
}

func (w *writer) flush() {
	w.bytes = append(w.bytes, w.acc)
	w.acc, w.n = 0, 0
}

// ahead is the room of forward streams: seven bits after 0xFF.
func ahead(b []byte, _ byte) int {
	if len(b) > 0 && b[len(b)-1] == 0xFF {
		return 7
	}
	return 8
}

// back is the room of backward streams, whose bytes are in order of writing:
// seven bits after a byte above 0x8F where all seven are set.
func back(b []byte, acc byte) int {
	if (len(b) == 0 || b[len(b)-1] > 0x8F) && acc == 0x7F {
		return 7
	}
	return 8
}

// events writes the MEL stream.
type events struct {
	bytes []byte
	acc   byte
	n     int
	state uint8
	zeros uint32
}

func (e *events) bit(b uint32) {
	room := 8
	if k := len(e.bytes); k > 0 && e.bytes[k-1] == 0xFF {
		room = 7
	}
	e.acc = e.acc<<1 | byte(b)
	if e.n++; e.n == room {
		e.bytes = append(e.bytes, e.acc)
		e.acc, e.n = 0, 0
	}
}

func (e *events) put(one bool) {
	x := exponents[e.state]
	if !one {
		if e.zeros++; e.zeros == 1<<x {
			e.bit(1)
			e.zeros = 0
			e.state = min(e.state+1, 12)
		}
		return
	}
	e.bit(0)
	for i := int(x) - 1; i >= 0; i-- {
		e.bit(e.zeros >> i & 1)
	}
	e.zeros = 0
	e.state -= min(e.state, 1)
}

// finish ends a run and fills up the last byte.
func (e *events) finish() []byte {
	if e.zeros > 0 {
		e.bit(1)
	}
	for e.n > 0 {
		e.bit(0)
	}
	return e.bytes
}

// A block is what is encoded: magnitudes, and their signs.
type blockSamples struct {
	wide, high int
	magnitude  []uint32
	negative   []bool
}

func (b *blockSamples) at(x, y int) (magnitude uint32, negative bool) {
	if x >= b.wide || y >= b.high {
		return 0, false
	}
	return b.magnitude[y*b.wide+x], b.negative[y*b.wide+x]
}

// cleanupSegment encodes a cleanup pass.
func (b *blockSamples) cleanupSegment() []byte {
	samples := writer{room: ahead}
	codes := writer{room: back}
	var mel events
	// half is the upper half of the byte whose lower half is of the length.
	half := writer{room: func(_ []byte, acc byte) int {
		if acc == 7 {
			return 3
		}
		return 4
	}}
	put := func(v uint32, n int) {
		for ; n > 0; n-- {
			if len(half.bytes) == 0 {
				half.put(v, 1)
				if len(half.bytes) == 1 {
					codes.bytes = append(codes.bytes, half.bytes[0]<<4|15)
				}
			} else {
				codes.put(v, 1)
			}
			v >>= 1
		}
	}
	quads := (b.wide + 1) / 2
	above, here := make([]quad, quads+2), make([]quad, quads+2)
	for y := 0; y < b.high; y += 2 {
		row, before := min(y, 1), uint8(0)
		for q := 0; q < quads; q += 2 {
			var pair [2]code
			var u, full [2]uint32
			n := min(2, quads-q)
			for i := range n {
				k := q + i + 1
				var context uint8
				if row == 0 {
					context = (before|before>>1)&1 | before>>1&6
				} else {
					nw, up, ne := above[k-1].significant, above[k].significant, above[k+1].significant
					context = nw>>3 | up>>1&1 | (before>>2|before>>3)&1<<1 | (up>>3|ne>>1&1)<<2
				}
				var s uint8
				var e [4]uint8
				for j := range 4 {
					if m, _ := b.at(2*(k-1)+j/2, y+j%2); m > 0 {
						s |= 1 << j
						e[j] = uint8(bits.Len32(2*(m-1) | 1))
					}
				}
				least := uint32(1)
				if a := above[k-1 : k+2]; row != 0 && s&(s-1) != 0 {
					least = max(1, uint32(max(a[0].right, a[1].left, a[1].right, a[2].left, 1))-1)
				}
				full[i] = max(least, uint32(max(e[0], e[1], e[2], e[3])))
				u[i] = full[i] - least
				before = s
				here[k] = quad{s, e[1], e[3]}
				if context == 0 {
					mel.put(s != 0)
					if s == 0 {
						continue
					}
				}
				for word := range 128 {
					c := lookup[row][context][word]
					fits := c.significant == s && (c.offset != 0) == (u[i] > 0) && c.length > 0
					for j := range 4 {
						if c.known>>j&1 != 0 && (c.top>>j&1 != 0) != (uint32(e[j]) == full[i]) {
							fits = false
						}
					}
					if fits {
						pair[i] = c
						put(uint32(word), int(c.length))
						break
					}
				}
			}
			prefix, suffix := [2]uint32{}, [2]int{}
			large := row == 0 && u[0] > 2 && u[1] > 2
			if row == 0 && u[0] > 0 && u[1] > 0 {
				mel.put(large)
			}
			short := row == 0 && u[0] > 2 && u[1] > 0 && !large
			for i, v := range u {
				if large {
					v -= 2
				}
				switch {
				case v == 0:
				case short && i == 1:
					put(v-1, 1)
				case v <= 2:
					put(1<<(v-1), int(v))
				case v <= 4:
					put(4, 3)
					prefix[i], suffix[i] = v-3, 1
				default:
					put(0, 3)
					prefix[i], suffix[i] = v-5, 5
				}
			}
			for i := range 2 {
				put(prefix[i], suffix[i])
			}
			for i := range n {
				for j := range 4 {
					m, negative := b.at(2*(q+i)+j/2, y+j%2)
					if m == 0 {
						continue
					}
					v := 2 * (m - 1)
					if negative {
						v |= 1
					}
					samples.put(v, int(full[i])-int(pair[i].known>>j&1))
				}
			}
		}
		above, here = here, above
	}
	if samples.n > 0 {
		samples.flush()
	}
	if len(half.bytes) == 0 {
		put(0, 4)
	}
	if codes.n > 0 {
		codes.flush()
	}
	suffix := mel.finish()
	if last := len(samples.bytes) - 1; last >= 0 && samples.bytes[last] == 0xFF {
		samples.bytes = samples.bytes[:last]
	}
	for i := len(codes.bytes) - 1; i >= 0; i-- {
		suffix = append(suffix, codes.bytes[i])
	}
	suffix = append(suffix, 0)
	n := len(suffix)
	suffix[n-1] = byte(n >> 4)
	suffix[n-2] = suffix[n-2]&0xF0 | byte(n&15)
	return append(samples.bytes, suffix...)
}

// refinementSegment encodes the two other passes: full are the magnitudes with
// one more bit. Samples that no pass reaches are set to 0 there.
func (b *blockSamples) refinementSegment(full []uint32, causal bool) []byte {
	spread, refine := writer{room: ahead}, writer{room: back}
	significant := map[[2]int]bool{}
	for y := range b.high {
		for x := range b.wide {
			if m, _ := b.at(x, y); m > 0 {
				significant[[2]int{x, y}] = true
			}
		}
	}
	for y := 0; y < b.high; y += 4 {
		for x := range b.wide {
			for i := range min(4, b.high-y) {
				if m, _ := b.at(x, y+i); m > 0 {
					refine.put(full[(y+i)*b.wide+x]&1, 1)
				}
			}
		}
		for x := 0; x < b.wide; x += 4 {
			var signs []uint32
			for i := range 16 {
				x, y := x+i/4, y+i%4
				if m, _ := b.at(x, y); x >= b.wide || y >= b.high || m > 0 {
					continue
				}
				member := false
				for dy := -1; dy <= 1; dy++ {
					for dx := -1; dx <= 1; dx++ {
						if !(causal && dy == 1 && y%4 == 3) {
							member = member || significant[[2]int{x + dx, y + dy}]
						}
					}
				}
				k := y*b.wide + x
				if !member {
					full[k] = 0
					continue
				}
				spread.put(full[k], 1)
				if full[k] == 1 {
					significant[[2]int{x, y}] = true
					_, negative := b.at(x, y)
					signs = append(signs, map[bool]uint32{true: 1}[negative])
				}
			}
			for _, v := range signs {
				spread.put(v, 1)
			}
		}
	}
	if spread.n > 0 {
		spread.flush()
	}
	if refine.n > 0 {
		refine.flush()
	}
	segment := spread.bytes
	for i := len(refine.bytes) - 1; i >= 0; i-- {
		segment = append(segment, refine.bytes[i])
	}
	return segment
}
