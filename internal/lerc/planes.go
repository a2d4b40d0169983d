package lerc

import (
	"encoding/binary"
	"math"
)

// How the samples of a band relate before they are cut into planes of bytes.
const (
	unrelated  = iota
	alongRows  // differences from the sample to the left
	rowsAndCol // those of differences from the sample above
)

const mostDeltas = 5

// readPlanes reads floats as planes of bytes, valid or not. A band with
// several samples per pixel counts as one that is depth wide.
func readPlanes[T sample](d *band, data []T) error {
	width, height := d.width, d.height
	if d.depth > 1 {
		width, height = d.depth, d.width*d.height
	}
	size := d.kind.Bits() / 8
	relation := int(d.in.byte())
	raw := make([]byte, size*len(data))
	seen := 0
	for range size {
		index, deltas := int(d.in.byte()), int(d.in.byte())
		packed := &input{data: d.in.bytes(int(int32(d.in.uint32())))}
		if d.in.short {
			return errShort
		}
		if index >= size || deltas > mostDeltas || relation > rowsAndCol {
			return corrupt("byte plane %d, %d deltas, relation %d", index, deltas, relation)
		}
		seen |= 1 << index
		plane := make([]byte, len(data))
		if err := packed.plane(plane); err != nil {
			return err
		}
		for level := deltas; level > 0; level-- {
			for i := level; i < len(plane); i++ {
				plane[i] += plane[i-1]
			}
		}
		for i, b := range plane {
			raw[i*size+index] = b
		}
	}
	if seen != 1<<size-1 {
		return corrupt("byte planes %#x", seen)
	}
	if size == 4 {
		bits := make([]uint32, len(data))
		for i := range bits {
			bits[i] = binary.LittleEndian.Uint32(raw[4*i:])
		}
		undoRelation(bits, width, height, relation, 1<<23-1)
		for i, v := range bits { // the exponent stands above the sign
			data[i] = T(math.Float32frombits(v&(1<<23-1) | v>>24<<23 | v>>23<<31))
		}
	} else {
		bits := make([]uint64, len(data))
		for i := range bits {
			bits[i] = binary.LittleEndian.Uint64(raw[8*i:])
		}
		undoRelation(bits, width, height, relation, 1<<52-1)
		for i, v := range bits {
			data[i] = T(math.Float64frombits(v))
		}
	}
	for i := range data {
		if !d.isValid(i / d.depth) {
			data[i] = 0
		}
	}
	return nil
}

// undoRelation sums differences. Mantissas and what stands above them are
// summed apart.
func undoRelation[B uint32 | uint64](bits []B, width, height, relation int, mantissa B) {
	add := func(i, j int) {
		a, b := bits[i], bits[j]
		bits[i] = (a+b)&mantissa | (a&^mantissa + b&^mantissa)
	}
	if relation == rowsAndCol {
		for i := width; i < len(bits); i++ {
			add(i, i-width)
		}
	}
	if relation != unrelated {
		for i := range bits {
			if i%width > 0 {
				add(i, i-1)
			}
		}
	}
}

// How a plane of bytes is packed.
const (
	planeHuffman = iota
	planeConstant
	planeAsIs
	planePackBits
)

// plane unpacks a plane of bytes.
func (in *input) plane(out []byte) error {
	switch mode := in.byte(); {
	case in.short:
		return errShort
	case mode == planeHuffman:
		h, err := in.readCode(5)
		if err != nil {
			return err
		}
		for i := range out {
			v, err := h.next()
			if err != nil {
				return err
			}
			out[i] = byte(v)
		}
	case mode == planeConstant:
		b, n := in.byte(), in.uint32()
		if !in.short && int64(n) != int64(len(out)) {
			return corrupt("byte plane of %d for %d samples", n, len(out))
		}
		for i := range out {
			out[i] = b
		}
	case mode == planeAsIs:
		copy(out, in.bytes(len(out)))
	case mode == planePackBits:
		for at := 0; at < len(out) && !in.short; {
			n := int(in.byte())
			run := out[at:]
			if n < 128 {
				run = run[:min(n+1, len(run))]
				copy(run, in.bytes(n+1))
			} else {
				run = run[:min(n-126, len(run))]
				b := in.byte()
				for i := range run {
					run[i] = b
				}
			}
			at += len(run)
		}
	default:
		return corrupt("byte plane in mode %d", mode)
	}
	if in.short {
		return errShort
	}
	return nil
}
