package exact

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// Encoded values come from files that others wrote: unmarshalling accepts what
// marshalling writes, or an equal notation of the same number, and leaves the
// destination as it was where it returns an error.

// AppendBinary appends the 16 bytes of a in two's complement, lowest byte
// first.
func (a Int) AppendBinary(b []byte) ([]byte, error) {
	b = binary.LittleEndian.AppendUint64(b, a.Lo)
	return binary.LittleEndian.AppendUint64(b, uint64(a.Hi)), nil
}

// MarshalBinary returns the bytes of [Int.AppendBinary].
func (a Int) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary reads 16 bytes of [Int.AppendBinary].
func (a *Int) UnmarshalBinary(b []byte) error {
	if len(b) != 16 {
		return fmt.Errorf("exact: an integer of %d bytes instead of 16", len(b))
	}
	*a = Int{int64(binary.LittleEndian.Uint64(b[8:])), binary.LittleEndian.Uint64(b)}
	return nil
}

// AppendText appends a in decimal.
func (a Int) AppendText(b []byte) ([]byte, error) {
	if a.IsInt64() {
		return strconv.AppendInt(b, int64(a.Lo), 10), nil
	}
	return a.Big().Append(b, 10), nil
}

// MarshalText returns a in decimal.
func (a Int) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText reads a decimal integer of at most 128 bits.
func (a *Int) UnmarshalText(text []byte) error {
	const longest = len("-170141183460469231731687303715884105728")
	if len(text) <= longest {
		if m, ok := new(big.Int).SetString(string(text), 10); ok {
			if v, ok := fromBig(m); ok {
				*a = v
				return nil
			}
		}
	}
	return fmt.Errorf("exact: %.60q is not an integer of 128 bits", text)
}

// AppendBinary appends the 16 bytes of Hi and Lo, lowest byte first.
func (d Double) AppendBinary(b []byte) ([]byte, error) { return appendFloats(b, d.Hi, d.Lo), nil }

// MarshalBinary returns the bytes of [Double.AppendBinary].
func (d Double) MarshalBinary() ([]byte, error) { return d.AppendBinary(nil) }

// UnmarshalBinary reads the 16 bytes of [Double.AppendBinary]. Hi must be the
// float64 nearest to the sum.
func (d *Double) UnmarshalBinary(b []byte) error {
	var x [2]float64
	if err := floatsOf(b, x[:]); err != nil {
		return err
	}
	return d.set(x)
}

// AppendText appends Hi and Lo in decimal with a space between them.
func (d Double) AppendText(b []byte) ([]byte, error) { return appendDecimals(b, d.Hi, d.Lo), nil }

// MarshalText returns the text of [Double.AppendText].
func (d Double) MarshalText() ([]byte, error) { return d.AppendText(nil) }

// UnmarshalText reads the text of [Double.AppendText]. Hi must be the float64
// nearest to the sum.
func (d *Double) UnmarshalText(text []byte) error {
	var x [2]float64
	if err := parseDecimals(text, x[:]); err != nil {
		return err
	}
	return d.set(x)
}

func (d *Double) set(x [2]float64) error {
	if err := checkParts(x[:]); err != nil {
		return err
	}
	*d = Double{x[0], x[1]}
	return nil
}

// AppendBinary appends the 24 bytes of Hi, Mid and Lo, lowest byte first.
func (t Triple) AppendBinary(b []byte) ([]byte, error) {
	return appendFloats(b, t.Hi, t.Mid, t.Lo), nil
}

// MarshalBinary returns the bytes of [Triple.AppendBinary].
func (t Triple) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary reads the 24 bytes of [Triple.AppendBinary]. Each part must
// be the float64 nearest to what the ones before it leave of the sum.
func (t *Triple) UnmarshalBinary(b []byte) error {
	var x [3]float64
	if err := floatsOf(b, x[:]); err != nil {
		return err
	}
	return t.set(x)
}

// AppendText appends Hi, Mid and Lo in decimal with spaces between them.
func (t Triple) AppendText(b []byte) ([]byte, error) {
	return appendDecimals(b, t.Hi, t.Mid, t.Lo), nil
}

// MarshalText returns the text of [Triple.AppendText].
func (t Triple) MarshalText() ([]byte, error) { return t.AppendText(nil) }

// UnmarshalText reads the text of [Triple.AppendText]. Each part must be the
// float64 nearest to what the ones before it leave of the sum.
func (t *Triple) UnmarshalText(text []byte) error {
	var x [3]float64
	if err := parseDecimals(text, x[:]); err != nil {
		return err
	}
	return t.set(x)
}

func (t *Triple) set(x [3]float64) error {
	if err := checkParts(x[:]); err != nil {
		return err
	}
	*t = Triple{x[0], x[1], x[2]}
	return nil
}

// AppendBinary appends the 24 bytes of s.
func (s Sum) AppendBinary(b []byte) ([]byte, error) {
	for _, w := range [...]uint64{s.a, s.b, s.c} {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	return b, nil
}

// MarshalBinary returns the bytes of [Sum.AppendBinary].
func (s Sum) MarshalBinary() ([]byte, error) { return s.AppendBinary(nil) }

// UnmarshalBinary reads the 24 bytes of [Sum.AppendBinary]. Any 24 bytes are a
// Sum; whoever knows whether it is an [Int] or a [Triple] has to check it.
func (s *Sum) UnmarshalBinary(b []byte) error {
	if len(b) != 24 {
		return fmt.Errorf("exact: a sum of %d bytes instead of 24", len(b))
	}
	*s = SumOf(b)
	return nil
}

// AppendText appends the 24 bytes of [Sum.AppendBinary] as 48 hexadecimal
// digits. They are not readable as a number, since s does not know which of
// its two kinds it is.
func (s Sum) AppendText(b []byte) ([]byte, error) {
	var buf [24]byte
	raw, _ := s.AppendBinary(buf[:0])
	return hex.AppendEncode(b, raw), nil
}

// MarshalText returns the text of [Sum.AppendText].
func (s Sum) MarshalText() ([]byte, error) { return s.AppendText(nil) }

// UnmarshalText reads the 48 digits of [Sum.AppendText].
func (s *Sum) UnmarshalText(text []byte) error {
	var raw [24]byte
	if len(text) == 2*len(raw) {
		if _, err := hex.Decode(raw[:], text); err == nil {
			return s.UnmarshalBinary(raw[:])
		}
	}
	return fmt.Errorf("exact: %.60q is not a sum of 48 hexadecimal digits", text)
}

func appendFloats(b []byte, x ...float64) []byte {
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func floatsOf(b []byte, x []float64) error {
	if len(b) != 8*len(x) {
		return fmt.Errorf("exact: a sum of %d bytes instead of %d", len(b), 8*len(x))
	}
	for i := range x {
		x[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return nil
}

func appendDecimals(b []byte, x ...float64) []byte {
	for i, v := range x {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendFloat(b, v, 'g', -1, 64)
	}
	return b
}

func parseDecimals(text []byte, x []float64) error {
	const longest = 40 // characters of one number; 24 suffice
	words := strings.SplitN(string(text[:min(len(text), len(x)*longest+1)]), " ", len(x)+1)
	if len(text) > len(x)*longest || len(words) != len(x) {
		return fmt.Errorf("exact: %.60q is not %d numbers", text, len(x))
	}
	for i, w := range words {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return fmt.Errorf("exact: %.60q is not a number", w)
		}
		x[i] = v
	}
	return nil
}

// checkParts says why x is not what [Float.Round] or [Float.Triple] return:
// each part is a float64 nearest to what the ones before it leave. Halfway
// between two of them either will do, since what lay beyond the last part may
// have decided.
func checkParts(x []float64) error {
	var rest Float
	for i, v := range x {
		switch {
		case math.IsNaN(v):
			return errors.New("exact: a part of a sum is not a number")
		case math.IsInf(v, 0):
			if i > 0 || x[1] != 0 || x[len(x)-1] != 0 {
				return errors.New("exact: an infinite sum has further parts")
			}
			return nil
		}
		rest.Add(v)
	}
	for i, v := range x {
		nearest := rest.Float64()
		if v != nearest {
			var tie Float // 2·rest − v − nearest
			tie.Merge(&rest)
			tie.Merge(&rest)
			tie.Add(-v)
			tie.Add(-nearest) // an infinity counts as 2¹⁰²⁴
			if m, _ := tie.Big(); m.Sign() != 0 {
				return fmt.Errorf("exact: part %d of a sum is %v, but the nearest float64 is %v", i+1, v, nearest)
			}
		}
		rest.Add(-v)
	}
	return nil
}
