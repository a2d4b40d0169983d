package export

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// loaderColumns are the columns of metadata.parquet: what training asks for, and
// of types that package datasets knows.
var loaderColumns = []string{"id", "width", "height", "label", "labels", "group", "time", "split", "fold", "grade", "mark"}

// huggingFace places images in a folder for each split, with a metadata.parquet
// whose file_name names them, as datasets' imagefolder reads them, and a README
// whose front matter names the splits.
func huggingFace(s *Set) (*Folder, error) {
	h, _, err := s.manifest()
	if err != nil {
		return nil, err
	}
	out, names := &Folder{}, namer{}
	rows := make(map[string][]manifest.Row)
	labelled := false
	for r := range s.files() {
		dir := validationNames[r.Split] + "/"
		name, err := names.name(dir, r)
		if err != nil {
			return nil, err
		}
		out.Images = append(out.Images, Image{name, s.Table.Locate(r)})
		labelled = labelled || labelsOf(r) != nil
		r.Extra = slices.Concat([]manifest.Value{manifest.TextValue(strings.TrimPrefix(name, dir))}, r.Extra)
		rows[r.Split] = append(rows[r.Split], r.Row)
	}
	if out.Images == nil {
		return nil, s.nothing("huggingface")
	}
	h.Columns = slices.Concat([]manifest.Column{{Name: "file_name", Type: manifest.Text}}, h.Columns)
	readme := "---\n"
	if s.License != "" {
		readme += "license: " + quoted(s.License) + "\n"
	}
	if s.Name != "" {
		readme += "pretty_name: " + quoted(s.Name) + "\n"
	}
	if labelled {
		readme += "task_categories:\n- image-classification\n"
	}
	readme += "configs:\n- config_name: default\n  data_files:\n"
	var counts []string
	for _, split := range derive.Splits {
		if rows[split] == nil {
			continue
		}
		name := validationNames[split]
		readme += fmt.Sprintf("  - split: %s\n    path: %s/**\n", name, name)
		counts = append(counts, fmt.Sprintf("%d of %s", len(rows[split]), name))
		out.Files = append(out.Files, output.File{Name: name + "/metadata.parquet", Write: func(f *os.File) error {
			return manifest.WriteColumns(f, h, loaderColumns, func(yield func(manifest.Row, error) bool) {
				for _, r := range rows[split] {
					if !yield(r, nil) {
						return
					}
				}
			})
		}})
	}
	readme += "---\n\nImages: " + strings.Join(counts, ", ") + ".\n"
	if s.Description != "" {
		readme += "\n" + s.Description + "\n"
	}
	if c, err := s.constants(); err == nil {
		readme += fmt.Sprintf("\nConstants of train, for values divided by %s: mean %s, standard deviation %s.\n", number(c.scale), list(c.mean), list(c.std))
	}
	out.Files = append(out.Files, output.File{Name: "README.md", Write: func(f *os.File) error {
		_, err := f.WriteString(readme)
		return err
	}})
	return out, nil
}
