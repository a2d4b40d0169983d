package manifest

import (
	"fmt"

	"github.com/apache/arrow/go/v15/arrow/memory"
)

// bounded refuses buffers that no record batch needs: Arrow's reader allocates
// whatever length a file states, and running out of memory cannot be recovered
// from. Its panic can, see recovered.
type bounded struct {
	memory.Allocator
	limit int64
}

// spareBytes is what one buffer may hold beyond the size of the file.
const spareBytes = 64 << 20

func newBounded(fileSize int64) memory.Allocator {
	return bounded{memory.DefaultAllocator, fileSize + spareBytes}
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
	if size < 0 || int64(size) > b.limit {
		panic(fmt.Sprintf("a buffer of %d bytes", size))
	}
}
