package mat

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

// packedZeros returns a file with a packed array of side×side zeros, of which so
// many bytes are there.
func packedZeros(side int, there int64) []byte {
	le := binary.LittleEndian
	var m bytes.Buffer
	for _, v := range []uint32{typeMatrix, uint32(56 + side*side), 6, 8, 9, 0, 5, 8, uint32(side), uint32(side), 1, 4} {
		m.Write(le.AppendUint32(nil, v))
	}
	m.WriteString("cube\x00\x00\x00\x00")
	m.Write(le.AppendUint32(le.AppendUint32(nil, 2), uint32(side*side)))
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write(m.Bytes())
	io.CopyN(w, zeros{}, there)
	w.Close()
	out := append([]byte{}, file(le, 9, 2, []uint8{})[:headerBytes]...)
	out = le.AppendUint32(le.AppendUint32(out, typeCompressed), uint32(z.Len()))
	return append(out, z.Bytes()...)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

// What a packed array promises takes no memory unless its bytes can hold it and
// the limit allows it; it is unpacked once.
func TestFrugal(t *testing.T) {
	small := raster.Options{Limits: raster.Limits{BlockBytes: 32 << 20}}
	if err := conform.Frugal(t, "promise", Open, packedZeros(20000, 100), raster.Options{}, 2<<20); err == nil {
		t.Error("400 MB out of a few bytes")
	}
	if err := conform.Frugal(t, "beyond the limit", Open, packedZeros(6000, 36e6), small, 2<<20); err == nil {
		t.Error("36 MB within 32 MiB")
	}
	if err := conform.Frugal(t, "within the limit", Open, packedZeros(4000, 16e6), small, 24<<20); err != nil {
		t.Error(err)
	}
	// Thousands of packed elements, each of which must be looked into.
	one := packedZeros(4, 16)[headerBytes:]
	many := append([]byte{}, packedZeros(4, 16)[:headerBytes]...)
	for range 5000 {
		many = append(many, one...)
	}
	if err := conform.Frugal(t, "many", Open, many, small, 32<<20); err != nil {
		t.Error(err)
	}
}
