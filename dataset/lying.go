package dataset

import (
	"path"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
)

// Lying is a table or annotation file that lies among the images and was not
// used: its path below the input, what it probably is, and the flag that would
// use it ("" where none does).
type Lying struct {
	Path, What, Flag string
}

// fewLying is how many such files are named; label files of detection sets come
// one for each image.
const fewLying = 64

// lying notes a file that an inspection should name.
func (l *Listing) lying(in *place, name string) {
	if len(l.Lying) >= fewLying {
		return
	}
	lower := strings.ToLower(name)
	full := (&found{place: in, name: name}).path()
	what, flag := "", ""
	switch ext := path.Ext(lower); {
	case lower == "data.yaml" || lower == "data.yml" || lower == "dataset.yaml" || lower == "dataset.yml":
		what = "YOLO description of splits and classes"
	case ext == ".csv" || ext == ".tsv" || ext == ".jsonl" || ext == ".ndjson":
		what, flag = "table", "--table "+full
	case ext == ".json" && (strings.HasPrefix(lower, "instances_") || strings.Contains(lower, "coco") || strings.HasPrefix(lower, "captions_") ||
		strings.HasPrefix(lower, "annotations") || strings.HasPrefix(lower, "_annotations") || strings.HasPrefix(lower, "person_keypoints") || strings.HasPrefix(lower, "panoptic_")):
		what = "COCO annotations"
	}
	if what != "" {
		l.Lying = append(l.Lying, Lying{names.Text(path.Join(in.rel, name)), what, names.Text(flag)})
	}
}
