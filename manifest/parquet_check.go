package manifest

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow/memory"
)

// checkParquet holds the footer of a Parquet file against its size. The footer
// is Thrift's compact protocol, whose reader allocates lists as long as they
// claim to be; what follows walks it first. It panics with a damage.
func checkParquet(in io.ReaderAt, size int64) {
	const magic = "PAR1"
	var tail [8]byte
	if size < int64(len(magic)+len(tail)) {
		panic(damaged("%d bytes are too few", size))
	}
	readAt(in, tail[:], size-int64(len(tail)))
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	if string(tail[4:]) != magic {
		panic(damaged("the file is cut short"))
	}
	if n > size-int64(len(magic)+len(tail)) {
		panic(damaged("a footer of %d bytes", n))
	}
	data := make([]byte, n)
	readAt(in, data, size-int64(len(tail))-n)
	t := &thrift{data}
	t.skip(thriftStruct, 0)
}

// Types of values in Thrift's compact protocol, see
// https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
const (
	thriftTrue, thriftFalse, thriftByte            = 1, 2, 3
	thriftI16, thriftI32, thriftI64, thriftDouble  = 4, 5, 6, 7
	thriftBinary, thriftList, thriftSet, thriftMap = 8, 9, 10, 11
	thriftStruct                                   = 12
)

// thrift is what is left of a buffer under inspection.
type thrift struct{ data []byte }

func (t *thrift) take(n uint64) []byte {
	if n > uint64(len(t.data)) {
		panic(damaged("%d bytes or entries in a description with %d left", n, len(t.data)))
	}
	head := t.data[:n]
	t.data = t.data[n:]
	return head
}

func (t *thrift) varint() uint64 {
	v, n := binary.Uvarint(t.data)
	if n <= 0 {
		panic(damaged("a description that is cut short"))
	}
	t.data = t.data[n:]
	return v
}

// skip passes over a value. Every entry of a list takes at least a byte, so
// that a list is no longer than what is left.
func (t *thrift) skip(typ byte, depth int) {
	if depth > 24 {
		panic(damaged("a description nested too deep"))
	}
	switch typ {
	case thriftTrue, thriftFalse:
	case thriftByte:
		t.take(1)
	case thriftI16, thriftI32, thriftI64:
		t.varint()
	case thriftDouble:
		t.take(8)
	case thriftBinary:
		t.take(t.varint())
	case thriftList, thriftSet:
		head := t.take(1)[0]
		n := uint64(head >> 4)
		if n == 15 {
			n = t.varint()
		}
		if n > uint64(len(t.data)) {
			panic(damaged("a list of %d entries in a description with %d bytes left", n, len(t.data)))
		}
		for range n {
			t.element(head&15, depth)
		}
	case thriftStruct:
		for {
			head := t.take(1)[0]
			if head == 0 {
				return
			}
			if head>>4 == 0 {
				t.varint() // number of the field
			}
			t.skip(head&15, depth+1)
		}
	default:
		panic(damaged("a value of type %d", typ))
	}
}

// element passes over an entry of a list, where a truth value takes a byte.
func (t *thrift) element(typ byte, depth int) {
	if typ == thriftTrue || typ == thriftFalse {
		t.take(1)
		return
	}
	t.skip(typ, depth+1)
}

// bounded refuses buffers that no page of a manifest needs: the reader
// allocates whatever length a page states. Its panic is recovered.
type bounded struct{ memory.Allocator }

const maxPage = 48 << 20

// Allocate implements memory.Allocator.
func (b bounded) Allocate(size int) []byte {
	b.check(size)
	return b.Allocator.Allocate(size)
}

// Reallocate implements memory.Allocator.
func (b bounded) Reallocate(size int, data []byte) []byte {
	b.check(size)
	return b.Allocator.Reallocate(size, data)
}

func (b bounded) check(size int) {
	if size < 0 || size > maxPage {
		panic(damage(fmt.Sprintf("a page of %d bytes", size)))
	}
}
