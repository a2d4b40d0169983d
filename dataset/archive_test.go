package dataset_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/raster"
)

// member is a file to pack.
type member struct {
	name, content string
	method        uint16 // of zip
	format        tar.Format
	kind          byte
}

func tarBytes(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Size: int64(len(m.content)), Mode: 0o644, Format: m.format, Typeflag: m.kind}
		if m.kind == tar.TypeSymlink || m.kind == tar.TypeLink {
			h.Linkname, h.Size = m.content, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(m.content)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipBytes(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: m.method})
		if err == nil {
			_, err = f.Write([]byte(m.content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// pack writes an archive and scans it.
func pack(t *testing.T, name string, data []byte) *dataset.Listing {
	t.Helper()
	full := filepath.Join(t.TempDir(), name)
	put(t, full, string(data))
	return scan(t, dataset.Options{}, full)
}

func content(it *dataset.Item) (string, error) {
	f, err := it.Open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	data := make([]byte, f.Size())
	n, err := f.ReadAt(data, 0)
	if err == io.EOF {
		err = nil
	}
	return string(data[:n]), err
}

// wantContents compares ids with the content of their items.
func wantContents(t *testing.T, what string, l *dataset.Listing, want map[string]string) {
	t.Helper()
	if l.Items.Len() != len(want) || len(l.Skipped) > 0 {
		t.Errorf("%s: items %q, skipped %v, want %d", what, ids(l), l.Skipped, len(want))
	}
	for i := range l.Items.All() {
		got, err := content(l.Items.At(i))
		if w, ok := want[l.Items.At(i).ID]; !ok || err != nil || got != w {
			t.Errorf("%s: %s holds %q (%v), want %q", what, l.Items.At(i).ID, got, err, w)
		}
	}
}

// TestTar reads members in place, whatever form their headers have. Names that
// lead out of the archive name the member and nothing else.
func TestTar(t *testing.T) {
	long := strings.Repeat("folder/", 30) + strings.Repeat("n", 120) + ".png"
	unicode := "käse/ü.png"
	data := tarBytes(t,
		member{name: "cat/a.png", content: "one", format: tar.FormatUSTAR},
		member{name: long, content: "two", format: tar.FormatPAX},
		member{name: "x" + long, content: "three", format: tar.FormatGNU},
		member{name: unicode, content: "four", format: tar.FormatPAX},
		member{name: "../../up.png", content: "five"},
		member{name: "/etc/root.png", content: "six"},
		member{name: "empty.png"},
		member{name: "folder/", kind: tar.TypeDir},
		member{name: "link.png", content: "/etc/passwd", kind: tar.TypeSymlink},
		member{name: ".hidden.png", content: "no"}, member{name: "__MACOSX/a.png", content: "no"},
		member{name: "a.json", content: "{}"}, member{name: "a.exe", content: "no"},
	)
	l := pack(t, "m.tar", data)
	wantContents(t, "tar", l, map[string]string{
		"m.tar#cat/a.png": "one", "m.tar#" + long: "two", "m.tar#x" + long: "three", "m.tar#" + unicode: "four",
		"m.tar#up.png": "five", "m.tar#etc/root.png": "six", "m.tar#empty.png": "",
	})
	if l.Passed["hidden"] != 2 || l.Passed["sidecar"] != 1 || l.Passed["other"] != 1 {
		t.Errorf("passed over %v", l.Passed)
	}
}

// TestZip reads stored members in place and unpacks deflated ones.
func TestZip(t *testing.T) {
	big := strings.Repeat("samples ", 100_000)
	data := zipBytes(t, member{name: "cat/a.png", content: "one"}, member{name: "dog/b.png", content: big, method: zip.Deflate},
		member{name: "../up.png", content: "two", method: zip.Deflate}, member{name: "/abs.png", content: "three"}, member{name: "folder/"})
	wantContents(t, "zip", pack(t, "m.zip", data), map[string]string{
		"m.zip#cat/a.png": "one", "m.zip#dog/b.png": big, "m.zip#up.png": "two", "m.zip#abs.png": "three"})
}

// TestZipRefused has members that cannot be read: typed errors.
func TestZipRefused(t *testing.T) {
	plain := zipBytes(t, member{name: "a.png", content: strings.Repeat("abc", 100), method: zip.Deflate})
	patch := func(local, central int, value byte) []byte {
		data := bytes.Clone(plain)
		at := bytes.Index(data, []byte("PK\x01\x02"))
		data[local], data[at+central] = value, value
		return data
	}
	damaged := bytes.Clone(plain)
	for i := range 20 {
		damaged[40+i] ^= 0x5a
	}
	for name, c := range map[string]struct {
		data   []byte
		reason string
	}{
		"encrypted": {patch(6, 8, 1), "encrypted"},
		"method":    {patch(8, 10, 99), "unsupported"},
		"damaged":   {damaged, "broken zip"},
	} {
		l := pack(t, "m.zip", c.data)
		if l.Items.Len() != 1 {
			t.Fatalf("%s: items %q, skipped %v", name, ids(l), l.Skipped)
		}
		if _, err := content(l.Items.At(0)); err == nil || !raster.IsTyped(err) || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v, want %q", name, err, c.reason)
		}
	}
}

// TestDamagedArchives keeps what can be read and says what cannot.
func TestDamagedArchives(t *testing.T) {
	good := tarBytes(t, member{name: "a.png", content: "one"}, member{name: "b.png", content: strings.Repeat("x", 2000)})
	l := pack(t, "m.tar", good[:512+512+512+100])
	if ids(l) != "m.tar#a.png" || len(l.Skipped) != 1 || !raster.IsTyped(l.Skipped[0].Err) {
		t.Errorf("truncated tar: %q, skipped %v", ids(l), l.Skipped)
	}
	for name, data := range map[string][]byte{"m.tar": []byte(strings.Repeat("no archive ", 100)), "m.zip": []byte("PK\x03\x04 and no more"),
		"m.parquet": []byte("PAR1 PAR1"), "m.tar.gz": []byte("\x1f\x8b"), "m.tgz": nil} {
		l := pack(t, name, data)
		if l.Items.Len() != 0 || len(l.Skipped) != 1 || !raster.IsTyped(l.Skipped[0].Err) {
			t.Errorf("%s: %q, skipped %v", name, ids(l), l.Skipped)
		}
	}
}

// TestWebDataset takes classes from the .cls member of each sample, also where
// names hold dots and the class comes first.
func TestWebDataset(t *testing.T) {
	l := pack(t, "shard-0000.tar", tarBytes(t,
		member{name: "s/0001.jpg", content: "a"}, member{name: "s/0001.cls", content: "7\n"},
		member{name: "s/0002.cls", content: "3"}, member{name: "s/0002.seg.png", content: "b"}, member{name: "s/0002.jpg", content: "c"},
		member{name: "s/0003.jpg", content: "d"}, member{name: "s/0001.json", content: "{}"}))
	var got []string
	for _, it := range l.Items.All() {
		got = append(got, it.ID+"="+it.Label)
	}
	want := "shard-0000.tar#s/0001.jpg=7 shard-0000.tar#s/0002.jpg=3 shard-0000.tar#s/0003.jpg="
	if strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestArchiveFolders labels members by their folders, without the folder that
// all share; a split folder is no such folder.
func TestArchiveFolders(t *testing.T) {
	for _, c := range []struct{ names, want string }{
		{"set/cat/a.png set/dog/b.png", "cat: dog:"},
		{"cat/a.png dog/b.png", "cat: dog:"},
		{"train/cat/a.png train/dog/b.png", "cat:train dog:train"},
		{"set/train/cat/a.png set/val/dog/b.png", "cat:train dog:valid"},
		{"a.png b.png", ": :"},
	} {
		var members []member
		for name := range strings.FieldsSeq(c.names) {
			members = append(members, member{name: name, content: "x"})
		}
		for name, data := range map[string][]byte{"m.tar": tarBytes(t, members...), "m.zip": zipBytes(t, members...)} {
			var got []string
			for _, it := range pack(t, name, data).Items.All() {
				got = append(got, it.Label+":"+it.Split)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s of %s: %q, want %q", name, c.names, got, c.want)
			}
		}
	}
}

// TestManyMembers lists and opens 5,000 of them.
func TestManyMembers(t *testing.T) {
	var members []member
	for i := range 5000 {
		members = append(members, member{name: fmt.Sprintf("%d/%04d.png", i%10, i), content: fmt.Sprint(i)})
	}
	l := pack(t, "m.tar", tarBytes(t, members...))
	if l.Items.Len() != 5000 {
		t.Fatalf("%d items", l.Items.Len())
	}
	for i := range l.Items.All() {
		it := l.Items.At(i)
		got, err := content(it)
		if want := strings.TrimLeft(strings.TrimSuffix(filepath.Base(it.ID), ".png"), "0"); err != nil || got != want && got != "0" {
			t.Fatalf("%s: %q %v", it.ID, got, err)
		}
	}
}

// try scans bytes as a file of that name and opens every item.
func try(t *testing.T, name string, data []byte) {
	full := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(full, data, 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := dataset.Scan(t.Context(), []string{full}, dataset.Options{})
	if err != nil {
		return
	}
	for i := range min(l.Items.Len(), 20) {
		it := l.Items.At(i)
		if it.Member == "" {
			continue
		}
		if strings.Contains(it.ID, "#..") || strings.Contains(it.ID, "#/") {
			t.Errorf("%q leads out of the archive", it.ID)
		}
		content(it)
	}
}

func FuzzTar(f *testing.F) {
	f.Add(tarBytes(f, member{name: "a.png", content: "one"}, member{name: "a.cls", content: "7"}))
	f.Add(tarBytes(f, member{name: strings.Repeat("n", 200) + ".png", content: "two", format: tar.FormatPAX}))
	f.Add(tarBytes(f, member{name: strings.Repeat("n", 200) + ".png", content: "two", format: tar.FormatGNU}))
	f.Fuzz(func(t *testing.T, data []byte) { try(t, "m.tar", data) })
}

func FuzzZip(f *testing.F) {
	f.Add(zipBytes(f, member{name: "a.png", content: "one"}, member{name: "../b.png", content: "two", method: zip.Deflate}))
	f.Fuzz(func(t *testing.T, data []byte) { try(t, "m.zip", data) })
}

func FuzzParquet(f *testing.F) {
	f.Add([]byte("PAR1 PAR1"))
	if photos, err := os.ReadFile(filepath.FromSlash("../internal/parquet/testdata/shoes.parquet")); err == nil {
		f.Add(photos)
	}
	f.Fuzz(func(t *testing.T, data []byte) { try(t, "m.parquet", data) })
}

func FuzzTable(f *testing.F) {
	f.Add(uint8(0), "path,label,split\na.png,x,train\n")
	f.Add(uint8(1), `{"path":"a.png","label":3}`)
	f.Add(uint8(0), "\xef\xbb\xbffile;class\n\"a;b\";x\n")
	f.Fuzz(func(t *testing.T, kind uint8, text string) {
		try(t, []string{"t.csv", "t.jsonl"}[kind%2], []byte(text))
	})
}
