package raster

import (
	"fmt"
	"math"
)

// SampleType is the type of a stored sample.
type SampleType uint8

// The sample types. Types narrower than a byte are stored as Uint8, types
// between 9 and 15 bits as Uint16; [Header.Bits] keeps the stored width.
const (
	Unknown SampleType = iota
	Uint8
	Uint16
	Uint32
	Uint64
	Int8
	Int16
	Int32
	Int64
	Float16
	Float32
	Float64
)

var sampleTypes = [...]struct {
	name   string
	bits   int
	low    float64
	high   float64
	signed bool
	float  bool
}{
	Unknown: {name: "unknown"},
	Uint8:   {name: "uint8", bits: 8, high: math.MaxUint8},
	Uint16:  {name: "uint16", bits: 16, high: math.MaxUint16},
	Uint32:  {name: "uint32", bits: 32, high: math.MaxUint32},
	Uint64:  {name: "uint64", bits: 64, high: math.MaxUint64},
	Int8:    {name: "int8", bits: 8, low: math.MinInt8, high: math.MaxInt8, signed: true},
	Int16:   {name: "int16", bits: 16, low: math.MinInt16, high: math.MaxInt16, signed: true},
	Int32:   {name: "int32", bits: 32, low: math.MinInt32, high: math.MaxInt32, signed: true},
	Int64:   {name: "int64", bits: 64, low: math.MinInt64, high: math.MaxInt64, signed: true},
	Float16: {name: "float16", bits: 16, low: -65504, high: 65504, signed: true, float: true},
	Float32: {name: "float32", bits: 32, low: -math.MaxFloat32, high: math.MaxFloat32, signed: true, float: true},
	Float64: {name: "float64", bits: 64, low: -math.MaxFloat64, high: math.MaxFloat64, signed: true, float: true},
}

// String returns the name that numpy uses: "uint8", "float32".
func (t SampleType) String() string {
	if int(t) >= len(sampleTypes) {
		return fmt.Sprintf("SampleType(%d)", uint8(t))
	}
	return sampleTypes[t].name
}

// ParseSampleType is the inverse of [SampleType.String].
func ParseSampleType(name string) (SampleType, error) {
	for t, s := range sampleTypes {
		if s.name == name && SampleType(t) != Unknown {
			return SampleType(t), nil
		}
	}
	return Unknown, fmt.Errorf("unknown sample type %q", name)
}

// Bits returns the width of a sample in bits.
func (t SampleType) Bits() int { return sampleTypes[t].bits }

// IsFloat reports whether samples are floating-point numbers.
func (t SampleType) IsFloat() bool { return sampleTypes[t].float }

// IsInteger reports whether samples are integers.
func (t SampleType) IsInteger() bool { return t != Unknown && !sampleTypes[t].float }

// Range returns the smallest and the largest finite sample.
func (t SampleType) Range() (low, high float64) { return sampleTypes[t].low, sampleTypes[t].high }

// Storage is the array of a [Block] that holds samples of a type.
type Storage uint8

// The storage classes.
const (
	StoreF64 Storage = iota
	StoreU8
	StoreU16
)

// Storage returns the class that holds samples of type t: uint8 in U8; uint16,
// int16 and int8 in U16; all else in F64. Integers beyond 2⁵³ are rounded to
// float64 by the reader.
func (t SampleType) Storage() Storage {
	switch t {
	case Uint8:
		return StoreU8
	case Uint16, Int16, Int8:
		return StoreU16
	}
	return StoreF64
}

// Bias is what the reader added to a sample to store it: 32768 for the signed
// types that live in U16, else 0.
func (t SampleType) Bias() int64 {
	if t == Int16 || t == Int8 {
		return 32768
	}
	return 0
}
