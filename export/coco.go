package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
)

// mostAnnotations is the size of an annotation file, in bytes, that is read.
const mostAnnotations = 2 << 30

// cocoImage is what is read of an image of an annotation file.
type cocoImage struct {
	ID   json.Number `json:"id"`
	File string      `json:"file_name"`
}

// coco divides a COCO annotation file into those of train, val and test. All else
// in the file stays as it is.
func coco(s *Set) (*Folder, error) {
	if s.Annotations == "" {
		return nil, errors.New("coco: name the annotation file that is to be divided with --annotations FILE")
	}
	doc, images, annotations, err := readCOCO(s.Annotations)
	if err != nil {
		return nil, err
	}
	index := newPathIndex(s)
	splitOf := make(map[json.Number]string)
	kept := make(map[string][]json.RawMessage)
	unknown, known := 0, make(map[int]bool)
	for _, raw := range images {
		var im cocoImage
		if err := json.Unmarshal(raw, &im); err != nil || im.ID == "" || im.File == "" {
			return nil, fmt.Errorf("%s: an image without id or file_name: %.80s", s.Annotations, raw)
		}
		if _, twice := splitOf[im.ID]; twice {
			return nil, fmt.Errorf("%s: two images have the id %s", s.Annotations, im.ID)
		}
		i, err := index.find(im.File)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.Annotations, err)
		}
		splitOf[im.ID] = ""
		if i < 0 {
			unknown++
			continue
		}
		known[i] = true
		split := s.Table.Rows.Split(i)
		splitOf[im.ID] = split
		kept[split] = append(kept[split], raw)
	}
	if unknown > 0 {
		s.say("%s of the annotation file %s no item of the manifest", words.Count(unknown, "image", "images"), map[bool]string{true: "is", false: "are"}[unknown == 1])
	}
	for i := range s.Table.Rows.Len() {
		switch {
		case s.Table.Rows.Split(i) == "":
			s.leaveOut(outNoSplit)
		case !known[i]:
			s.leaveOut("not in the annotation file")
		}
	}
	if len(kept["train"])+len(kept["valid"])+len(kept["test"]) == 0 {
		return nil, s.nothing("coco")
	}
	notes := make(map[string][]json.RawMessage)
	for _, raw := range annotations {
		var a struct {
			Image json.Number `json:"image_id"`
		}
		if err := json.Unmarshal(raw, &a); err != nil {
			return nil, fmt.Errorf("%s: annotation %.80s: %w", s.Annotations, raw, err)
		}
		split, ok := splitOf[a.Image]
		if !ok {
			return nil, fmt.Errorf("%s: an annotation is of image %q, which the file does not have", s.Annotations, a.Image)
		}
		notes[split] = append(notes[split], raw)
	}
	stem := strings.TrimSuffix(filepath.Base(s.Annotations), filepath.Ext(s.Annotations))
	out := &Folder{}
	for _, split := range []string{"train", "valid", "test"} {
		if kept[split] == nil {
			continue
		}
		part := make(map[string]any, len(doc))
		for key, raw := range doc {
			part[key] = raw
		}
		part["images"], part["annotations"] = kept[split], append([]json.RawMessage{}, notes[split]...)
		out.Files = append(out.Files, output.File{Name: stem + "_" + valNames[split] + ".json", Write: func(f *os.File) error {
			return json.NewEncoder(f).Encode(part)
		}})
	}
	return out, nil
}

// readCOCO reads an annotation file: its members, images and annotations.
func readCOCO(name string) (doc map[string]json.RawMessage, images, annotations []json.RawMessage, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, nil, err
	}
	if info.Size() > mostAnnotations {
		return nil, nil, nil, fmt.Errorf("%s: too large: %d bytes, of at most %d", name, info.Size(), int64(mostAnnotations))
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, nil, nil, fmt.Errorf("%s: no annotation file of COCO: %w", name, err)
	}
	for key, list := range map[string]*[]json.RawMessage{"images": &images, "annotations": &annotations} {
		if err := json.Unmarshal(doc[key], list); err != nil {
			return nil, nil, nil, fmt.Errorf("%s: no annotation file of COCO: it has no list of %s", name, key)
		}
	}
	return doc, images, annotations, nil
}

// pathIndex finds items by the name of their file: by the longest ending of its
// path, at least its base.
type pathIndex struct {
	byBase map[string][]int
	s      *Set
}

func newPathIndex(s *Set) *pathIndex {
	p := &pathIndex{make(map[string][]int), s}
	for i, r := range s.Table.Rows.All() {
		if wholeFile(r) {
			base := path.Base(filepath.ToSlash(r.Path))
			p.byBase[base] = append(p.byBase[base], i)
		}
	}
	return p
}

// find returns the row of a file, −1 where there is none. Two that fit are an
// error.
func (p *pathIndex) find(name string) (int, error) {
	name = path.Clean("/" + filepath.ToSlash(name))
	list := p.byBase[path.Base(name)]
	var whole []int
	for _, i := range list {
		if strings.HasSuffix("/"+filepath.ToSlash(p.s.Table.Rows.At(i).Path), name) {
			whole = append(whole, i)
		}
	}
	if whole != nil {
		list = whole
	}
	switch len(list) {
	case 0:
		return -1, nil
	case 1:
		return list[0], nil
	}
	return 0, fmt.Errorf("%s may be %s or %s", strings.TrimPrefix(name, "/"), p.s.Table.Rows.ID(list[0]), p.s.Table.Rows.ID(list[1]))
}
