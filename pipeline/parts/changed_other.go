//go:build !linux

package parts

import "io/fs"

// changed tells nothing here: files are known by size and time of modification.
func changed(fs.FileInfo) string { return "" }
