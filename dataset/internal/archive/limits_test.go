package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime/metrics"
	"testing"

	"github.com/bandprep/bandprep/raster"
)

// packedZip holds a member of 8 MB of zeros in a few kilobytes, and a small one.
func packedZip(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, n := range map[string]int{"large.pgm": 8 << 20, "small.pgm": 100} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(make([]byte, n))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func written(t *testing.T, data []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func allocated() int64 {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	return int64(s[0].Value.Uint64())
}

// TestLimit: a member is refused before it is unpacked, and one that is opened for
// its head is not unpacked.
func TestLimit(t *testing.T) {
	name := written(t, packedZip(t))
	small := &Opened{Limit: 8<<20 - 1}
	before := allocated()
	_, err := small.Member(name, "large.pgm")
	var large *raster.TooLargeError
	if !errors.As(err, &large) || large.Need != 8<<20 || large.Limit != 8<<20-1 {
		t.Errorf("%v", err)
	}
	enough := &Opened{Limit: 8 << 20}
	f, err := enough.Member(name, "large.pgm")
	if err != nil {
		t.Fatal(err)
	}
	h, err := Head(f)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	var head [100]byte
	if n, err := h.ReadAt(head[:], 0); n != 100 || err != nil || h.Size() != 8<<20 {
		t.Errorf("%d bytes of %d, %v", n, h.Size(), err)
	}
	if took := allocated() - before; took > 1<<20 {
		t.Errorf("%d bytes allocated for a head", took)
	}
	if n, err := h.ReadAt(head[:], 8<<20-50); n != 50 || err != io.EOF {
		t.Errorf("at the end: %d bytes, %v", n, err)
	}
	for member, want := range map[string]int64{"large.pgm": 8 << 20, "small.pgm": 100, "none": 0} {
		if got := enough.Unpacked(name, member); got != want {
			t.Errorf("%s takes %d bytes, want %d", member, got, want)
		}
	}
}

// TestLyingZip: sizes that the packed bytes, or the file, cannot hold.
func TestLyingZip(t *testing.T) {
	good := packedZip(t)
	at := bytes.Index(good, []byte("PK\x01\x02"))
	for what, c := range map[string]struct {
		field int
		value uint32
	}{"unpacked size": {24, 1 << 30}, "packed size": {20, 1 << 20}} {
		data := bytes.Clone(good)
		binary.LittleEndian.PutUint32(data[at+c.field:], c.value)
		before := allocated()
		o := new(Opened)
		a, err := o.Get(written(t, data))
		if err == nil {
			for _, member := range []string{"large.pgm", "small.pgm"} {
				f, opened := a.Open(member, 1<<31)
				if opened == nil {
					_, opened = f.ReadAt(make([]byte, 1), 0)
				}
				err = errors.Join(err, opened)
			}
		}
		var broken *raster.BrokenError
		if !errors.As(err, &broken) {
			t.Errorf("%s: %v", what, err)
		}
		if took := allocated() - before; took > 40<<20 {
			t.Errorf("%s: %d bytes allocated", what, took)
		}
	}
}
