package parquet_test

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/apache/arrow/go/v15/parquet"
	"github.com/apache/arrow/go/v15/parquet/compress"
	"github.com/apache/arrow/go/v15/parquet/file"
	"github.com/apache/arrow/go/v15/parquet/schema"

	ours "github.com/bandprep/bandprep/internal/parquet"
	"github.com/bandprep/bandprep/internal/testfile"
)

var update = flag.Bool("update", false, "write testdata/shoes.parquet")

// row is what a test file holds.
type row struct {
	path  string
	data  []byte // nil: null
	label int64
}

// write makes a file as Hugging Face stores images: an optional struct of
// optional bytes and path, and an int64 label; so many rows in a group.
func write(t testing.TB, rows []row, group int, codec compress.Compression) []byte {
	t.Helper()
	optional, required := parquet.Repetitions.Optional, parquet.Repetitions.Required
	leaf := func(n schema.Node, err error) schema.Node {
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	data := leaf(schema.NewPrimitiveNode("bytes", optional, parquet.Types.ByteArray, -1, -1))
	path := leaf(schema.NewPrimitiveNodeConverted("path", optional, parquet.Types.ByteArray, schema.ConvertedTypes.UTF8, -1, 0, 0, -1))
	label := leaf(schema.NewPrimitiveNode("label", optional, parquet.Types.Int64, -1, -1))
	image := leaf(schema.NewGroupNode("image", optional, schema.FieldList{data, path}, -1))
	root, err := schema.NewGroupNode("schema", required, schema.FieldList{image, label}, -1)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := file.NewParquetWriter(&b, root, file.WithWriterProps(parquet.NewWriterProperties(parquet.WithCompression(codec), parquet.WithDictionaryDefault(false))))
	for len(rows) > 0 {
		n := min(group, len(rows))
		writeGroup(t, w.AppendRowGroup(), rows[:n])
		rows = rows[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func writeGroup(t testing.TB, g file.SerialRowGroupWriter, rows []row) {
	t.Helper()
	var data, paths []parquet.ByteArray
	var labels []int64
	var set, all, labelled []int16
	for _, r := range rows {
		if r.data == nil {
			set = append(set, 1) // the struct is there, its bytes are not
		} else {
			set = append(set, 2)
			data = append(data, r.data)
		}
		all, labelled = append(all, 2), append(labelled, 1)
		paths, labels = append(paths, []byte(r.path)), append(labels, r.label)
	}
	next := func() file.ColumnChunkWriter {
		c, err := g.NextColumn()
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := next()
	if _, err := c.(*file.ByteArrayColumnChunkWriter).WriteBatch(data, set, nil); err != nil {
		t.Fatal(err)
	}
	c.Close()
	c = next()
	if _, err := c.(*file.ByteArrayColumnChunkWriter).WriteBatch(paths, all, nil); err != nil {
		t.Fatal(err)
	}
	c.Close()
	c = next()
	if _, err := c.(*file.Int64ColumnChunkWriter).WriteBatch(labels, labelled, nil); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestImages reads rows of several groups in any order and on several
// goroutines; one row has no image.
func TestImages(t *testing.T) {
	for _, codec := range []compress.Compression{compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd} {
		var rows []row
		r := rand.New(rand.NewPCG(1, 1))
		for i := range 2500 { // more than a batch of 1,024
			data := make([]byte, 1+r.IntN(40))
			for k := range data {
				data[k] = byte(r.Uint32())
			}
			rows = append(rows, row{fmt.Sprintf("%04d.png", i), data, int64(i % 7)})
		}
		rows[1234].data = nil
		f, err := ours.Open(bytes.NewReader(write(t, rows, 600, codec)))
		if err != nil {
			t.Fatal(err)
		}
		if f.NumRows() != int64(len(rows)) {
			t.Fatalf("%d rows, want %d", f.NumRows(), len(rows))
		}
		list, err := f.Rows()
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for worker := range 3 {
			wg.Go(func() {
				for i := worker; i < len(rows); i += 3 {
					at := (i * 7) % len(rows)
					data, err := f.Image(int64(at), 1<<20)
					if rows[at].data == nil {
						if err == nil {
							t.Errorf("row %d has an image", at)
						}
					} else if err != nil || !bytes.Equal(data, rows[at].data) {
						t.Errorf("%v, row %d: %v", codec, at, err)
					}
				}
			})
		}
		wg.Wait()
		for i, want := range rows {
			if list[i].Path != want.path || fmt.Sprint(list[i].Labels) != fmt.Sprint([]int64{want.label}) {
				t.Errorf("row %d: %+v", i, list[i])
			}
		}
	}
}

// TestSample keeps a small file of real photos for other tests.
func TestSample(t *testing.T) {
	var rows []row
	for i := range 4 {
		name := fmt.Sprintf("shoes-%02d.jpg", i)
		data, err := os.ReadFile(testfile.Project("photos", "shoes", name))
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row{name, data, int64(i % 2)})
	}
	name := filepath.Join("testdata", "shoes.parquet")
	if *update {
		if err := os.WriteFile(name, write(t, rows, 3, compress.Codecs.Uncompressed), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	f, err := ours.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if data, err := f.Image(int64(i), 1<<20); err != nil || !bytes.Equal(data, r.data) {
			t.Errorf("row %d: %v", i, err)
		}
	}
}

// tryAll opens what may be a damaged file and reads everything in it.
func tryAll(data []byte) {
	f, err := ours.Open(bytes.NewReader(data))
	if err != nil {
		return
	}
	f.Rows()
	for i := range min(f.NumRows(), 20) {
		f.Image(i, 1<<20)
	}
}

// TestDamaged cuts and flips a small file: never a panic.
func TestDamaged(t *testing.T) {
	data := write(t, []row{{"a", []byte("first image"), 1}, {"b", []byte("second"), 2}}, 1, compress.Codecs.Uncompressed)
	for n := range data {
		tryAll(data[:n])
	}
	for at := range data[:len(data)-8] {
		bad := bytes.Clone(data)
		bad[at] ^= 1 << (at % 8)
		tryAll(bad)
	}
}

// TestNotImages says which columns there are.
func TestNotImages(t *testing.T) {
	if _, err := ours.Open(bytes.NewReader([]byte("PAR1 nothing"))); err == nil {
		t.Error("no error")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(write(f, []row{{"a", []byte("first image"), 1}, {"b", nil, 2}}, 1, compress.Codecs.Uncompressed))
	f.Fuzz(func(t *testing.T, data []byte) { tryAll(data) })
}
