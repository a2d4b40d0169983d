package inflate

import "math/bits"

// A table maps the next bits of the input, the first bit lowest, to an entry.
// Codes longer than the index of the main table continue in a subtable.
//
// An entry holds in bits 0–5 how many bits of the input it consumes (of a
// length or distance: code and extra bits together), and in
//
//	literals   bit 31 set, bits 8–15 and 16–23 one or two bytes, bits 6–7 their number,
//	           bits 24–27 the width of the first code
//	length     bits 8–11 the width of its code, bits 16–24 the base
//	distance   bits 8–11 the width of its code, bits 16–30 the base
//	others     bit 15 set and one of the flags below
type entry = uint32

const (
	literal     entry = 1 << 31
	special     entry = 1 << 15
	endOfBlock  entry = special | 1<<14
	subtable    entry = special | 1<<13 // bits 8–11 index width, bits 16–30 offset
	invalidCode entry = special | 1<<12
	consume     entry = 63
)

const (
	litBits  = 11
	distBits = 8
	preBits  = 7
	maxBits  = 15
	// The sizes hold any set of codes: 2342 and 402 entries, as zlib's
	// "enough" computes for 288 and 32 symbols; rounded up to powers of two,
	// so that masked indices need no check.
	litSize  = 4096
	distSize = 512
)

// build fills t, whose main part has 1<<width entries, with the canonical
// Huffman code of the given lengths; results holds the entry of every symbol
// without its code. It reports whether the lengths are those of a complete
// code. As in zlib, two more sets pass: no code at all, and a single code of
// one bit, where partial is set. Codes that do not exist become invalidCode.
func build(t []entry, width uint, lengths []uint8, results []entry, partial bool) bool {
	var count [maxBits + 1]int
	for _, l := range lengths {
		count[l]++
	}
	used := len(lengths) - count[0]
	var offsets [maxBits + 2]int
	space := 1 << maxBits // of code words left, in units of the longest
	longest := 0
	for l := 1; l <= maxBits; l++ {
		offsets[l+1] = offsets[l] + count[l]
		space -= count[l] << (maxBits - l)
		if count[l] > 0 {
			longest = l
		}
	}
	if space < 0 || space > 0 && !(partial && longest <= 1) {
		return false
	}
	if space > 0 {
		for i := range t[:1<<width] {
			t[i] = invalidCode | 1
		}
	}
	if used == 0 {
		return true
	}
	var sorted [288]uint16 // symbols in order of their codes
	for s, l := range lengths {
		if l != 0 {
			sorted[offsets[l]] = uint16(s)
			offsets[l]++
		}
	}
	if space > 0 {
		e := withCode(results[sorted[0]], 1)
		for i := 0; i < 1<<width; i += 2 {
			t[i] = e
		}
		return true
	}
	// Codes of the main table: fill the part that the current length needs and
	// double it whenever codes get longer. Code is the current code word with
	// its first bit lowest.
	code, at := 0, 0
	have := 0 // the first 1<<have entries are in use
	n := int(width)
	for l := 1; l <= min(longest, n); l++ {
		if have > 0 || l > 1 {
			copy(t[1<<(l-1):1<<l], t[:1<<(l-1)])
		}
		have = l
		for range count[l] {
			t[code] = withCode(results[sorted[at]], uint(l))
			at++
			code = next(code, l)
		}
	}
	for ; have < n; have++ {
		copy(t[1<<have:1<<(have+1)], t[:1<<have])
	}
	if longest <= n {
		return true
	}
	// Longer codes: a subtable for every prefix of width bits.
	free := 1 << width
	prefix := -1
	start, sub := 0, 0
	for l := n + 1; l <= longest; l++ {
		for k := count[l]; k > 0; k-- {
			if code&(1<<width-1) != prefix {
				prefix = code & (1<<width - 1)
				start = free
				// The subtable is as wide as the codes that share the prefix.
				sub = l - n
				room := 1<<sub - k
				for room > 0 && n+sub < longest {
					sub++
					room = room*2 - count[n+sub]
				}
				free += 1 << sub
				t[prefix] = subtable | entry(start)<<16 | entry(sub)<<8 | entry(width)
			}
			e := withCode(results[sorted[at]], uint(l-n))
			at++
			for i := code >> width; i < 1<<sub; i += 1 << (l - n) {
				t[start+i] = e
			}
			code = next(code, l)
		}
	}
	return true
}

// next returns the code word that follows code among those of l bits, both
// with the first bit lowest; after the last one the result is meaningless.
func next(code, l int) int {
	// Add one at the last bit, carry towards the first.
	top := ^code & (1<<l - 1)
	if top == 0 {
		return code
	}
	bit := 1 << (bits.Len(uint(top)) - 1)
	return code&(bit-1) | bit
}

// withCode adds a code of l bits to the entry of a symbol.
func withCode(e entry, l uint) entry {
	e += entry(l)
	switch {
	case e&literal != 0:
		e |= entry(l) << 24
	case e&special == 0:
		e |= entry(l) << 8
	}
	return e
}

// pair joins, in a main table of literals and lengths, two literals whose codes
// fit into one index.
func pair(t *[litSize]entry) {
	for i := 1<<litBits - 1; i >= 0; i-- {
		a := t[i]
		if a&literal == 0 {
			continue
		}
		n := a & consume
		b := t[i>>n]
		if m := b & consume; b&literal != 0 && n+m <= litBits {
			t[i] = a&^(consume|3<<6) | 1<<7 | b>>8&255<<16 | (n + m)
		}
	}
}
