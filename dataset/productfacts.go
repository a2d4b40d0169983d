package dataset

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/internal/product"
)

// productColumns are the further columns that products have values in.
var productColumns = []struct {
	name string
	typ  ColumnType
	of   func(p *product.Product) string // "": not stated
}{
	{"product", TextColumn, func(p *product.Product) string { return p.Kind }},
	{"tile", TextColumn, func(p *product.Product) string { return p.Tile }},
	{"baseline", TextColumn, func(p *product.Product) string { return p.Baseline }},
	{"cloud_cover", NumberColumn, func(p *product.Product) string {
		if math.IsNaN(p.Cloud) {
			return ""
		}
		return strconv.FormatFloat(p.Cloud, 'g', -1, 64)
	}},
}

// product returns the product that an image is, or nil.
func (f *found) product() *product.Product {
	if f.more == nil || f.more.stack == nil {
		return nil
	}
	return f.more.stack.Product
}

// addProductColumns adds the columns that some product has a value in and no table
// has.
func (l *Listing) addProductColumns(all []found) {
	for _, c := range productColumns {
		if slices.ContainsFunc(l.Facts.Columns, func(have Column) bool { return have.Name == c.name }) {
			continue
		}
		if slices.ContainsFunc(all, func(f found) bool { p := f.product(); return p != nil && c.of(p) != "" }) {
			l.Facts.Columns = append(l.Facts.Columns, Column{Name: c.name, Type: c.typ})
			l.productColumns = append(l.productColumns, c.name)
		}
	}
}

// setProduct sets what the metadata of a product say of item i, where nothing else
// said it.
func (l *Listing) setProduct(i int, p *product.Product, fact *Fact) {
	if fact.Time.IsZero() {
		fact.Time = p.Time
	}
	for _, c := range productColumns {
		if slices.Contains(l.productColumns, c.name) {
			at := slices.IndexFunc(l.Facts.Columns, func(have Column) bool { return have.Name == c.name })
			l.Facts.Columns[at].set(i, c.of(p))
		}
	}
}

// isItem reports whether a file is named like a STAC item and begins like one.
func isItem(name string) bool {
	if ext := strings.ToLower(filepath.Ext(name)); ext != ".json" && ext != ".geojson" {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 1<<16)
	n, _ := f.ReadAt(head, 0)
	return product.IsSTAC(head[:n])
}

// readItem takes a STAC item or item collection as an input: each item is an image
// of the bands that its assets hold.
func readItem(name string, o *Options, l *Listing) ([]found, error) {
	root := l.addRoot(name)
	info, err := os.Stat(name)
	if err == nil && info.Size() > product.MaxMetadata {
		err = fmt.Errorf("%d bytes: more than %d are too large for items", info.Size(), product.MaxMetadata)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(name)
	}
	var list []product.Product
	if err == nil {
		list, err = product.Describe(filepath.Base(name), data, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names.Text(name), err)
	}
	dir, out, note := filepath.Dir(name), []found(nil), newProductNote()
	for i := range list {
		p := &list[i]
		if !o.wants(p.ID) {
			l.Passed["excluded"]++
			continue
		}
		st := &Stack{Product: p}
		for _, bands := range [][]product.Band{p.Bands, p.Others} {
			for k := range bands {
				file := filepath.FromSlash(bands[k].File)
				if !filepath.IsAbs(file) {
					file = filepath.Join(dir, file)
				}
				st.files = append(st.files, productFile{bands[k].File, file})
			}
		}
		st.chooseAll()
		f := found{place: &place{path: st.String(), rel: p.ID, root: root}, more: &origin{stack: st}}
		note.add(&f, p)
		out = append(out, f)
	}
	note.decide(l)
	return out, nil
}
