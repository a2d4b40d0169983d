package dataset

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

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

// files is what was found, in the order of paths.
type files struct {
	all  []found
	keys []key
	at   []int32
}

func newFiles(all []found) *files {
	f := &files{all: all}
	for i := range all {
		f.at = append(f.at, int32(i))
	}
	rel := make([]string, len(all))
	for i := range all {
		rel[i] = all[i].rel()
	}
	slices.SortFunc(f.at, func(a, b int32) int {
		if d := all[a].root - all[b].root; d != 0 {
			return int(d)
		}
		return strings.Compare(rel[a], rel[b])
	})
	for _, i := range f.at {
		f.keys = append(f.keys, key{all[i].root, rel[i]})
	}
	return f
}

// below returns the files whose paths start with a prefix: where they lie in f.
func (f *files) below(root int32, prefix string) (from, to int) {
	cmp := func(k key, p string) int {
		if k.root != root {
			return int(k.root - root)
		}
		return strings.Compare(k.rel, p)
	}
	from, _ = slices.BinarySearchFunc(f.keys, prefix, cmp)
	for to = from; to < len(f.keys) && f.keys[to].root == root && strings.HasPrefix(f.keys[to].rel, prefix); to++ {
	}
	return from, to
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
	f := newFiles(all)
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
			from, to := f.below(k.root, k.rel)
			for at := from; at < to; at++ {
				taken[f.at[at]] = true
			}
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
		from, to := f.below(in.root, dir)
		var images []string
		for _, k := range f.keys[from:to] {
			images = append(images, strings.TrimPrefix(k.rel, dir))
		}
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
		from, to := f.below(root, "")
		for _, k := range f.keys[from:to] {
			images = append(images, k.rel)
		}
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
		from, to := f.below(in.root, dir+b.File)
		if from == to || f.keys[from].rel != dir+b.File {
			return false
		}
		file := &f.all[f.at[from]]
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
