package table

import (
	"encoding/binary"
	"math"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Moments of a small image are a few dozen numbers, most of them small, in half
// a kilobyte of slices. Where those of every item are kept they are packed:
// whole numbers in as few bytes as they need, lists that repeat another one
// left out. What is unpacked equals what was packed in every bit.

// What packed moments say of themselves in one byte.
const (
	packedAllValid    = 1 << iota // every sample of every band is valid
	packedWide                    // some sums need 128 bits
	packedSumsTwice               // SumComplete is Sum
	packedProducts                // SumProducts is there
	packedSquaresToo              // and SumSquares is its diagonal
	packedDead                    // Dead is there
	packedAllComplete             // every pixel is complete
)

// AppendMoments appends m to b: type, flags, bands, pixels, and the lists that
// the flags announce.
func AppendMoments(b []byte, m *stats.Moments) []byte {
	integer := stats.IntegerSums(m.Type)
	flags := momentsFlags(m, integer)
	b = append(b, byte(m.Type), flags)
	b = binary.AppendUvarint(b, uint64(m.Bands))
	b = binary.AppendVarint(b, m.Pixels)
	if flags&packedAllComplete == 0 {
		b = binary.AppendVarint(b, m.Complete)
	}
	if flags&packedAllValid == 0 {
		for _, n := range m.Valid {
			b = binary.AppendVarint(b, n)
		}
	}
	for i := range m.Bands {
		b = packFloat(packFloat(b, m.Min[i]), m.Max[i])
	}
	lists := [...][]exact.Sum{m.Sum, m.SumSquares, m.SumComplete, m.SumProducts}
	if flags&packedSquaresToo != 0 {
		lists[1] = nil
	}
	if flags&packedSumsTwice != 0 {
		lists[2] = nil
	}
	for _, list := range lists {
		for _, s := range list {
			b = packSum(b, s, integer, flags)
		}
	}
	if flags&packedDead != 0 {
		for _, d := range m.Dead {
			b = append(b, 0)
			if d {
				b[len(b)-1] = 1
			}
		}
	}
	return b
}

func momentsFlags(m *stats.Moments, integer bool) (flags byte) {
	flags = packedAllValid | packedSumsTwice | packedSquaresToo
	for i := range m.Bands {
		if m.Valid[i] != m.Pixels {
			flags &^= packedAllValid
		}
		if m.SumComplete[i] != m.Sum[i] {
			flags &^= packedSumsTwice
		}
		if m.SumProducts == nil || m.SumProducts[stats.Pair(i, i, m.Bands)] != m.SumSquares[i] {
			flags &^= packedSquaresToo
		}
	}
	if m.SumProducts != nil {
		flags |= packedProducts
	}
	if m.Dead != nil {
		flags |= packedDead
	}
	if m.Complete == m.Pixels {
		flags |= packedAllComplete
	}
	for _, list := range [...][]exact.Sum{m.Sum, m.SumSquares, m.SumComplete, m.SumProducts} {
		for _, s := range list {
			if integer && !s.Int().IsInt64() {
				flags |= packedWide
			}
		}
	}
	return flags
}

// packSum appends a sum: 16 bytes or a varint for integers, else three floats.
func packSum(b []byte, s exact.Sum, integer bool, flags byte) []byte {
	switch v := s.Int(); {
	case !integer:
		t := s.Triple()
		return packFloat(packFloat(packFloat(b, t.Hi), t.Mid), t.Lo)
	case flags&packedWide != 0:
		return binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(b, uint64(v.Hi)), v.Lo)
	default:
		return binary.AppendVarint(b, int64(v.Lo))
	}
}

// packFloat appends a float64: a whole number n below 2⁵³ as the varint of n
// without the 0, any other as a 0 and its bits.
func packFloat(b []byte, v float64) []byte {
	if n := int64(v); float64(n) == v && n > -1<<53 && n < 1<<53 && (n != 0 || !math.Signbit(v)) {
		if n >= 0 {
			n++
		}
		return binary.AppendVarint(b, n)
	}
	return binary.LittleEndian.AppendUint64(append(b, 0), math.Float64bits(v))
}

// packed is bytes that are read from the front.
type packed []byte

func (p *packed) byte() byte {
	b := (*p)[0]
	*p = (*p)[1:]
	return b
}

func (p *packed) uvarint() uint64 {
	v, n := binary.Uvarint(*p)
	*p = (*p)[n:]
	return v
}

func (p *packed) varint() int64 {
	v, n := binary.Varint(*p)
	*p = (*p)[n:]
	return v
}

func (p *packed) bytes(n int) []byte {
	b := (*p)[:n]
	*p = (*p)[n:]
	return b
}

func (p *packed) uint64() uint64 {
	v := binary.LittleEndian.Uint64(*p)
	*p = (*p)[8:]
	return v
}

// float reads what packFloat wrote.
func (p *packed) float() float64 {
	switch n := p.varint(); {
	case n > 0:
		return float64(n - 1)
	case n < 0:
		return float64(n)
	}
	return math.Float64frombits(p.uint64())
}

func (p *packed) sum(integer bool, flags byte) exact.Sum {
	switch {
	case !integer:
		return exact.TripleSum(exact.Triple{Hi: p.float(), Mid: p.float(), Lo: p.float()})
	case flags&packedWide != 0:
		return exact.IntSum(exact.Int{Hi: int64(p.uint64()), Lo: p.uint64()})
	default:
		return exact.IntSum(exact.FromInt64(p.varint()))
	}
}

// moments reads what packMoments wrote. Lists that are equal share memory.
func (p *packed) moments() stats.Moments {
	m := stats.Moments{Type: raster.SampleType(p.byte())}
	integer, flags := stats.IntegerSums(m.Type), p.byte()
	n := int(p.uvarint())
	m.Bands, m.Pixels = n, p.varint()
	m.Complete = m.Pixels
	if flags&packedAllComplete == 0 {
		m.Complete = p.varint()
	}
	m.Valid = make([]int64, n)
	for i := range m.Valid {
		m.Valid[i] = m.Pixels
		if flags&packedAllValid == 0 {
			m.Valid[i] = p.varint()
		}
	}
	extremes := make([]float64, 2*n)
	m.Min, m.Max = extremes[:n:n], extremes[n:]
	for i := range n {
		m.Min[i], m.Max[i] = p.float(), p.float()
	}
	list := func(length int) []exact.Sum {
		s := make([]exact.Sum, length)
		for i := range s {
			s[i] = p.sum(integer, flags)
		}
		return s
	}
	m.Sum = list(n)
	if flags&packedSquaresToo == 0 {
		m.SumSquares = list(n)
	}
	m.SumComplete = m.Sum
	if flags&packedSumsTwice == 0 {
		m.SumComplete = list(n)
	}
	if flags&packedProducts != 0 {
		m.SumProducts = list(stats.Pairs(n))
	}
	if flags&packedSquaresToo != 0 {
		m.SumSquares = make([]exact.Sum, n)
		for i := range n {
			m.SumSquares[i] = m.SumProducts[stats.Pair(i, i, n)]
		}
	}
	if flags&packedDead != 0 {
		m.Dead = make([]bool, n)
		for i := range m.Dead {
			m.Dead[i] = p.byte() != 0
		}
	}
	return m
}

// MomentsOf reads what [AppendMoments] wrote at the start of b, which must be
// whole: b comes from this process.
func MomentsOf(b []byte) stats.Moments { return (*packed)(&b).moments() }
