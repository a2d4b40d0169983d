package parts

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// block returns a file of one block with any contents.
func block(t testing.TB, plan digest, version string, records []byte) []byte {
	var b bytes.Buffer
	if err := writeBlock(&b, true, plan, version, records); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzScan reads any records behind a right checksum, and any file: every place
// that is found lies in the file, and what a record holds is what was written.
func FuzzScan(f *testing.F) {
	r := record{id: "a/b.png", files: digest{1}, change: 2, bytes: digest{3}, seen: digest{4}, holds: 5, data: []byte("data")}
	one := r.append(nil)
	f.Add(one, false)
	f.Add(r.append(one), false)
	f.Add(one[:len(one)-1], false)
	f.Add(block(f, digest{9}, "1.0", one), true)
	f.Add([]byte(fileFormat+"\xff\xff\xff\xff"), true)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		if !whole {
			data = block(t, digest{9}, "1.0", data)
		}
		name := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		scan(file, func(r *record, at int64) {
			if end := at + int64(len(r.data)); at < 0 || end > int64(len(data)) || !bytes.Equal(data[at:end], r.data) {
				t.Fatalf("a record of %d bytes at %d of %d", len(r.data), at, len(data))
			}
		})
		x := openIndex([]string{name}, false)
		defer x.close()
		for i := range x.places {
			if _, err := x.read(&x.places[i]); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestBlocks: records of several blocks are found where they were written, up to
// the first block that is not whole.
func TestBlocks(t *testing.T) {
	var file []byte
	ends := []int{0}
	for i := range 3 {
		r := record{id: "x", files: digest{byte(i + 1)}, seen: digest{7}, data: bytes.Repeat([]byte{byte(i)}, i)}
		var b bytes.Buffer
		if err := writeBlock(&b, i == 0, digest{}, "", r.append(nil)); err != nil {
			t.Fatal(err)
		}
		file = append(file, b.Bytes()...)
		ends = append(ends, len(file))
	}
	for cut := range len(file) + 1 {
		name := filepath.Join(t.TempDir(), "x")
		if err := os.WriteFile(name, file[:cut], 0o644); err != nil {
			t.Fatal(err)
		}
		want := 0
		for _, end := range ends[1:] {
			if end <= cut {
				want++
			}
		}
		x := openIndex([]string{name}, false)
		if len(x.places) != want {
			t.Fatalf("%d records of %d bytes, want %d", len(x.places), cut, want)
		}
		for i := range want {
			p := x.find(key{digest{byte(i + 1)}, digest{7}}, func(*place) bool { return true })
			if p == nil {
				t.Fatalf("record %d is not found", i)
			}
			if data, err := x.read(p); err != nil || !bytes.Equal(data, bytes.Repeat([]byte{byte(i)}, i)) {
				t.Fatalf("record %d: %v %v", i, data, err)
			}
		}
		x.close()
	}
}
