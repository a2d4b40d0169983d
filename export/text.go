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
