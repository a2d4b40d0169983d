package manifest

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
)

// PartsName is the file that makes a folder of Parquet parts a manifest: it
// holds the metadata and the names of the parts, in the order of their rows.
const PartsName = "manifest.json"

type partsFile struct {
	Type  string   `json:"type"` // partsType
	Meta  Meta     `json:"meta"`
	Parts []string `json:"parts"`
}

const partsType = "manifest"

// WriteParts writes rows, which have to be sorted by id, into the folder dir,
// as Parquet files of so many rows each and [PartsName], which comes last.
func WriteParts(dir string, h Header, perPart int, rows iter.Seq2[Row, error]) error {
	next, stop := iter.Pull2(rows)
	defer stop()
	index := partsFile{Type: partsType, Meta: h.written().Meta, Parts: []string{}}
	part := Header{Kind: h.Kind, Columns: h.Columns}
	row, err, ok := next()
	for first := true; ok || first; first = false {
		name := fmt.Sprintf("part-%05d.parquet", len(index.Parts))
		index.Parts = append(index.Parts, name)
		err := create(filepath.Join(dir, name), func(w io.Writer) error {
			return WriteParquet(w, part, func(yield func(Row, error) bool) {
				for n := 0; ok && n < perPart && yield(row, err); n++ {
					row, err, ok = next()
				}
			})
		})
		if err != nil {
			return err
		}
	}
	text, err := json.Marshal(index)
	if err != nil {
		return err
	}
	return create(filepath.Join(dir, PartsName), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

func create(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// partsReader reads the rows of a folder of parts.
type partsReader struct {
	dir    string
	names  []string
	header *Header
}

// openParts reads the header of the folder into h.
func openParts(dir string, h *Header) (*partsReader, error) {
	text, err := os.ReadFile(filepath.Join(dir, PartsName))
	if err != nil {
		return nil, err
	}
	var index partsFile
	if err := json.Unmarshal(text, &index); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", errDamaged, PartsName, err)
	}
	if index.Type != partsType || len(index.Parts) == 0 {
		return nil, fmt.Errorf("%s: %s", PartsName, notManifest)
	}
	for _, name := range index.Parts {
		if !filepath.IsLocal(name) || filepath.Base(name) != name {
			return nil, fmt.Errorf("%w: %s: part %.80q is not in the folder", errDamaged, PartsName, name)
		}
	}
	h.Meta = index.Meta
	if _, err := h.Meta.version(); err != nil {
		return nil, err
	}
	if h.Kind, err = h.Meta.kind(); err != nil {
		return nil, err
	}
	p := &partsReader{dir, index.Parts, h}
	first, err := p.open(index.Parts[0])
	if err != nil {
		return nil, err
	}
	h.Columns = first.Columns
	return p, first.Close()
}

func (p *partsReader) open(name string) (*File, error) {
	f, err := Open(filepath.Join(p.dir, name))
	if err != nil {
		return nil, err
	}
	if _, folder := f.in.(*partsReader); folder || f.Kind != p.header.Kind {
		f.Close()
		return nil, fmt.Errorf("%w: part %s is a folder, or stores sums as no other part does", errDamaged, name)
	}
	return f, nil
}

// Close closes nothing: parts are open only while they are read.
func (p *partsReader) Close() error { return nil }

// rows yields the rows of all parts.
func (p *partsReader) rows() iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		last := ""
		for _, name := range p.names {
			f, err := p.open(name)
			if err == nil && !slices.Equal(f.Columns, p.header.Columns) {
				f.Close()
				err = fmt.Errorf("%w: part %s has other columns than the first", errDamaged, name)
			}
			if err != nil {
				yield(Row{}, err)
				return
			}
			for r, err := range f.in.rows() {
				if err == nil && r.ID < last {
					err = fmt.Errorf("part %s is not sorted: %.80q after %.80q", name, r.ID, last)
				}
				if last = r.ID; !yield(r, err) || err != nil {
					f.Close()
					return
				}
			}
			f.Close()
		}
	}
}
