package imageset

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
)

// foldersUp is how many folders above an input are looked into: those of a label
// and of a split lie below the one with the constants.
const foldersUp = 2

// AppliedBeside returns what the constants beside images say of them: nil where
// nothing was applied, an error where that holds for some of the inputs only. Names are those of files, folders and globs.
func AppliedBeside(names []string) (*table.Applied, error) {
	var done, open string
	var found *table.Applied
	for _, name := range names {
		if a := appliedAt(name); a == nil {
			open = name
		} else {
			done, found = name, a
		}
	}
	if found != nil && open != "" {
		return nil, fmt.Errorf("the images of %s are normalized already, those of %s are not known to be: name one or the other", done, open)
	}
	return found, nil
}

// appliedAt returns what was applied to the images of one input.
func appliedAt(name string) *table.Applied {
	dir := name
	for strings.ContainsAny(dir, `*?[`) {
		dir = filepath.Dir(dir)
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	for range foldersUp + 1 {
		var n struct {
			Type    string
			Applied *table.Applied
		}
		text, err := os.ReadFile(filepath.Join(dir, "normalization.json"))
		if err == nil && json.Unmarshal(text, &n) == nil && n.Type == "normalization" {
			return n.Applied
		}
		dir = filepath.Dir(dir)
	}
	return nil
}
