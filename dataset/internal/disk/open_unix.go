//go:build unix

package disk

import (
	"io"
	"io/fs"
	"syscall"
)

// diskFile is an open file that is read at offsets only. os.Open would ask the
// kernel whether the file can be polled, five calls that a dataset of many
// small files notices.
type diskFile struct {
	fd   int
	name string
	size int64 // -1: not known
}

// openDisk opens a file whose size is not known yet.
func openDisk(name string) (*diskFile, error) {
	fd, err := retry(func() (int, error) {
		return syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
	})
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return &diskFile{fd: fd, name: name, size: -1}, nil
}

// stat returns the size of the file.
func (f *diskFile) stat() (int64, error) {
	var st syscall.Stat_t
	if _, err := retry(func() (int, error) { return 0, syscall.Fstat(f.fd, &st) }); err != nil {
		return 0, &fs.PathError{Op: "stat", Path: f.name, Err: err}
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return 0, &fs.PathError{Op: "open", Path: f.name, Err: errNotRegular}
	}
	return st.Size, nil
}

// retry calls f again while a signal interrupts it.
func retry(f func() (int, error)) (int, error) {
	for {
		n, err := f()
		if err != syscall.EINTR {
			return n, err
		}
	}
}

func (f *diskFile) Name() string { return f.name }
func (f *diskFile) Size() int64  { return f.size }

// ReadAt implements io.ReaderAt.
func (f *diskFile) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		m, err := retry(func() (int, error) { return syscall.Pread(f.fd, p[n:], off+int64(n)) })
		if err != nil {
			return n, &fs.PathError{Op: "read", Path: f.name, Err: err}
		}
		if m == 0 {
			return n, io.EOF
		}
		n += m
	}
	return n, nil
}

func (f *diskFile) Close() error {
	if err := syscall.Close(f.fd); err != nil {
		return &fs.PathError{Op: "close", Path: f.name, Err: err}
	}
	return nil
}
