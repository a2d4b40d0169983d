package apply

import (
	"fmt"
	"io"
	"slices"
)

// memory is a file in memory.
type memory struct {
	data []byte
	at   int64
}

// Write implements [io.Writer].
func (m *memory) Write(p []byte) (int, error) {
	if end := m.at + int64(len(p)); end > int64(len(m.data)) {
		m.data = slices.Grow(m.data, int(end)-len(m.data))[:end]
	}
	n := copy(m.data[m.at:], p)
	m.at += int64(n)
	return n, nil
}

// Seek implements [io.Seeker].
func (m *memory) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += m.at
	case io.SeekEnd:
		offset += int64(len(m.data))
	}
	if offset < 0 || offset > int64(len(m.data)) {
		return 0, fmt.Errorf("seek to %d of %d bytes", offset, len(m.data))
	}
	m.at = offset
	return offset, nil
}
