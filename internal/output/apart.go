package output

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
)

// Apart returns an error if one of the files lies in the folder dir or below
// it: results among the images would replace some, and a folder that holds a
// manifest is passed over by later runs.
func Apart(dir string, files iter.Seq[string]) error {
	out, err := realPath(dir)
	if err != nil {
		return nil // it does not exist, so nothing lies in it
	}
	last := ""
	for name := range files {
		folder := filepath.Dir(name)
		if folder == last {
			continue
		}
		last = folder
		in, err := realPath(folder)
		if err != nil {
			continue
		}
		if rel, err := filepath.Rel(out, in); err == nil && filepath.IsLocal(rel) {
			return fmt.Errorf("output folder: %s holds images of the input, such as %s: give another -o", dir, name)
		}
	}
	return nil
}

// NoInput returns an error if one of the files is the one that would be written
// under a name, whatever link leads to it.
func NoInput(name string, files iter.Seq[string]) error {
	out, err := os.Stat(name)
	if err != nil {
		return nil // it does not exist, so it is no input
	}
	last := ""
	for file := range files {
		if file == last {
			continue
		}
		last = file
		if in, err := os.Stat(file); err == nil && os.SameFile(in, out) {
			return fmt.Errorf("%s is an input of this command: give another -o", name)
		}
	}
	return nil
}

func realPath(name string) (string, error) {
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return "", err
	}
	return filepath.Abs(name)
}
