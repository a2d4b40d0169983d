package apply

import (
	"context"
	"io"
	"os"
	"path/filepath"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/raster"
)

// encode writes one image and returns its header.
func (w *applier) encode(ctx context.Context, o *target, to io.WriteSeeker, workers int) (h raster.Header, err error) {
	src, err := w.set.Open(o.image, 1)
	if err == nil {
		src, err = w.set.WithBands(src, o.image)
	}
	if err != nil {
		return h, readError{err}
	}
	src = w.a.Monitor.in(src, large(w.set, o.image))
	out, err := o.chain.Open(src)
	if err != nil {
		src.Close()
		return h, err
	}
	defer out.Close()
	h = out.Header()
	rows, err := w.a.Create(to, o.format, h, workers)
	if err != nil {
		return h, err
	}
	sums := w.a.Monitor.out(&h)
	if err := writeRows(ctx, out, workers, rows, sums); err != nil {
		rows.Close()
		return h, err
	}
	if err := rows.Close(); err != nil {
		return h, err
	}
	return h, w.a.Monitor.finish(o.image, src, &h, sums)
}

// create writes a file below the folder, whole or not at all.
func (w *applier) create(name string, write func(*os.File) error) error {
	name = filepath.Join(w.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return output.WriteFile(name, w.a.Overwrite, write)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}
