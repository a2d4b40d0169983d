package manifest

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
