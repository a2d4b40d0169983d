package manifest

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime"
)

// File is an opened manifest.
type File struct {
	Header
	name string
	file *os.File
	in   reader
}

// reader reads the rows of a manifest in one format.
type reader interface {
	rows() iter.Seq2[Row, error]
	Close() error
}

// Open opens the manifest of that name, a file or the folder of [WriteParts],
// and reads its header. The error says so
// where the file is no Arrow file, no manifest, damaged, or of a version that
// this program does not know.
func Open(name string) (f *File, err error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
		}
	}()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		file.Close()
		f = &File{name: name}
		if f.in, err = openParts(name, &f.Header); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return f, nil
	}
	var magic [6]byte
	_, err = io.ReadFull(file, magic[:])
	f = &File{name: name, file: file}
	switch {
	case err == nil && string(magic[:]) == "ARROW1":
		f.in, err = openArrow(file, &f.Header)
	case err == nil && string(magic[:4]) == "PAR1":
		f.in, err = openParquet(file, &f.Header)
	default:
		return nil, fmt.Errorf("%s: neither an Arrow IPC file nor a Parquet file", name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// Close closes the file.
func (f *File) Close() error {
	if f.file == nil { // a folder
		return f.in.Close()
	}
	return errors.Join(f.in.Close(), f.file.Close())
}

// Rows yields the rows in the order of the file. Sums that no samples can have
// are an error.
func (f *File) Rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		c := checker{kind: f.Kind}
		for r, err := range f.in.rows() {
			if err == nil {
				err = c.row(&r)
			}
			if err != nil {
				err = fmt.Errorf("%s: %w", f.name, err)
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// recovered turns a panic over a damaged file, of a check or of a reader, into
// an error. What the runtime says of it would help nobody.
func recovered(err *error) {
	switch p := recover().(type) {
	case nil:
	case runtime.Error:
		*err = errDamaged
	case damage:
		*err = fmt.Errorf("%w: %s", errDamaged, string(p))
		if p == notManifest {
			*err = errors.New(notManifest)
		}
	default:
		*err = fmt.Errorf("%w: %v", errDamaged, p)
	}
}

var errDamaged = errors.New("damaged manifest")

// notManifest is the damage of a file that is of another kind.
const notManifest = "no bandprep manifest"
