package parquet_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/apache/arrow/go/v15/parquet/compress"

	ours "github.com/bandprep/bandprep/internal/parquet"
)

// TestTable reads the plain columns of every row group; the struct of images is
// none of them.
func TestTable(t *testing.T) {
	var rows []row
	for i := range 25 {
		rows = append(rows, row{fmt.Sprint("x", i), []byte("bytes"), int64(i * 7)})
	}
	table, err := ours.OpenTable(bytes.NewReader(write(t, rows, 10, compress.Codecs.Snappy)))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(table.Columns); got != "[label]" {
		t.Fatalf("columns %s", got)
	}
	n := 0
	if err := table.Rows(func(v []string) error {
		if want := fmt.Sprint(n * 7); v[0] != want {
			t.Errorf("row %d is %s, want %s", n, v[0], want)
		}
		n++
		return nil
	}); err != nil || n != 25 {
		t.Errorf("%d rows, %v", n, err)
	}
	if _, err := ours.OpenTable(bytes.NewReader([]byte("PAR1 and nothing more PAR1"))); err == nil {
		t.Error("a damaged file opens")
	}
}
