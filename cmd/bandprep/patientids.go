package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline/imageset"
)

// patientIDFlags say what stands for the ids of patients.
type patientIDFlags struct {
	keyFile string
	keep    bool
}

func (f *patientIDFlags) add(s *pflag.FlagSet) {
	s.StringVar(&f.keyFile, "id-key", "", "`file` with a secret: patients of DICOM files are named by digests that it makes (default: a key that all know)")
	s.BoolVar(&f.keep, "keep-ids", false, "name patients by the PatientID of their DICOM files, not by digests")
}

// mostKey is the size of the largest file that is taken for a key.
const mostKey = 1 << 16

// ids returns what the flags say.
func (f *patientIDFlags) ids() (p imageset.PatientIDs, err error) {
	if p.Keep = f.keep; f.keyFile == "" {
		return p, nil
	}
	if f.keep {
		return p, usageError{errors.New("--id-key makes digests of the ids that --keep-ids keeps: give one of them")}
	}
	file, err := os.Open(f.keyFile)
	if err != nil {
		return p, fmt.Errorf("--id-key: %w", err)
	}
	defer file.Close()
	key, err := io.ReadAll(io.LimitReader(file, mostKey+1))
	if err != nil {
		return p, fmt.Errorf("--id-key: %w", err)
	}
	if len(key) > mostKey {
		return p, usageError{fmt.Errorf("--id-key %s: more than %d bytes are no key", f.keyFile, mostKey)}
	}
	p.Key = bytes.TrimSuffix(bytes.TrimSuffix(key, []byte("\n")), []byte("\r")) // that an editor put at its end
	if len(p.Key) == 0 {
		return p, usageError{fmt.Errorf("--id-key %s: the file is empty", f.keyFile)}
	}
	return p, nil
}
