package png

import (
	"encoding/binary"
	"hash/crc32"
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
	"github.com/bandprep/bandprep/raster"
)

func pngChunk(name string, data []byte) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	c = append(append(c, name...), data...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}

// Images of a few bytes take no memory for what they declare, interlaced or not.
func TestFrugal(t *testing.T) {
	for _, interlace := range []byte{0, 1} {
		for _, side := range []uint32{10000, 1 << 20, 1<<31 - 1} {
			head := binary.BigEndian.AppendUint32(nil, side)
			head = append(binary.BigEndian.AppendUint32(head, min(side, 30000)), 8, colorGray, 0, 0, interlace)
			data := append([]byte(signature), pngChunk("IHDR", head)...)
			data = append(data, pngChunk("IDAT", []byte{0x78, 0x9c, 3, 0, 0, 0, 0, 1})...)
			o := raster.Options{Limits: raster.Limits{BlockBytes: 128 << 20}}
			if err := conform.Frugal(t, "png", Open, data, o, 16<<20); err == nil {
				t.Errorf("%d, interlace %d: was read", side, interlace)
			}
		}
	}
}
