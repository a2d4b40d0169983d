package lzw

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"sync"
)

// ErrCorrupt says that a code was read that does not exist yet.
var ErrCorrupt = errors.New("lzw: corrupt input")

const (
	clearCode = 256
	endCode   = 257
	firstCode = 258
	minWidth  = 9
	maxWidth  = 12
)

// An entry is a string of the table: length bytes that stand in the output at
// place, the first eight of them also in word, the first one lowest; bytes of
// word behind the string are zero.
type entry struct {
	word   uint64
	place  uint32
	length uint32
}

// decoder is the state between two codes.
type decoder struct {
	dst, src []byte
	out      int
	bit      uint64 // position in src
	old      bool   // the lowest bit comes first, every code is used
	width    uint   // of the next code
	next     int    // the code that the last string and the next byte will make
	last     entry  // string of the last code, at its place in dst; empty behind a clear code
	// table holds what codes stand for, and a place to write to when it is full.
	table [1<<maxWidth + 1]entry
}

var decoders = sync.Pool{New: func() any {
	d := new(decoder)
	for i := range 256 {
		d.table[i] = entry{word: uint64(i), length: 1}
	}
	return d
}}

// Decode unpacks src into dst and returns how many bytes it wrote. It stops
// without an error when dst is full, whatever follows, and at the end code.
// It returns io.ErrUnexpectedEOF if src ends before, and [ErrCorrupt] at a code
// that does not exist; what was unpacked up to there is in dst. The stream may
// start without a clear code, and a full table may go on being used.
func Decode(dst, src []byte) (int, error) {
	if uint64(len(dst)) > math.MaxUint32 {
		return 0, errors.New("lzw: more than 4 GiB in one block")
	}
	d := decoders.Get().(*decoder)
	defer decoders.Put(d)
	d.dst, d.src, d.out, d.bit = dst, src, 0, 0
	d.old = len(src) >= 2 && src[0] == 0 && src[1]&1 == 1
	d.clear()
	err := d.run()
	d.dst, d.src = nil, nil
	return d.out, err
}

func (d *decoder) clear() {
	d.width, d.next, d.last = minWidth, firstCode-1, entry{}
}

// run decodes everything: by the fast loop where it can, else code by code.
func (d *decoder) run() error {
	for d.out < len(d.dst) {
		if !d.old {
			if err := d.fast(); err != nil {
				return err
			}
		}
		code, ok := d.read()
		switch {
		case !ok:
			return io.ErrUnexpectedEOF
		case code == clearCode:
			d.clear()
		case code == endCode:
			return nil
		default:
			if err := d.put(code); err != nil {
				return err
			}
		}
	}
	return nil
}

// read returns the next code; ok is false where the input ends before.
func (d *decoder) read() (code int, ok bool) {
	if d.bit+uint64(d.width) > 8*uint64(len(d.src)) {
		return 0, false
	}
	var b [4]byte
	copy(b[:], d.src[d.bit>>3:])
	shift := uint(d.bit & 7)
	d.bit += uint64(d.width)
	if d.old {
		return int(binary.LittleEndian.Uint32(b[:]) >> shift & (1<<d.width - 1)), true
	}
	return int(binary.BigEndian.Uint32(b[:]) << shift >> (32 - d.width)), true
}

// put writes the string of code, as far as there is room, and enters a new one:
// the last string and the first byte of this one.
func (d *decoder) put(code int) error {
	if code > d.next {
		return ErrCorrupt
	}
	if code == d.next { // the new string itself
		d.table[code] = d.last.with(byte(d.last.word))
	}
	e := d.table[code]
	d.table[d.next] = d.last.with(byte(e.word))
	for i := range min(int(e.length), len(d.dst)-d.out) {
		if i < 8 {
			d.dst[d.out+i] = byte(e.word >> (8 * i))
		} else {
			d.dst[d.out+i] = d.dst[int(e.place)+i]
		}
	}
	d.last = entry{e.word, uint32(d.out), e.length}
	d.out = min(d.out+int(e.length), len(d.dst))
	d.next = min(d.next+1, 1<<maxWidth)
	limit := 1<<d.width - 1
	if d.old {
		limit++
	}
	if d.next >= limit && d.width < maxWidth {
		d.width++
	}
	return nil
}

// with returns the string e and one byte more, at the place of e.
func (e entry) with(b byte) entry {
	return entry{e.word | uint64(b)<<(8*e.length), e.place, e.length + 1}
}

// fast decodes codes of a new-style stream up to the next clear or end code
// and while there is plenty of input and room for output.
func (d *decoder) fast() error {
	dst, src, t := d.dst, d.src, &d.table
	out, bit, next, width, last := d.out, d.bit, d.next, d.width, d.last
	err := error(nil)
	for out+8 <= len(dst) && bit>>3+8 <= uint64(len(src)) {
		code := int(binary.BigEndian.Uint64(src[bit>>3:]) << (bit & 7) >> (64 - width&63))
		if code>>1 == clearCode>>1 {
			break
		}
		if code >= next {
			if code > next {
				err = ErrCorrupt
				break
			}
			t[code&(1<<maxWidth-1)] = last.with(byte(last.word))
		}
		e := t[code&(1<<maxWidth-1)]
		end := out + int(e.length)
		if e.length > 8 && end+8 > len(dst) {
			break
		}
		binary.LittleEndian.PutUint64(dst[out:], e.word) // before what may read it
		if e.length > 8 {
			from := int(e.place) + 8
			for at := out + 8; at < end; at += 8 {
				copy8(dst, at, from)
				from += 8
			}
		}
		t[next] = last.with(byte(e.word))
		last = entry{e.word, uint32(out), e.length}
		out = end
		bit += uint64(width)
		if next < 1<<maxWidth {
			next++
			if next >= 1<<width-1 && width < maxWidth {
				width++
			}
		}
	}
	d.out, d.bit, d.next, d.width, d.last = out, bit, next, width, last
	return err
}

func copy8(dst []byte, to, from int) {
	binary.LittleEndian.PutUint64(dst[to:], binary.LittleEndian.Uint64(dst[from:]))
}
