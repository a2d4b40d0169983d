package pipeline

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/manifest"
)

// Write puts manifest, constants, model and list of skipped files into the
// folder, all of them or none.
func Write(folder *Folder, d *Dataset) error {
	files := []result{{name: "normalization.json", write: jsonTo(d.Normalization)}, {name: "pca.json"}, {name: "skipped.csv"},
		{name: dataset.ManifestName, write: d.manifestTo}}
	if d.Model != nil {
		files[1].write = func(f *os.File) error { return d.Model.Write(f) }
	}
	if len(d.Set.Skipped) > 0 {
		files[2].write = func(f *os.File) error { return writeSkipped(f, d.Set.Skipped) }
	}
	return folder.put(files)
}

// result is a file of an output folder. Write is nil where there is nothing to
// write: a file of an earlier run is removed.
type result struct {
	name   string
	write  func(*os.File) error
	staged string
}

// put writes the files, each into a temporary one, and only then gives them
// their names: the last one is there only where all are.
func (d *Folder) put(files []result) (err error) {
	defer func() {
		for _, f := range files {
			if f.staged != "" {
				os.Remove(f.staged)
			}
		}
	}()
	for i := range files {
		if f := &files[i]; f.write != nil {
			if f.staged, err = stage(d.path(f.name), f.write); err != nil {
				return err
			}
		}
	}
	for i := range files {
		f := &files[i]
		if f.write == nil {
			err = removeIfThere(d.path(f.name))
		} else if err = rename(f.staged, d.path(f.name)); err == nil {
			f.staged = ""
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// WriteManifest writes the manifest alone.
func (d *Dataset) WriteManifest(name string) error { return WriteFile(name, d.manifestTo) }

func (d *Dataset) manifestTo(f *os.File) error {
	meta, err := d.Meta()
	if err != nil {
		return err
	}
	return manifest.Write(f, manifest.Header{Kind: d.Rows.sums, Meta: meta}, d.Rows.manifest())
}

// manifest yields the rows as a manifest holds them.
func (l *Rows) manifest() iter.Seq2[manifest.Row, error] {
	return func(yield func(manifest.Row, error) bool) {
		for _, r := range l.All() {
			m := r.Moments()
			r.Mean, r.StdDev = meanStdDev(&m)
			if !yield(r.Row, nil) {
				return
			}
		}
	}
}

// writeSkipped writes the table of skipped files.
func writeSkipped(to io.Writer, list []dataset.Skipped) error {
	b := bufio.NewWriter(to)
	w := csv.NewWriter(b)
	w.Write([]string{"path", "error"})
	for _, s := range SkippedFiles(list) {
		w.Write([]string{s.Path, s.Error})
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return b.Flush()
}

func removeIfThere(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
