package export

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
)

// splitNames are the names of the parts in the words of a tool.
type splitNames map[string]string

var (
	valNames        = splitNames{"train": "train", "valid": "val", "test": "test"}
	validationNames = splitNames{"train": "train", "valid": "validation", "test": "test"}
)

// namer gives images names in folders.
type namer struct{ taken map[string]string }

// name returns the path of an image in a folder, with / in it: the base of its
// file, or where that is taken, in any case of letters, its whole id with - for
// what separates folders.
func (n *namer) name(folder string, r *table.Row) (string, error) {
	if n.taken == nil {
		n.taken = make(map[string]string)
	}
	for _, base := range []string{path.Base(filepath.ToSlash(r.Path)), strings.NewReplacer("/", "-", "\\", "-", ":", "-").Replace(r.ID)} {
		name := path.Join(folder, base)
		if _, ok := n.taken[strings.ToLower(name)]; !ok {
			n.taken[strings.ToLower(name)] = r.ID
			return name, nil
		}
	}
	return "", fmt.Errorf("%s and %s get the same name in %s", n.taken[strings.ToLower(path.Join(folder, path.Base(filepath.ToSlash(r.Path))))], r.ID, folder)
}

// folderName returns an error where a label cannot be the name of a folder on
// every system.
func folderName(label string) error {
	if strings.ContainsAny(label, `/\:*?"<>|`) || strings.TrimRight(label, ". ") != label || !filepath.IsLocal(label) || label == "." {
		return fmt.Errorf("the label %q cannot be the name of a folder", label)
	}
	for _, r := range label {
		if r < ' ' {
			return fmt.Errorf("the label %q cannot be the name of a folder", label)
		}
	}
	return nil
}

// imageFolder places images as torchvision's ImageFolder and Ultralytics'
// classification read them: train, val and test, a folder for each class in each.
func imageFolder(s *Set) (*Folder, error) {
	out, names := &Folder{}, namer{}
	for r := range s.files() {
		switch labels := labelsOf(r); {
		case len(labels) > 1:
			s.leaveOut(outLabels)
			continue
		case labels == nil:
			s.leaveOut(outNoLabel)
			continue
		default:
			if err := folderName(labels[0]); err != nil {
				return nil, err
			}
			name, err := names.name(valNames[r.Split]+"/"+labels[0], r)
			if err != nil {
				return nil, err
			}
			out.Images = append(out.Images, Image{name, s.Table.Locate(r)})
		}
	}
	if out.Images == nil {
		return nil, s.nothing("imagefolder")
	}
	return out, nil
}
