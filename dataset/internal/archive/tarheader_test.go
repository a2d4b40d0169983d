package archive

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// headerEntry is a member as package tar alone finds it.
type headerEntry struct {
	name string
	at   span
}

// entries lists the members that are files and lie in data.
func entries(data []byte, next func() (string, span, error)) []headerEntry {
	var list []headerEntry
	for {
		name, at, err := next()
		if err != nil || at.size > int64(len(data))-at.offset {
			return list
		}
		list = append(list, headerEntry{name, at})
	}
}

// both lists the members with package tar alone, and as this package does.
func both(data []byte) (want, got []headerEntry) {
	in := bytes.NewReader(data)
	r := tar.NewReader(in)
	want = entries(data, func() (string, span, error) {
		for {
			h, err := r.Next()
			if err != nil {
				return "", span{}, err
			}
			if h.Typeflag == tar.TypeReg && h.PAXRecords["GNU.sparse.major"]+h.PAXRecords["GNU.sparse.map"]+h.PAXRecords["GNU.sparse.size"] == "" {
				at, _ := in.Seek(0, io.SeekCurrent)
				return h.Name, span{offset: at, size: h.Size}, nil
			}
		}
	})
	own := tarReader{in: forward{file: bytes.NewReader(data)}}
	return want, entries(data, func() (string, span, error) {
		for {
			m, err := own.next()
			if err != nil || m.link == "" && !m.sparse {
				return m.name, m.at, err
			}
		}
	})
}

// TestTarHeaders compares with package tar for archives of any kind of header.
func TestTarHeaders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for i := range rapid.IntRange(0, 12).Draw(t, "members") {
			size := rapid.SampledFrom([]int{0, 1, 511, 512, 513, 3000, 20_000, 300_000}).Draw(t, "size")
			name := rapid.SampledFrom([]string{"a.png", "käse.png", strings.Repeat("n", 99), strings.Repeat("folder/", 18) + "b.png",
				strings.Repeat("n", 120), strings.Repeat("folder/", 40) + "c.png"}).Draw(t, "name")
			h := &tar.Header{Typeflag: tar.TypeReg, Name: fmt.Sprint(i, name), Size: int64(size), Mode: 0o644, ModTime: time.Unix(1e9, 0),
				Format: rapid.SampledFrom([]tar.Format{0, tar.FormatPAX, tar.FormatGNU}).Draw(t, "format")}
			switch rapid.IntRange(0, 5).Draw(t, "kind") {
			case 0:
				h.Typeflag, h.Size, h.Name = tar.TypeDir, 0, h.Name+"/"
			case 1:
				h.Typeflag, h.Size, h.Linkname = tar.TypeSymlink, 0, "a.png"
			}
			if err := w.WriteHeader(h); err != nil {
				t.Fatal(err)
			}
			w.Write(make([]byte, h.Size))
		}
		if rapid.Bool().Draw(t, "end") {
			w.Close()
		} else {
			w.Flush()
		}
		if want, got := both(b.Bytes()); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}

func FuzzTarHeaders(f *testing.F) {
	for _, format := range []tar.Format{tar.FormatUSTAR, tar.FormatPAX, tar.FormatGNU} {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		w.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: "folder/", Format: format})
		w.WriteHeader(&tar.Header{Name: "folder/a.png", Size: 3, Format: format})
		w.Write([]byte("one"))
		w.WriteHeader(&tar.Header{Name: strings.Repeat("n", 80) + "/" + strings.Repeat("m", 80), Format: format})
		w.Close()
		f.Add(b.Bytes())
		odd := bytes.Clone(b.Bytes()) // a device number that is none, and the same sum
		odd[tarBlock+330]++
		odd[tarBlock+332]--
		f.Add(odd)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if want, got := both(data); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("%v, want %v", got, want)
		}
	})
}
