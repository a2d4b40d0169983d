package exact

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"strconv"
)

// highest bounds what is marshalled: the sum must lie below 2^highest in
// magnitude. 2⁶³ products of two float64 values reach 2²¹¹¹.
const highest = 2176

var errFloatRange = errors.New("exact: a sum below 2^-2176 or beyond 2^2176")

// AppendBinary appends f = ±m·2^e with odd m: e in two bytes of two's
// complement, lowest first, a byte that is 1 where f is negative, and m,
// highest byte first. For 0, e is 0 and m is empty. Equal sums have equal
// bytes, however they came about.
func (f *Float) AppendBinary(b []byte) ([]byte, error) {
	m, exp, err := f.odd()
	if err != nil {
		return b, err
	}
	b = binary.LittleEndian.AppendUint16(b, uint16(int16(exp)))
	b = append(b, byte(max(0, -m.Sign())))
	return append(b, m.Bytes()...), nil
}

// MarshalBinary returns the bytes of [Float.AppendBinary].
func (f *Float) MarshalBinary() ([]byte, error) { return f.AppendBinary(nil) }

// UnmarshalBinary reads the bytes of [Float.AppendBinary].
func (f *Float) UnmarshalBinary(b []byte) error {
	const head, longest = 3, 3 + (highest-lowest)/8
	switch {
	case len(b) < head || len(b) > longest:
		return fmt.Errorf("exact: a sum of %d bytes instead of 3 to %d", len(b), longest)
	case b[2] > 1:
		return fmt.Errorf("exact: the sign of a sum is %d instead of 0 or 1", b[2])
	}
	m := new(big.Int).SetBytes(b[head:])
	if b[2] == 1 {
		m.Neg(m)
	}
	return f.set(m, int(int16(binary.LittleEndian.Uint16(b))))
}

// AppendText appends f = ±m·2^e with odd m as a hexadecimal number such as
// -0x1fp-5, which C, Python and Go read too, though rounded.
func (f *Float) AppendText(b []byte) ([]byte, error) {
	m, exp, err := f.odd()
	if err != nil {
		return b, err
	}
	if m.Sign() < 0 {
		b = append(b, '-')
		m.Neg(m)
	}
	b = append(b, "0x"...)
	b = m.Append(b, 16)
	b = append(b, 'p')
	return strconv.AppendInt(b, int64(exp), 10), nil
}

// MarshalText returns the text of [Float.AppendText].
func (f *Float) MarshalText() ([]byte, error) { return f.AppendText(nil) }

// UnmarshalText reads the text of [Float.AppendText]; the digits need not be
// odd.
func (f *Float) UnmarshalText(text []byte) error {
	const longest = len("-0xp-2176") + (highest-lowest)/4
	rest, negative := bytes.CutPrefix(text, []byte("-"))
	digits, hexadecimal := bytes.CutPrefix(rest, []byte("0x"))
	digits, exponent, ok := bytes.Cut(digits, []byte("p"))
	if !ok || !hexadecimal || len(text) > longest || len(digits) == 0 || digits[0] == '-' || digits[0] == '+' {
		return fmt.Errorf("exact: %.60q is not a sum such as 0x1fp-5", text)
	}
	m, ok := new(big.Int).SetString(string(digits), 16)
	exp, err := strconv.ParseInt(string(exponent), 10, 16)
	if !ok || err != nil {
		return fmt.Errorf("exact: %.60q is not a sum such as 0x1fp-5", text)
	}
	if negative {
		m.Neg(m)
	}
	return f.set(m, int(exp))
}

// odd returns f = m·2^exp with odd m, or 0·2⁰.
func (f *Float) odd() (m *big.Int, exp int, err error) {
	m, exp = f.Big()
	if m.Sign() == 0 {
		return m, 0, nil
	}
	zeros := m.TrailingZeroBits()
	m.Rsh(m, zeros)
	exp += int(zeros)
	if exp+m.BitLen() > highest {
		return nil, 0, errFloatRange
	}
	return m, exp, nil
}

// set makes f m·2^exp, in memory of its own.
func (f *Float) set(m *big.Int, exp int) error {
	if m.Sign() != 0 && (exp < lowest || exp+m.BitLen() > highest) {
		return errFloatRange
	}
	var sum Float
	magnitude := m.Bytes()
	for ; len(magnitude) > 0; exp += 64 {
		var word [8]byte
		at := max(0, len(magnitude)-8)
		copy(word[8-(len(magnitude)-at):], magnitude[at:])
		sum.addBits(0, binary.BigEndian.Uint64(word[:]), exp, m.Sign() < 0)
		magnitude = magnitude[:at]
	}
	*f = sum
	return nil
}
