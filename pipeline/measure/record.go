package measure

import (
	"encoding/binary"
	"errors"

	"github.com/bandprep/bandprep/histogram"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
)

// appendRecord appends what was measured of an image: what the record holds, hash
// and look, the moments behind their length, the histogram of the row,
// the distribution.
func appendRecord(b []byte, m *Measured, holds Holds) []byte {
	b = append(b, byte(holds))
	if holds&HoldsFingerprints != 0 {
		b = m.look.pack(append(b, m.Hash[:]...))
	}
	moments := table.AppendMoments(nil, &m.Moments)
	b = append(binary.AppendUvarint(b, uint64(len(moments))), moments...)
	if holds&HoldsHistogram != 0 {
		b = table.AppendCounts(b, m.Histogram)
	}
	if holds&HoldsDistribution == 0 {
		return b
	}
	return appendDistribution(b, &m.Distribution)
}

var errRecord = errors.New("a damaged record")

// readRecord reads what appendRecord wrote of an image of the layout l, as far as
// it is wanted. Damaged bytes are an error.
func readRecord(b []byte, l *imageset.Layout, wants Holds) (m Measured, err error) {
	if len(b) == 0 || Holds(b[0])&wants != wants {
		return m, errRecord
	}
	holds := Holds(b[0])
	b = b[1:]
	if holds&HoldsFingerprints != 0 {
		if len(b) < 17 || int(b[16])+len(m.Picture) > len(b)-17 {
			return m, errRecord
		}
		hash := b[:16]
		look, rest := unpackLook(b[16:])
		if b = rest; wants&HoldsFingerprints != 0 {
			copy(m.Hash[:], hash)
			m.look = look
		}
	}
	moments, rest, err := cutText(b)
	if err != nil {
		return m, err
	}
	if m.Moments, err = table.ParseMoments(moments, len(l.Seen), l.Header.Type); err != nil {
		return m, err
	}
	if holds&HoldsHistogram != 0 {
		bins := make([]int64, m.Moments.Bands*histogram.Bins(m.Moments.Type))
		if rest, err = table.ParseCounts(rest, bins); err != nil {
			return m, err
		}
		if wants&HoldsHistogram != 0 {
			m.Histogram = bins
		}
	}
	if wants&HoldsDistribution == 0 {
		return m, nil
	}
	return m, readDistribution(rest, m.Moments.Bands, m.Moments.Type, &m.Distribution)
}

// cutText returns bytes behind their length, and what follows.
func cutText(b []byte) (text, rest []byte, err error) {
	size, n := binary.Uvarint(b)
	if n <= 0 || size > uint64(len(b)-n) {
		return nil, nil, errRecord
	}
	return b[n : n+int(size)], b[n+int(size):], nil
}

// RowRecord returns the record of an image of the layout l whose row is known: its
// moments, fingerprints and, where it has one, histogram. It is nil where the row
// does not hold them all.
func RowRecord(r *table.Row, l *imageset.Layout) ([]byte, Holds) {
	m := Measured{Hash: r.ContentHash, look: look{r.PHash, r.Picture}, Moments: r.Moments()}
	if m.Hash == [16]byte{} || m.Moments.SumProducts == nil {
		return nil, 0
	}
	holds := HoldsFingerprints
	if m.Histogram = r.Histogram; m.Histogram != nil {
		holds |= HoldsHistogram
	}
	if l.Grey && m.Moments.Bands > 1 {
		m.Histogram = m.Histogram[:len(m.Histogram)/m.Moments.Bands]
		m.Moments = m.Moments.Select([]int{0})
	}
	return appendRecord(nil, &m, holds), holds
}
