package manifest

import (
	"encoding/binary"
	"fmt"
)

// Arrow describes its files in FlatBuffers, and its reader believes every
// length in them: it allocates what a vector claims to hold, and running out of
// memory cannot be recovered from. What follows walks such a buffer before
// Arrow does.
//
// A table is an int32 distance to its vtable, which holds, as uint16, its own
// size, that of the table, and where each slot lies; strings, vectors and
// tables lie at a uint32 distance from their slot.
// See https://flatbuffers.dev/internals/.

// flatbuffer is a buffer under inspection.
type flatbuffer struct {
	data []byte
	// left is how many bytes tables, strings and vectors may still take. What
	// is used twice counts twice, so that all of it copied out is no larger
	// than the buffer.
	left  int
	parts int // columns and metadata seen
}

// maxParts is how many columns and pairs of metadata a description may have,
// each of which takes a few bytes there and a few hundred in memory.
const maxParts = 50_000

func (f *flatbuffer) many() {
	if f.parts++; f.parts > maxParts {
		panic(damaged("more than %d columns and metadata", maxParts))
	}
}

// damage is the panic of a check; see recovered.
type damage string

func damaged(format string, args ...any) damage { return damage(fmt.Sprintf(format, args...)) }

// table is the position of a table, or −1 for one that is absent.
type table int

func newFlatbuffer(data []byte) (*flatbuffer, table) {
	f := &flatbuffer{data: data, left: len(data)}
	return f, f.tableAt(f.follow(0))
}

// span checks that n bytes lie at a position, and counts them.
func (f *flatbuffer) span(at, n int) []byte {
	if at < 0 || n < 0 || at > len(f.data) || n > len(f.data)-at {
		panic(damaged("%d bytes at %d of a description of %d bytes", n, at, len(f.data)))
	}
	if f.left -= n; f.left < 0 {
		panic(damaged("a description whose parts overlap"))
	}
	return f.data[at : at+n]
}

// peek is span for bytes that tables may share or that were counted.
func (f *flatbuffer) peek(at, n int) []byte {
	f.left += max(n, 0)
	return f.span(at, n)
}

// follow returns the position to which the distance at a position leads.
func (f *flatbuffer) follow(at int) int {
	return at + int(binary.LittleEndian.Uint32(f.peek(at, 4)))
}

func (f *flatbuffer) tableAt(at int) table {
	f.span(at, 4)
	return table(at)
}

// slot returns the position of a slot of a table, or −1 where it is absent.
func (f *flatbuffer) slot(t table, slot, size int) int {
	if t < 0 {
		return -1
	}
	vtable := int(t) - int(int32(binary.LittleEndian.Uint32(f.peek(int(t), 4))))
	entry := 4 + 2*slot
	if entry+2 > int(binary.LittleEndian.Uint16(f.peek(vtable, 2))) {
		return -1
	}
	at := int(binary.LittleEndian.Uint16(f.peek(vtable+entry, 2)))
	if at == 0 {
		return -1
	}
	f.peek(int(t)+at, size)
	return int(t) + at
}

// byte returns the value of a slot of one byte, 0 where it is absent.
func (f *flatbuffer) byte(t table, slot int) byte {
	if at := f.slot(t, slot, 1); at >= 0 {
		return f.data[at]
	}
	return 0
}

// int64 returns the value of a slot of eight bytes, 0 where it is absent.
func (f *flatbuffer) int64(t table, slot int) int64 {
	if at := f.slot(t, slot, 8); at >= 0 {
		return int64(binary.LittleEndian.Uint64(f.data[at:]))
	}
	return 0
}

// table returns the table in a slot.
func (f *flatbuffer) table(t table, slot int) table {
	if at := f.slot(t, slot, 4); at >= 0 {
		return f.tableAt(f.follow(at))
	}
	return -1
}

// vector returns the elements in a slot, of so many bytes each.
func (f *flatbuffer) vector(t table, slot, size int) []byte {
	at := f.slot(t, slot, 4)
	if at < 0 {
		return nil
	}
	at = f.follow(at)
	n := binary.LittleEndian.Uint32(f.peek(at, 4))
	if uint64(n)*uint64(size) > uint64(len(f.data)) {
		panic(damaged("%d entries of %d bytes in a description of %d bytes", n, size, len(f.data)))
	}
	return f.span(at+4, int(n)*size)
}

// text returns the string in a slot.
func (f *flatbuffer) text(t table, slot int) string { return string(f.vector(t, slot, 1)) }

// tables calls use with each table of the vector in a slot.
func (f *flatbuffer) tables(t table, slot int, use func(table)) {
	at := f.slot(t, slot, 4)
	if at < 0 {
		return
	}
	at = f.follow(at) + 4
	for i := range len(f.vector(t, slot, 4)) / 4 {
		use(f.tableAt(f.follow(at + 4*i)))
	}
}
