package raster

import "fmt"

// What a file may stand for. A megabyte can say that it holds 60 gigapixels: of
// blocks that share their bytes, of codes that need next to none. Reading them
// takes as long as it takes for a file of 60 gigabytes. So samples beyond
// freeSamples, which are read in seconds, need bytes: one for samplesPerByte of
// them. Deflate, at best, has one for 1032 bytes of samples, and blank fax pages
// one for a few hundred pixels. A row counts as rowSamples more, since each is
// decoded by itself.
const (
	freeSamples    = 1 << 32
	samplesPerByte = 1 << 12
	rowSamples     = 64
)

// Stored asks s how many samples its file stores, if it is a [Sparser]; else they
// are all.
func Stored(s Source) int64 {
	if sparser, ok := s.(Sparser); ok {
		return sparser.Stored()
	}
	h := s.Header()
	return int64(h.Width) * int64(h.Height) * int64(len(h.Bands))
}

// Cost returns the work of reading s, in samples.
func Cost(s Source) int64 {
	h, n := s.Header(), Stored(s)
	return n + n/(int64(h.Width)*int64(len(h.Bands)))*rowSamples
}

// CheckCost returns a [TooLargeError] where a file of so many bytes is too small
// for the cost of all images that are read from it.
func CheckCost(format string, cost, bytes int64) error {
	limit := freeSamples + samplesPerByte*min(max(bytes, 0), 1<<48)
	return TooLarge(format, "", fmt.Sprintf("samples that a file of %d bytes may stand for (cut it into smaller images)", bytes), cost, limit)
}
