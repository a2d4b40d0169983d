//go:build unix && !solaris && !aix

package output

import (
	"errors"
	"os"
	"syscall"
)

// canLock says that a lock of a killed process is none.
const canLock = true

// errLocked says that another writer holds the file.
var errLocked = errors.New("held by another process")

// tryLock locks an open file until it is closed or the process ends. File
// systems that know no locks are taken for ones without other writers.
func tryLock(f *os.File) error {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
		case syscall.EINTR:
		case syscall.EWOULDBLOCK:
			return errLocked
		default:
			return nil
		}
	}
}
