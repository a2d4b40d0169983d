package export

import (
	"io"
	"iter"

	"github.com/bandprep/bandprep/manifest"
)

// manifest returns the rows as a manifest holds them, with its metadata.
func (s *Set) manifest() (manifest.Header, iter.Seq2[manifest.Row, error], error) {
	return s.Table.Manifest(s.Table.Documents)
}

func writeCSV(s *Set, w io.Writer) error {
	h, rows, err := s.manifest()
	if err != nil {
		return err
	}
	return manifest.WriteCSV(w, h, s.Lists, rows)
}

func writeJSONLines(s *Set, w io.Writer) error {
	h, rows, err := s.manifest()
	if err != nil {
		return err
	}
	return manifest.WriteJSONLines(w, h, rows)
}

func writeParquet(s *Set, w io.Writer) error {
	h, rows, err := s.manifest()
	if err != nil {
		return err
	}
	return manifest.WriteParquet(w, h, rows)
}

func writeFastai(s *Set, w io.Writer) error {
	_, rows, err := s.manifest()
	if err != nil {
		return err
	}
	out, err := manifest.WriteFastai(w, rows)
	if out > 0 {
		s.reason["neither in train nor in valid"] = out
	}
	return err
}

// Partitioned returns the form of a folder of Parquet parts of so many rows each.
func (f Form) Partitioned(rows int) Form {
	return Form{Name: f.Name, What: f.What, Folder: func(s *Set) (*Folder, error) {
		h, all, err := s.manifest()
		if err != nil {
			return nil, err
		}
		return &Folder{Write: func(dir string) error { return manifest.WriteParts(dir, h, rows, all) }}, nil
	}}
}
