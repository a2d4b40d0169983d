//go:build !gdal

package names

// otherExtensions is where the build tag gdal has those of its formats.
const otherExtensions = ""
