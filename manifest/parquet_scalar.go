package manifest

import "encoding/binary"

// leafType is how the values of a leaf are stored.
type leafType uint8

const (
	leafText leafType = iota
	leafBytes
	leafInt8
	leafInt32
	leafInt64
	leafTime
	leafFloat
	leafBool
	leafHash    // 16 bytes
	leafDecimal // 16 bytes, big-endian
)

// scalar is a value on its way to or from a leaf.
type scalar struct {
	text string
	bits uint64
	high int64 // of a decimal
	null bool
}

// fixed returns the 16 bytes of a hash or decimal.
func (s scalar) fixed(typ leafType) []byte {
	if typ == leafHash {
		return []byte(s.text)
	}
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(s.high)), s.bits)
}
