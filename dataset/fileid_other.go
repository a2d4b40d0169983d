//go:build !unix

package dataset

import "path/filepath"

// fileID tells files apart, whatever paths lead to them.
type fileID struct{ path string }

// identityOf returns the identity of the file that a path leads to.
func identityOf(name string) (fileID, error) {
	real, err := filepath.EvalSymlinks(name)
	return fileID{real}, err
}
