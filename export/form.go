package export

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
)

// Options are what a form may want to know besides the table.
type Options struct {
	Lists       bool           // columns that are lists, too, in CSV
	Link        output.Placing // how images come into folders
	Classes     []string       // names of the classes, by number, where rows do not have them
	Annotations string         // COCO file that is divided
	About
}

// About is what no image says of a dataset.
type About struct {
	Name, Description, License, URL, Creator, Date string
}

// Form is what a set is exported as: a text, or files of a folder.
type Form struct {
	Name   string
	What   string // one phrase
	Text   func(s *Set, w io.Writer) error
	Folder func(s *Set) (*Folder, error)
}

// Folder is the content of a folder: images that are placed first, files of
// single items, and those of all, which come once the others are there.
type Folder struct {
	Images []Image
	Items  []output.File
	Files  []output.File
	Write  func(dir string) error // nil, or what fills a new folder besides
}

// Image is an image in a folder.
type Image struct{ Name, From string }

// Inputs yields the files that the folder is made from: a manifest and images.
func (f *Folder) Inputs(manifest string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(manifest) {
			return
		}
		for _, im := range f.Images {
			if !yield(im.From) {
				return
			}
		}
	}
}

// All returns the forms, in the order of the help.
func All() []Form {
	return []Form{
		{Name: "csv", What: "a table of every row", Text: writeCSV},
		{Name: "jsonl", What: "an object a line, every column", Text: writeJSONLines},
		{Name: "parquet", What: "every column and the metadata; a manifest of its own", Text: writeParquet},
		{Name: "fastai", What: "CSV of train and valid, with is_valid", Text: writeFastai},
		{Name: "imagefolder", What: "a folder for each split and class: torchvision, Ultralytics", Folder: imageFolder},
		{Name: "huggingface", What: "a folder for each split with metadata.parquet, and a README that names them", Folder: huggingFace},
		{Name: "yolo", What: "data.yaml and lists of images for Ultralytics", Folder: yolo},
		{Name: "coco", What: "an annotation file divided into train, val and test", Folder: coco},
		{Name: "stac", What: "a STAC 1.1 collection with an item for each image on the map", Folder: stac},
		{Name: "croissant", What: "Croissant 1.1 with the rows as Parquet", Folder: croissant},
		{Name: "aux-xml", What: "the statistics of each image for GDAL", Folder: auxXML},
		{Name: "classes", What: "names, counts and weights of the classes, JSON", Text: writeClasses},
		{Name: "snippet:torchvision", What: "code that applies the constants", Text: snippet(torchvision)},
		{Name: "snippet:timm", Text: snippet(timm)},
		{Name: "snippet:albumentations", Text: snippet(albumentations)},
		{Name: "snippet:keras", Text: snippet(keras)},
		{Name: "snippet:fastai", Text: snippet(fastai)},
		{Name: "snippet:torchgeo", Text: snippet(torchgeo)},
		{Name: "snippet:terratorch", What: "its data: section and split files, a folder", Folder: terratorch},
		{Name: "snippet:monai", Text: snippet(monai)},
	}
}

// Find returns the form of a name.
func Find(name string) (Form, error) {
	for _, f := range All() {
		if f.Name == name {
			return f, nil
		}
	}
	return Form{}, fmt.Errorf("--to %q: want %s", name, Names(" or "))
}

// Names lists the names of the forms, those of snippets as one, with a word
// before the last.
func Names(or string) string {
	var names, tools []string
	for _, f := range All() {
		if tool, ok := strings.CutPrefix(f.Name, snippetPrefix); ok {
			tools = append(tools, tool)
		} else {
			names = append(names, f.Name)
		}
	}
	return strings.Join(names, ", ") + or + snippetPrefix + "TOOL (" + strings.Join(tools, ", ") + ")"
}

// snippetPrefix begins the names of forms that are code.
const snippetPrefix = "snippet:"
