package pipeline_test

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/bandprep/bandprep/pipeline"
)

// TestPagesAreNoDuplicates holds that the images of one file differ in their
// content hashes, and that those of an equal file have the same ones.
func TestPagesAreNoDuplicates(t *testing.T) {
	dir := t.TempDir()
	var idx []byte
	for _, v := range []uint32{0x803, 5, 4, 3} {
		idx = binary.BigEndian.AppendUint32(idx, v)
	}
	for i := range 5 * 4 * 3 {
		idx = append(idx, byte(i*i))
	}
	for _, name := range []string{"a-ubyte", "b-ubyte"} {
		if err := os.WriteFile(filepath.Join(dir, name), idx, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	o := options()
	d, err := pipeline.Run(context.Background(), inspect(t, o, dir).in, o.Derive, pipeline.LimitsSigma)
	if err != nil {
		t.Fatal(err)
	}
	names := map[[16]byte][]string{}
	for _, r := range d.Table.Rows.All() {
		names[r.ContentHash] = append(names[r.ContentHash], r.ID)
	}
	if len(names) != 5 {
		t.Errorf("%d content hashes of 5 different images: %v", len(names), names)
	}
	for _, same := range names {
		if len(same) != 2 || same[0][1:] != same[1][1:] {
			t.Errorf("one content hash: %v", same)
		}
	}
}
