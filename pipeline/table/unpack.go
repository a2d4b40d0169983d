package table

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

var errPacked = errors.New("damaged moments")

// ParseMoments reads what [AppendMoments] wrote, all of b, of so many bands of a
// type. B may come from anywhere: damaged bytes are an error, and so are moments
// that no samples have.
func ParseMoments(b []byte, bands int, t raster.SampleType) (m stats.Moments, err error) {
	// Lists are as long as there are bands: nothing is allocated before these
	// are found to be those of the image.
	if len(b) < 3 || b[0] != byte(t) {
		return m, errPacked
	}
	if n, _ := binary.Uvarint(b[2:]); n != uint64(bands) {
		return m, errPacked
	}
	defer func() {
		if recover() != nil { // it ends too early
			m, err = stats.Moments{}, errPacked
		}
	}()
	p := packed(b)
	m = p.moments()
	if len(p) > 0 {
		return m, errPacked
	}
	return m, m.Validate()
}

// AppendCounts appends a list of which most elements are 0: pairs of the distance
// to the next other element and what it is, and a 0.
func AppendCounts[T int64 | uint64](b []byte, counts []T) []byte {
	gap := uint64(0)
	for _, c := range counts {
		if gap++; c != 0 {
			b = binary.AppendUvarint(binary.AppendUvarint(b, gap), uint64(c))
			gap = 0
		}
	}
	return append(b, 0)
}

// ParseCounts reads what [AppendCounts] wrote at the front of b into counts, which
// are all 0, and returns what follows. B may come from anywhere.
func ParseCounts[T int64 | uint64](b []byte, counts []T) (rest []byte, err error) {
	for at := uint64(0); ; {
		gap, n := binary.Uvarint(b)
		if n <= 0 || gap > uint64(len(counts))-at {
			return nil, errPacked
		}
		if b = b[n:]; gap == 0 {
			return b, nil
		}
		c, n := binary.Uvarint(b)
		if n <= 0 || c > math.MaxInt64 {
			return nil, errPacked
		}
		at, b = at+gap, b[n:]
		counts[at-1] = T(c)
	}
}
