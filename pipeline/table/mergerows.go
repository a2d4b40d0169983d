package table

import (
	"bytes"
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/manifest"
)

// found is a row of one of the tables.
type found struct {
	*Row
	table int
}

// rows appends the rows of all tables, by id.
func (m *merger) rows(to *Rows) error {
	next := make([]int, len(m.tables))
	for {
		id, more := "", false
		for i, t := range m.tables {
			if next[i] < t.Rows.Len() {
				if x := t.Rows.ID(next[i]); !more || x < id {
					id, more = x, true
				}
			}
		}
		if !more {
			break
		}
		var same []found
		for i, t := range m.tables {
			for ; next[i] < t.Rows.Len() && t.Rows.ID(next[i]) == id; next[i]++ {
				same = append(same, found{m.row(i, next[i]), i})
			}
		}
		if err := m.add(to, same); err != nil {
			return err
		}
	}
	to.Sort()
	for i := range max(to.Len()-1, 0) {
		if id := to.ID(i); id == to.ID(i+1) {
			return fmt.Errorf("%s and %s both have the id %s: nothing tells them apart", to.At(i).Path, to.At(i+1).Path, id)
		}
	}
	return nil
}

// row returns row i of a table with the columns of all tables.
func (m *merger) row(table, i int) *Row {
	r := m.tables[table].Rows.At(i)
	r.LeakGroup = ""
	if m.anew {
		r.Split, r.LeftOut, r.Fold = "", "", -1
	}
	cells := r.Extra
	r.Extra = nil
	for k, v := range cells {
		r.setExtra(m.columns[table][k], v)
	}
	return r
}

func (r *Row) setExtra(at int, v manifest.Value) {
	r.Extra = append(r.Extra, make([]manifest.Value, max(at+1-len(r.Extra), 0))...)
	r.Extra[at] = v
}

// add appends rows of one id: those of the same image once, different ones under
// different ids.
func (m *merger) add(to *Rows, same []found) error {
	slices.SortStableFunc(same, func(a, b found) int { return cmp.Compare(a.image(), b.image()) })
	var kept []found
	for _, f := range same {
		i := slices.IndexFunc(kept, func(k found) bool { return k.image() == f.image() || k.sameContent(f.Row) })
		if i < 0 {
			kept = append(kept, f)
			continue
		}
		k := kept[i]
		a, b := m.names[k.table], m.names[f.table]
		if !k.sameContent(f.Row) {
			return fmt.Errorf("%s has one content in %s and another in %s", k.Path, a, b)
		}
		if k.Split != f.Split || k.Fold != f.Fold {
			return fmt.Errorf("%s is in %s in %s, and in %s in %s: --resplit draws a new split", k.ID, k.place(), a, f.place(), b)
		}
		if what := k.join(f.Row); what != "" {
			return fmt.Errorf("%s has one %s in %s and another in %s", k.ID, what, a, b)
		}
	}
	for _, k := range kept {
		if len(kept) > 1 {
			root, err := k.root()
			if err != nil {
				return err
			}
			k.ID = root + "/" + k.ID
		}
		if err := to.Add(k.Row); err != nil {
			return err
		}
	}
	return nil
}

// join takes over what another row says of the same image, and returns in which
// they contradict each other; "" where in nothing.
func (r *Row) join(o *Row) string {
	switch {
	case r.Label != o.Label || !slices.Equal(r.Labels, o.Labels):
		return fmt.Sprintf("label (%q or %q)", r.Label, o.Label)
	case r.Group != o.Group:
		return fmt.Sprintf("group (%q or %q)", r.Group, o.Group)
	case !r.Time.Equal(o.Time):
		return "time"
	case r.Grade != o.Grade || r.Mark != o.Mark:
		return "grade or mark"
	case !slices.Equal(r.Boxes, o.Boxes):
		return "list of boxes"
	case !slices.Equal(r.ClassPixels, o.ClassPixels):
		return "count of pixels of classes"
	}
	r.LeftOut = min(r.LeftOut, o.LeftOut)
	if r.Histogram == nil {
		r.Histogram = o.Histogram
	}
	for k, v := range o.Extra {
		switch null := (manifest.Value{}); {
		case v == null:
		case k >= len(r.Extra) || r.Extra[k] == null:
			r.setExtra(k, v)
		case r.Extra[k] != v:
			return "cell of a further column"
		}
	}
	return ""
}

// place names the split and fold of a row.
func (r *Row) place() string {
	name := cmp.Or(r.Split, "no split")
	if r.Fold >= 0 {
		name += " of fold " + strconv.Itoa(int(r.Fold))
	}
	return name
}

// image says where the samples of the row are: equal for two rows of one image,
// page and window.
func (r *Row) image() string {
	parts := []string{r.Path, r.Member}
	if r.Page != nil {
		parts = append(parts, "page "+strconv.Itoa(int(*r.Page)))
	}
	if r.Window != nil {
		parts = append(parts, fmt.Sprint(*r.Window))
	}
	return strings.Join(parts, "\x00")
}

// sameContent compares content hashes, where these are known, the sums, which
// masks change, too, and the place on the map.
func (r *Row) sameContent(o *Row) bool {
	none := [16]byte{}
	switch {
	case r.ContentHash != none && o.ContentHash != none && r.ContentHash != o.ContentHash,
		r.Bytes != o.Bytes, (r.Valid == nil) != (o.Valid == nil),
		r.CRS != o.CRS, (r.BBox == nil) != (o.BBox == nil), r.BBox != nil && *r.BBox != *o.BBox:
		return false
	case r.Valid == nil:
		return true
	}
	x, y := r.Moments(), o.Moments()
	return x.Bands == y.Bands && bytes.Equal(AppendMoments(nil, &x), AppendMoments(nil, &y))
}

// root returns the name of the input that the image of a row was found in: the
// folder, or the archive, that its id continues.
func (r *Row) root() (string, error) {
	if r.Member != "" {
		return path.Base(r.Path), nil
	}
	id := r.ID
	for _, there := range []bool{r.Window != nil, r.Page != nil} {
		if i := strings.LastIndexByte(id, '#'); there && i >= 0 {
			id = id[:i]
		}
	}
	root, ok := strings.CutSuffix(r.Path, "/"+id)
	if name := path.Base(root); ok && name != "." && name != "/" && name != ".." {
		return name, nil
	}
	return "", fmt.Errorf("%s is the id of another image, too, and %s has no folder that tells them apart", r.ID, r.Path)
}
