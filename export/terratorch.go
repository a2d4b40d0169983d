package export

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/pipeline/table"
)

// part is one part of what a tool trains with.
type part struct {
	split string // ours
	name  string // the tool's
	lines []string
	root  string
}

// terratorch writes the data section of a terratorch configuration, and the files
// that say which images are in which part. Terratorch finds files by the end of
// their path alone, so two of one name are an error; and it takes whatever
// contains a line of a split file unless told otherwise, so that img_1 of train
// would take img_10 of test along.
func terratorch(s *Set) (*Folder, error) {
	c, err := s.constants()
	if err != nil {
		return nil, err
	}
	parts := []*part{{split: "train", name: "train"}, {split: "valid", name: "val"}, {split: "test", name: "test"}}
	classes, seen := make(map[string]bool), make(map[string]string)
	for r := range s.files() {
		if len(r.Labels) > 1 {
			s.leaveOut(outLabels)
			continue
		}
		if r.Label == "" {
			s.leaveOut(outNoLabel)
			continue
		}
		base := path.Base(filepath.ToSlash(r.Path))
		if first, ok := seen[base]; ok {
			return nil, fmt.Errorf("terratorch tells files apart by their names alone, and %s and %s share one: bandprep apply writes them under names of their own", first, r.ID)
		}
		seen[base] = r.ID
		root, err := classRoot(s.Table.Locate(r), r)
		if err != nil {
			return nil, err
		}
		for _, p := range parts {
			if p.split != r.Split {
				continue
			}
			if p.root != "" && p.root != root {
				return nil, fmt.Errorf("terratorch wants %s below one folder, and it lies in %s and %s: --to imagefolder brings it together", p.split, p.root, root)
			}
			p.root, p.lines = root, append(p.lines, base)
		}
		classes[r.Label] = true
	}
	if parts[0].lines == nil {
		return nil, s.nothing("terratorch")
	}
	b := new(strings.Builder)
	fmt.Fprintf(b, "# %s\n# means and stds are of stored values. Batch size and number of workers are yours to set.\ndata:\n", c.about)
	b.WriteString("  class_path: terratorch.datamodules.GenericNonGeoClassificationDataModule\n  init_args:\n    batch_size: 16\n    num_workers: 4\n")
	fmt.Fprintf(b, "    num_classes: %d\n", len(classes))
	files := []output.File{}
	for _, p := range parts {
		if p.lines == nil { // terratorch wants all three roots
			p.root = parts[0].root
			s.say("%s holds no item, so %s.txt is empty", p.split, p.name)
		}
		fmt.Fprintf(b, "    %s_data_root: %s\n    %s_split: %s.txt\n", p.name, quoted(p.root), p.name, p.name)
		files = append(files, text(p.name+".txt", p.lines))
	}
	b.WriteString("    ignore_split_file_extensions: false\n    allow_substring_split_file: false # else img_1 takes img_10 along\n")
	fmt.Fprintf(b, "    dataset_bands: %s\n    means: %s\n    stds: %s\n", quotedList(c.bands), list(c.rawMean), list(c.rawSD))
	return &Folder{Files: append(files, output.File{Name: "terratorch.yaml", Write: func(f *os.File) error {
		_, err := f.WriteString(b.String())
		return err
	}})}, nil
}

var errRoot = errors.New("wants a folder for each class")

// classRoot returns the folder that holds the folder of an item's class.
func classRoot(name string, r *table.Row) (string, error) {
	name = filepath.ToSlash(name)
	at := strings.LastIndex("/"+name, "/"+r.Label+"/")
	if at < 0 {
		return "", fmt.Errorf("terratorch %w, and %s lies in none called %q: --to imagefolder makes one", errRoot, r.ID, r.Label)
	}
	if at == 0 {
		return ".", nil
	}
	return name[:at-1], nil
}

// quoted writes a text as JSON does, which is YAML, too.
func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

func quotedList(list []string) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = quoted(s)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// text is a file of lines.
func text(name string, lines []string) output.File {
	return output.File{Name: name, Write: func(f *os.File) error {
		b := bufio.NewWriter(f)
		for _, line := range lines {
			b.WriteString(line)
			b.WriteByte('\n')
		}
		return b.Flush()
	}}
}
