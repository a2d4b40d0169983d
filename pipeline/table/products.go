package table

import (
	"fmt"
	"io"
	"os"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/stats"
)

// MaxBandsWithProducts is the number of bands up to which rows keep their products
// of bands in memory and in manifests.
const MaxBandsWithProducts = 32

// sumBytes is the size of a sum in the temporary file.
const sumBytes = 24

// products keeps the sums of products of rows with many bands in a temporary
// file, since a table of them would not fit into memory.
type products struct {
	file  *os.File
	pairs int
	rows  int64
	buf   []byte
}

// KeepProductsInFile makes the rows that are added from now on keep their
// products of bands in a temporary file, which [Table.Close] removes. They are
// left out of manifests.
func (l *Rows) KeepProductsInFile(bands int) error {
	f, err := os.CreateTemp("", "bandprep-products-*")
	if err != nil {
		return fmt.Errorf("temporary file for products: %w", err)
	}
	os.Remove(f.Name()) // where the system allows it, nothing can be left behind
	pairs := stats.Pairs(bands)
	l.products = &products{file: f, pairs: pairs, buf: make([]byte, sumBytes*pairs)}
	return nil
}

// take moves the products of a row into the file.
func (p *products) take(r *Row) error {
	if p == nil || r.SumProducts == nil {
		return nil
	}
	if len(r.SumProducts) != p.pairs {
		return fmt.Errorf("%s: %d products, want %d", r.ID, len(r.SumProducts), p.pairs)
	}
	buf := p.buf[:0]
	for _, s := range r.SumProducts {
		buf, _ = s.AppendBinary(buf) // which never fails
	}
	if _, err := p.file.WriteAt(p.buf, p.rows*int64(len(p.buf))); err != nil {
		return fmt.Errorf("temporary file for products: %w", err)
	}
	p.rows++
	r.SumProducts, r.inFile = nil, p.rows
	return nil
}

// give returns the products that take kept.
func (p *products) give(inFile int64) ([]exact.Sum, error) {
	if _, err := p.file.ReadAt(p.buf, (inFile-1)*int64(len(p.buf))); err != nil && err != io.EOF {
		return nil, fmt.Errorf("temporary file for products: %w", err)
	}
	list := make([]exact.Sum, p.pairs)
	for k := range list {
		list[k] = exact.SumOf(p.buf[sumBytes*k:])
	}
	return list, nil
}

func (p *products) close() {
	if p != nil {
		p.file.Close()
		os.Remove(p.file.Name())
	}
}
