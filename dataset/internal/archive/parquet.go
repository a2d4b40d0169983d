package archive

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/parquet"
	"github.com/bandprep/bandprep/raster"
)

// parquetFile is a Parquet file of embedded images. A member is called by its
// row, padded with zeros, so that ids are in the order of rows.
type parquetFile struct{ in *parquet.File }

func newParquet(f *os.File) (*parquetFile, error) {
	in, err := parquet.Open(f)
	if err != nil {
		return nil, raster.Unsupported("parquet", "", "%s", strings.TrimPrefix(err.Error(), "parquet: "))
	}
	return &parquetFile{in}, nil
}

func (p *parquetFile) List(yield func(Member)) error {
	rows, err := p.in.Rows()
	if err != nil {
		return raster.Broken("parquet", "", "%v", err)
	}
	width := len(strconv.FormatInt(max(p.in.NumRows()-1, 0), 10))
	for i, r := range rows {
		yield(Member{Name: fmt.Sprintf("%0*d", width, i), Labels: r.Labels})
	}
	return nil
}

// Unpacked returns 0: what rows take together is bounded where they are decoded.
func (p *parquetFile) Unpacked(string) int64 { return 0 }

func (p *parquetFile) Open(name string, most int64) (raster.File, error) {
	row, err := strconv.ParseInt(strings.TrimSpace(name), 10, 64)
	if err != nil || row < 0 || row >= p.in.NumRows() {
		return nil, noMember(name)
	}
	data, err := p.in.Image(row, most)
	var large *parquet.TooLargeError
	if errors.As(err, &large) {
		return nil, raster.TooLarge("parquet", "row "+name, fmt.Sprintf("bytes of row group %d unpacked", large.Group), large.Need, most)
	}
	if err != nil {
		return nil, raster.Broken("parquet", "row "+name, "%v", err)
	}
	return inMemory(data), nil
}
