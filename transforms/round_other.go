//go:build !amd64 || noasm

package transforms

// The loops in round.go do everything.

func roundUint8([]uint8, []float64, *quantizer) int   { return 0 }
func roundUint16([]uint16, []float64, *quantizer) int { return 0 }
func roundFloat32(_, _ []float64) int                 { return 0 }
