// Package jpeg reads JPEG files: baseline, extended and progressive files of 8
// bits, with any whole-number sampling.
package jpeg
