//go:build unix

package dataset

import (
	"os"
	"syscall"
)

// fileID tells files apart, whatever paths lead to them.
type fileID struct {
	device, number uint64
	path           string
}

// identityOf returns the identity of the file that a path leads to.
func identityOf(name string) (fileID, error) {
	info, err := os.Stat(name)
	if err != nil {
		return fileID{}, err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return fileID{device: uint64(st.Dev), number: uint64(st.Ino)}, nil
	}
	return fileID{path: name}, nil
}
