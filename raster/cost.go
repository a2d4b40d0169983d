package raster

import "fmt"

// What a file may stand for. A megabyte can say that it holds 60 gigapixels: of
// blocks that share their bytes, of codes that need next to none. Reading them
// takes as long as it takes for a file of 60 gigabytes. So samples beyond
// freeSamples, which are read in seconds, need bytes: one for samplesPerByte of
// them. Deflate, at best, has one for 1032 bytes of samples, and blank fax pages
// one for a few hundred pixels.
const (
	freeSamples    = 1 << 32
	samplesPerByte = 1 << 12
)

// CheckCost returns a [TooLargeError] where a file of so many bytes is too small
// for the samples that it is said to store, those of all images read from it.
func CheckCost(format string, samples, bytes int64) error {
	limit := freeSamples + samplesPerByte*min(max(bytes, 0), 1<<48)
	return TooLarge(format, "", fmt.Sprintf("samples that a file of %d bytes may stand for (cut it into smaller images)", bytes), samples, limit)
}
