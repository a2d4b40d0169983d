package tiff

import (
	"encoding/hex"
	"slices"
	"testing"
)

// faxBlock is Group 4 code of 40 rows of 48 pixels, written by GDAL 3.6.
const faxBlock = "26a0c92b8ae2b8ae2b8ae2b3ffffffffffffffffc8f7f889340923595c5714e191c91a0ae2b3f5efff1f7ff7e3fe1143fafebf91d78935" +
	"6429acae2a0323911c88e48f6567fffffffffffff5fefffffe2188883221acae08c447223911c811ecacfffffffffffffeffd7ffffc450" +
	"88c491acae2bc90e48723e2b3d784475fe50febffbf5ffc3f0bff8650e125f8888888923595c5715c5715c57159fffffffffff001001"

// TestDamagedGroup4 turns single bits of a block around. Where libtiff 4.5.0
// reports a bad code word, and goes on with rows that it makes up, the block is
// broken; where it reports nothing, rows come out that may be wrong.
func TestDamagedGroup4(t *testing.T) {
	whole, err := hex.DecodeString(faxBlock)
	if err != nil {
		t.Fatal(err)
	}
	decode := func(in []byte) error {
		var f fax
		return f.decode(make([]byte, 40*6), 6, 48, in, faxGroup4)
	}
	if err := decode(whole); err != nil {
		t.Fatal(err)
	}
	for _, bit := range []int{275, 1165, 522, 241, 1014, 777} {
		damaged := slices.Clone(whole)
		damaged[bit/8] ^= 0x80 >> (bit % 8)
		if decode(damaged) == nil {
			t.Errorf("bit %d: no error, libtiff reports one", bit)
		}
	}
	for _, bit := range []int{129, 920, 967} {
		damaged := slices.Clone(whole)
		damaged[bit/8] ^= 0x80 >> (bit % 8)
		if err := decode(damaged); err != nil {
			t.Errorf("bit %d: %v, libtiff reports nothing", bit, err)
		}
	}
}
