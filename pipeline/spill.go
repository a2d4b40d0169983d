package pipeline

import (
	"fmt"
	"io"
	"os"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/stats"
)

// keepProducts is the number of bands up to which rows keep their products.
const keepProducts = 32

// sumBytes is the size of a sum in the temporary file.
const sumBytes = 24

// spill keeps the sums of products of items with many bands in a temporary
// file until the split is known. A nil spill leaves them in the rows.
type spill struct {
	file  *os.File
	pairs int
	rows  int64
	buf   []byte
}

func newSpill(bands int, o Options) (*spill, error) {
	if bands <= keepProducts || o.ItemProducts {
		return nil, nil
	}
	f, err := os.CreateTemp("", "bandprep-products-*")
	if err != nil {
		return nil, fmt.Errorf("temporary file for products: %w", err)
	}
	os.Remove(f.Name()) // where the system allows it, nothing can be left behind
	pairs := stats.Pairs(bands)
	return &spill{file: f, pairs: pairs, buf: make([]byte, sumBytes*pairs)}, nil
}

// take moves the products of the next row into the file.
func (s *spill) take(r *Row) error {
	if s == nil {
		return nil
	}
	if len(r.SumProducts) != s.pairs {
		return fmt.Errorf("%s: %d products, want %d", r.ID, len(r.SumProducts), s.pairs)
	}
	buf := s.buf[:0]
	for _, p := range r.SumProducts {
		buf, _ = p.AppendBinary(buf)
	}
	r.SumProducts, r.spilled = nil, s.rows
	_, err := s.file.WriteAt(s.buf, s.rows*int64(len(s.buf)))
	s.rows++
	return err
}

// give brings the products of row i back.
func (s *spill) give(rows *Rows, i int, m *stats.Moments) error {
	if s == nil {
		return nil
	}
	if _, err := s.file.ReadAt(s.buf, rows.At(i).spilled*int64(len(s.buf))); err != nil && err != io.EOF {
		return fmt.Errorf("temporary file for products: %w", err)
	}
	m.SumProducts = make([]exact.Sum, s.pairs)
	for k := range m.SumProducts {
		m.SumProducts[k] = exact.SumOf(s.buf[sumBytes*k:])
	}
	return nil
}

func (s *spill) close() {
	if s != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
}
