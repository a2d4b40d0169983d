package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// object is a JSON object.
type object = map[string]any

// itemsFile is the file of the rows beside croissant.json.
const itemsFile = "items.parquet"

// croissantContext is the context of Croissant 1.1 with the vocabulary at https,
// where the reference validator looks for it (mlcommons/croissant, rdf.py).
func croissantContext() object {
	c := object{
		"@language": "en", "@vocab": "https://schema.org/", "sc": "https://schema.org/", "cr": "http://mlcommons.org/croissant/",
		"rai": "http://mlcommons.org/croissant/RAI/", "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo",
		"data": object{"@id": "cr:data", "@type": "@json"}, "examples": object{"@id": "cr:examples", "@type": "@json"},
		"dataType": object{"@id": "cr:dataType", "@type": "@vocab"},
		"name":     object{"@container": "@language"}, "description": object{"@container": "@language"},
	}
	for word := range strings.FieldsSeq("arrayShape citeAs column extract field fileProperty fileObject fileSet format includes isArray isLiveDataset jsonPath key md5 " +
		"parentField path recordSet references regex repeated replace samplingRate separator source subField transform") {
		c[word] = "cr:" + word
	}
	return c
}

// croissant writes croissant.json, and the rows as items.parquet, which it
// describes. What it must say of a dataset and no row knows has to be given.
func croissant(s *Set) (*Folder, error) {
	if err := s.About.complete(); err != nil {
		return nil, err
	}
	h, rows, err := s.manifest()
	if err != nil {
		return nil, err
	}
	var parquet bytes.Buffer // its digest stands in the description
	if err := manifest.WriteParquet(&parquet, h, rows); err != nil {
		return nil, err
	}
	digest := sha256.Sum256(parquet.Bytes())
	doc := object{
		"@context": croissantContext(), "@type": "sc:Dataset", "conformsTo": "http://mlcommons.org/croissant/1.1",
		"name": s.Name, "description": s.Description, "license": s.License, "url": s.URL, "datePublished": s.Date,
		"creator": object{"@type": "sc:Person", "name": s.Creator},
		"distribution": []object{{
			"@type": "cr:FileObject", "@id": itemsFile, "name": itemsFile, "contentUrl": itemsFile,
			"encodingFormat": "application/vnd.apache.parquet", "contentSize": fmt.Sprintf("%d B", parquet.Len()), "sha256": hex.EncodeToString(digest[:]),
		}},
		"recordSet": []object{splitRecords(), itemRecords(h)},
	}
	return &Folder{Files: []output.File{
		{Name: itemsFile, Write: func(f *os.File) error {
			_, err := f.Write(parquet.Bytes())
			return err
		}},
		{Name: "croissant.json", Write: output.JSON(doc)},
	}}, nil
}

// complete returns an error that names what is missing or is no good.
func (a *About) complete() error {
	var missing []string
	for _, f := range []struct{ flag, value string }{
		{"--name", a.Name}, {"--description", a.Description}, {"--license", a.License}, {"--url", a.URL}, {"--creator", a.Creator}, {"--date", a.Date},
	} {
		if f.value == "" {
			missing = append(missing, f.flag)
		}
	}
	if missing != nil {
		return fmt.Errorf("croissant: a dataset has a name, a description, a licence, a page, a creator and a day of publication, which no image says: give %s", strings.Join(missing, ", "))
	}
	if _, err := time.Parse(time.DateOnly, a.Date); err != nil {
		return fmt.Errorf("--date %q: want a day, as 2026-01-31", a.Date)
	}
	if u, err := url.Parse(a.URL); err != nil || u.Scheme == "" || u.Host == "" {
		return fmt.Errorf("--url %q: want an address, as https://example.org/data", a.URL)
	}
	return nil
}

// splitRecords is the enumeration of the splits, as Croissant describes them.
func splitRecords() object {
	var data []object
	for _, name := range derive.Splits {
		class := map[string]string{"train": "Training", "valid": "Validation", "test": "Test"}[name]
		data = append(data, object{"splits/name": name, "splits/url": "cr:" + class + "Split"})
	}
	return object{
		"@type": "cr:RecordSet", "@id": "splits", "name": "splits", "dataType": "cr:Split", "key": object{"@id": "splits/name"},
		"field": []object{
			{"@type": "cr:Field", "@id": "splits/name", "name": "name", "description": "Name of the split.", "dataType": "sc:Text"},
			{"@type": "cr:Field", "@id": "splits/url", "name": "url", "description": "What the split is for.", "dataType": "cr:Split"},
		},
		"data": data,
	}
}

// itemRecords describes the columns of the rows that training asks for, and
// further ones.
func itemRecords(h manifest.Header) object {
	var fields []object
	wanted := map[string]bool{"id": true, "path": true, "member": true, "width": true, "height": true, "bands": true, "sample_type": true,
		"label": true, "labels": true, "group": true, "time": true, "split": true, "fold": true, "label_raster": true}
	own := len(manifest.Describe(manifest.Header{Kind: h.Kind}))
	for i, c := range manifest.Describe(h) {
		if i < own && !wanted[c.Name] {
			continue
		}
		f := object{
			"@type": "cr:Field", "@id": "items/" + c.Name, "name": c.Name, "description": c.Doc, "dataType": croissantType(c.Type),
			"source": object{"fileObject": object{"@id": itemsFile}, "extract": object{"column": c.Name}},
		}
		if c.Name == "split" && i < own {
			f["references"] = object{"field": object{"@id": "splits/name"}}
		}
		if strings.HasPrefix(c.Type, "list") {
			f["isArray"], f["arrayShape"] = true, "-1"
		}
		fields = append(fields, f)
	}
	return object{"@type": "cr:RecordSet", "@id": "items", "name": "items", "description": "The images, one row each.", "key": object{"@id": "items/id"}, "field": fields}
}

// croissantType is the type of a column in Croissant's words.
func croissantType(arrow string) string {
	switch {
	case strings.HasPrefix(arrow, "int"):
		return "sc:Integer"
	case strings.HasPrefix(arrow, "float"):
		return "sc:Float"
	case arrow == "bool":
		return "sc:Boolean"
	case strings.HasPrefix(arrow, "timestamp"):
		return "sc:DateTime"
	}
	return "sc:Text"
}
