//go:build !gdal

package dataset

// otherExtensions is where the build tag gdal has those of its formats.
const otherExtensions = ""
