package export

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
)

// yolo writes the lists of images of each part and the data.yaml that names
// them. Images stay where they are, and Ultralytics finds the labels of each by
// its own rule, /images/ in the path becoming /labels/. Paths are absolute,
// since it takes others from the folder it runs in.
func yolo(s *Set) (*Folder, error) {
	if len(s.Classes) == 0 {
		return nil, errors.New("yolo: the label files give classes by number: name them in their order with --classes a,b,c (for folders of classes take --to imagefolder)")
	}
	lines := make(map[string][]string)
	for r := range s.files() {
		name, err := filepath.Abs(s.Table.Locate(r))
		if err != nil {
			return nil, err
		}
		name = filepath.ToSlash(name)
		if strings.ContainsAny(name, "\r\n") {
			return nil, fmt.Errorf("yolo: %q has a line break in its path, and would be two lines", r.ID)
		}
		lines[r.Split] = append(lines[r.Split], name)
	}
	if lines["train"] == nil {
		return nil, s.nothing("yolo")
	}
	out := &Folder{}
	yaml := ""
	for _, split := range []string{"train", "valid", "test"} {
		name := valNames[split]
		if lines[split] == nil && split == "valid" {
			s.say("valid holds no item, and Ultralytics wants val: val.txt is empty")
		} else if lines[split] == nil {
			continue
		}
		out.Files = append(out.Files, text(name+".txt", lines[split]))
		yaml += name + ": " + name + ".txt\n"
	}
	yaml += "names:\n"
	for i, class := range s.Classes {
		yaml += fmt.Sprintf("  %d: %s\n", i, quoted(class))
	}
	out.Files = append(out.Files, output.File{Name: "data.yaml", Write: func(f *os.File) error {
		_, err := f.WriteString(yaml)
		return err
	}})
	return out, nil
}
