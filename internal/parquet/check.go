package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow/go/v15/arrow/memory"
	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/file"
)

// NewReader is Arrow's reader of a file whose footer was held against its size
// before, and whose pages take at most so many bytes each: the reader allocates
// whatever length a list or a page states.
func NewReader(r parquet.ReaderAtSeeker, page int64) (in *file.Reader, err error) {
	defer recovered(&err)
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	check(r, size)
	return file.NewParquetReader(r, file.WithReadProps(parquet.NewReaderProperties(bounded{memory.DefaultAllocator, page})))
}

// damage is the panic of a check.
type damage string

func damaged(format string, args ...any) damage { return damage(fmt.Sprintf(format, args...)) }

// recovered turns a panic of a check, or of the reader over a damaged file, into
// an error.
func recovered(err *error) {
	switch p := recover().(type) {
	case nil:
	case damage:
		*err = errors.New(string(p))
	default:
		*err = errors.New("contents that contradict each other")
	}
}

// check holds the footer of a Parquet file against its size. The footer is
// Thrift's compact protocol; what follows walks it. It panics with a damage.
func check(in io.ReaderAt, size int64) {
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

// readAt fills b.
func readAt(in io.ReaderAt, b []byte, at int64) {
	if n, _ := in.ReadAt(b, at); n < len(b) {
		panic(damaged("the file is cut short"))
	}
}

// bounded refuses buffers for pages that are too large. Its panic is recovered.
type bounded struct {
	memory.Allocator
	most int64
}

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
	if size < 0 || int64(size) > b.most {
		panic(damaged("a page of %d bytes", size))
	}
}
