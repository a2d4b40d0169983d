package npy

import (
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/raster"
)

const (
	format = "npy"
	magic  = "\x93NUMPY"
)

// parse reads the header of an array.
func parse(f raster.File, l raster.Limits) (*strided.Array, error) {
	var head [12]byte
	n, err := f.ReadAt(head[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if n < 10 || string(head[:6]) != magic {
		return nil, raster.Broken(format, "", "no NumPy header")
	}
	at, size := int64(10), int64(binary.LittleEndian.Uint16(head[8:]))
	if head[6] > 1 {
		if n < 12 {
			return nil, raster.Broken(format, "header", "file ends early")
		}
		at, size = 12, int64(binary.LittleEndian.Uint32(head[8:]))
	}
	if head[6] < 1 || head[6] > 3 {
		return nil, raster.Unsupported(format, "header", "version %d", head[6])
	}
	if err := raster.TooLarge(format, "header", "bytes", size, min(l.WithDefaults().TagBytes, 1<<20)); err != nil {
		return nil, err
	}
	text := make([]byte, min(size, max(f.Size()-at, 0)))
	if err := raster.ReadFull(format, f, text, at); err != nil {
		return nil, err
	}
	if int64(len(text)) < size {
		return nil, raster.Broken(format, "header", "file ends early")
	}
	a := &strided.Array{Format: format, Start: at + size}
	return a, describe(a, string(text))
}

// describe reads the dictionary, a Python literal with the keys descr,
// fortran_order and shape.
func describe(a *strided.Array, text string) error {
	d := &dict{s: text}
	if !d.eat("{") {
		return raster.Broken(format, "header", "no dictionary")
	}
	found := 0
	for !d.eat("}") {
		key, ok := d.text()
		if !ok || !d.eat(":") {
			return raster.Broken(format, "header", "no key before %q", d.rest())
		}
		switch key {
		case "descr":
			descr, ok := d.text()
			if !ok {
				return raster.Unsupported(format, "header", "records: %s", d.rest())
			}
			if err := dtype(a, descr); err != nil {
				return err
			}
		case "fortran_order":
			a.Fortran = d.eat("True")
			ok = a.Fortran || d.eat("False")
		case "shape":
			a.Shape, ok = d.tuple()
		default:
			ok = false
		}
		if !ok {
			return raster.Broken(format, "header", "%s before %q", key, d.rest())
		}
		found++
		d.eat(",")
	}
	if found < 3 || a.Type == raster.Unknown {
		return raster.Broken(format, "header", "descr, fortran_order or shape is missing")
	}
	return nil
}

// dict scans the dictionary.
type dict struct{ s string }

func (d *dict) rest() string { return d.s[:min(len(d.s), 40)] }

func (d *dict) space() { d.s = strings.TrimLeft(d.s, " \t\n\r") }

func (d *dict) eat(word string) bool {
	d.space()
	rest, ok := strings.CutPrefix(d.s, word)
	d.s = rest
	return ok
}

// text reads a string in quotes.
func (d *dict) text() (string, bool) {
	d.space()
	if d.s == "" || d.s[0] != '\'' && d.s[0] != '"' {
		return "", false
	}
	end := strings.IndexByte(d.s[1:], d.s[0])
	if end < 0 {
		return "", false
	}
	word := d.s[1 : 1+end]
	d.s = d.s[2+end:]
	return word, true
}

// tuple reads a tuple of integers.
func (d *dict) tuple() ([]int64, bool) {
	if !d.eat("(") {
		return nil, false
	}
	shape := []int64{}
	for !d.eat(")") {
		d.space()
		end := strings.IndexFunc(d.s, func(r rune) bool { return r < '0' || r > '9' })
		if end <= 0 || len(shape) == 32 {
			return nil, false
		}
		n, err := strconv.ParseInt(d.s[:end], 10, 64)
		if err != nil {
			return nil, false
		}
		d.s = d.s[end:]
		d.eat("L") // long integers of Python 2
		shape = append(shape, n)
		d.eat(",")
	}
	return shape, true
}

// types maps a kind and a width in bytes to a sample type.
var types = map[string]raster.SampleType{
	"b1": raster.Uint8, "u1": raster.Uint8, "u2": raster.Uint16, "u4": raster.Uint32, "u8": raster.Uint64,
	"i1": raster.Int8, "i2": raster.Int16, "i4": raster.Int32, "i8": raster.Int64,
	"f2": raster.Float16, "f4": raster.Float32, "f8": raster.Float64,
}

func dtype(a *strided.Array, descr string) error {
	kind := descr
	if kind != "" && strings.IndexByte("<>=|", kind[0]) >= 0 {
		a.BigEndian = kind[0] == '>'
		kind = kind[1:]
	}
	a.Type = types[kind]
	if a.Type == raster.Unknown {
		return raster.Unsupported(format, "header", "elements of type %q", descr)
	}
	if kind == "b1" {
		a.Bits = 1
	}
	return nil
}
