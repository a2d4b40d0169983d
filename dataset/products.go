package dataset

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/internal/product"
	"github.com/bandprep/bandprep/raster"
)

// wantsProducts reports whether the files of a product, as its producer delivers
// it, are one item.
func (o *Options) wantsProducts() bool {
	return o.Stack == "" || o.Stack == "landsat" || o.Stack == "sentinel2"
}

// key is the path of what was found below its root, members of archives by their
// clean names.
type key struct {
	root int32
	rel  string
}

// files is what was found, by their paths.
type files struct {
	all []found
	*names.Index
}

// products makes one item of all files of a product: what its metadata, or its
// names, describe. Other files of it are no images.
func (s *scanner) products(all []found) ([]found, error) {
	if !s.o.wantsProducts() {
		return all, nil
	}
	described := s.described(all)
	if len(s.l.metadata) == 0 && described == nil {
		return all, nil
	}
	f := &files{all, names.NewIndex(len(all), func(i int) (int32, string) { return all[i].root, all[i].rel() })}
	taken := make([]bool, len(all))
	known := make(map[key]bool) // prefixes of products
	var out []found
	note := newProductNote()
	take := func(in *found, dir string, list []product.Product) {
		for i := range list {
			p := &list[i]
			k := key{in.root, dir + p.Prefix}
			if known[k] || len(p.Bands) == 0 {
				continue
			}
			known[k] = true
			item := f.productItem(in, dir, p)
			f.Below(k.root, k.rel, func(i int32, _ string) { taken[i] = true })
			if item != nil {
				out = append(out, *item)
				note.add(item, p)
			}
		}
	}
	for i := range s.l.metadata {
		in := &s.l.metadata[i]
		rel := in.rel()
		dir := rel[:strings.LastIndexAny(rel, "/#")+1]
		var images []string
		f.Below(in.root, dir, func(_ int32, rel string) { images = append(images, rel[len(dir):]) })
		if len(images) == 0 {
			continue
		}
		data, err := s.readMetadata(in)
		var list []product.Product
		if err == nil {
			list, err = product.Describe(rel[len(dir):], data, images)
		}
		if errors.Is(err, product.ErrNoProduct) {
			continue
		}
		if err != nil {
			s.l.Skipped = append(s.l.Skipped, Skipped{in.path(), fmt.Errorf("metadata of a product: %w", err)})
			continue
		}
		take(in, dir, list)
	}
	for _, root := range described {
		var images []string
		f.Below(root, "", func(_ int32, rel string) { images = append(images, rel) })
		take(&found{place: &place{root: root}}, "", product.DescribeNames(images))
	}
	note.decide(s.l)
	for i := range all {
		if !taken[i] {
			out = append(out, all[i])
		}
	}
	return out, nil
}

// described returns the roots in which names alone may describe products.
func (s *scanner) described(all []found) (roots []int32) {
	for i := range all {
		if strings.HasPrefix(all[i].baseName(), "HLS.") && !slices.Contains(roots, all[i].root) {
			roots = append(roots, all[i].root)
		}
	}
	return roots
}

// readMetadata returns the content of a metadata file.
func (s *scanner) readMetadata(f *found) ([]byte, error) {
	it := Item{Path: f.path()}
	if f.more != nil && f.more.member != "" {
		it.Member, it.archives = f.more.member, s.l.archives
	}
	file, err := it.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return raster.ReadAll("metadata", file, product.MaxMetadata)
}

// productItem returns the item of a product whose metadata is in, below a folder
// that ends in "/" or "#", or nil where a file of it was left out.
func (f *files) productItem(in *found, dir string, p *product.Product) *found {
	st := &Stack{Product: p}
	more := &origin{stack: st}
	item := &found{place: &place{root: in.root}, more: more}
	add := func(b *product.Band) bool {
		at := f.Find(in.root, dir+b.File)
		if at < 0 {
			return false
		}
		file := &f.all[at]
		name := file.path()
		if file.more != nil && file.more.member != "" {
			name = file.more.member
			if item.place.path = file.path(); more.member == "" {
				more.member, more.inside = name, file.more.inside
			}
		}
		st.files = append(st.files, productFile{b.File, name})
		return true
	}
	for _, list := range [][]product.Band{p.Bands, p.Others} {
		for i := range list {
			if !add(&list[i]) {
				return nil
			}
		}
	}
	st.chooseAll()
	if item.place.path == "" {
		item.place.path = st.String()
	}
	item.place.rel = productID(in, dir, p)
	return item
}

// productID is the path of a product below its root: that of its folder, without
// .SAFE, or of its files without what tells them apart.
func productID(in *found, dir string, p *product.Product) string {
	archive, folder, isMember := strings.Cut(strings.TrimRight(dir, "/#"), "#")
	if !isMember && !strings.HasSuffix(dir, "#") {
		folder, archive = archive, ""
	}
	_, granule, _ := strings.Cut(p.Prefix, "GRANULE/")
	switch {
	case p.Prefix != "" && granule == "": // files beside others in a folder
		if id := path.Base(p.ID); path.Base(folder) != id {
			folder = path.Join(folder, path.Dir(p.Prefix), id)
		}
		return folder
	case folder == "" && archive != "":
		folder = strings.TrimSuffix(archive, path.Ext(archive))
	case folder == "":
		if full, err := filepath.Abs(in.place.path); err == nil {
			folder = filepath.Base(full)
		}
		if !strings.HasSuffix(strings.ToUpper(folder), ".SAFE") && p.ID != "" {
			folder = path.Dir(p.ID + "/x")
		}
	}
	if strings.HasSuffix(strings.ToUpper(folder), ".SAFE") {
		folder = folder[:len(folder)-len(".SAFE")]
	}
	return path.Join(folder, strings.TrimSuffix(granule, "/"))
}
