package dataset

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
)

// identify turns what was found into items: ids, labels, groups, splits and
// further facts, sorted by id.
func identify(l *Listing, all []found, rasters map[int32]string, o *Options) error {
	labels, err := newKeyer(o.LabelFrom, "label")
	if err != nil {
		return err
	}
	groups, err := newKeyer(o.GroupFrom, "group")
	if err != nil {
		return err
	}
	times, err := newKeyer(o.TimeFrom, "time")
	if err != nil {
		return err
	}
	tables, err := tablesGiven(l, all, o)
	if err != nil {
		return err
	}
	l.Facts.Columns = l.columns()
	l.addProductColumns(all)
	roots := rootNames(l.Roots)
	lists := l.splitLists()
	clash := clashes(all)
	l.Items.list = slices.Grow(l.Items.list, len(all))
	var folder *place // of the item before, where only names tell its files apart
	for i, f := range all {
		fact := Fact{Fold: -1, LabelRaster: rasters[int32(i)], Sidecars: f.place.sidecars[f.name]}
		if f.name == "" && (f.more == nil || f.more.stack == nil && f.more.member == "") {
			fact.Sidecars = besideNamed(f.path())
		}
		if f.more == nil && f.place == folder && endsID(f.name) {
			l.Items.addAlike(f.name)
			l.Facts.set(i, &fact)
			continue
		}
		if folder = nil; f.more == nil && endsID(f.name) && clash == nil && tables == nil && labels.byFolder() && groups.byFolder() && times.byFolder() {
			folder = f.place
		}
		more := f.more
		if more == nil {
			more = &plain
		}
		it := Item{Path: f.path(), Root: f.root, Stack: more.stack, Split: f.folder.Split}
		rel := f.rel()
		clashes := clash[rel]
		rel = names.Text(rel)
		it.ID = rel
		if clashes {
			it.ID = roots[f.root] + "/" + rel
		}
		if more.member != "" {
			it.Member, it.archives = more.member, l.archives
			rel = names.Text(more.inside) // groups are folders inside the archive
		}
		if lists != nil {
			it.Split, fact.Splits = lists[f.root], more.splits
		}
		if it.Label, err = labels.label(it.ID, f.folder.Label); err != nil {
			return err
		}
		if more.row != nil {
			label := it.Label
			applyRow(more.row, &it, &fact, nil)
			if o.LabelFrom != "" {
				it.Label, fact.Labels = label, nil
			}
			l.setColumns(i, more.row.From, more.row.Index)
		}
		if about := more.about; about != nil {
			about.apply(&it, &fact, o)
		}
		if o.GroupFrom != "" {
			if it.Group, err = groups.group(it.ID, path.Dir(rel)); err != nil {
				return err
			}
		}
		for k := range tables {
			if row := tables[k].apply(i, &it, &fact); row != nil && tables[k].rest {
				l.setColumns(i, row.From, row.Index)
			}
		}
		if o.TimeFrom != "" {
			if fact.Time, err = times.time(it.ID); err != nil {
				return err
			}
		}
		if p := f.product(); p != nil {
			l.setProduct(i, p, &fact)
		}
		l.Items.Add(it)
		l.Facts.set(i, &fact)
	}
	l.Sort()
	if len(l.Facts.labels.spans) == 0 {
		l.Items.dropSingleLabel()
	}
	return nil
}

// splitLists returns the splits of the inputs where all are lists or tables that
// are named after splits, as train.txt and val.txt, else nil.
func (l *Listing) splitLists() []string {
	var splits []string
	distinct := make(map[string]bool)
	for _, r := range l.Roots {
		name := strings.TrimPrefix(r, "@")
		s, _ := names.SplitOf(names.Stem(filepath.Base(name)))
		if s == "" || name == r && !table.Is(r) {
			return nil
		}
		distinct[s] = true
		splits = append(splits, s)
	}
	if len(distinct) < 2 {
		return nil
	}
	return splits
}

// endsID reports whether the id of a file of this name ends with all of it.
func endsID(name string) bool {
	return name != "" && !strings.ContainsRune(name, '#') && utf8.ValidString(name)
}

// plain is the origin of a file in a folder.
var plain origin

// clashes returns the paths below a root that occur in more than one root.
func clashes(all []found) map[string]bool {
	if len(all) == 0 || !slices.ContainsFunc(all, func(f found) bool { return f.root != all[0].root }) {
		return nil
	}
	first := make(map[string]int32, len(all))
	clash := make(map[string]bool)
	for _, f := range all {
		rel := f.rel()
		if r, ok := first[rel]; ok && r != f.root {
			clash[rel] = true
		} else {
			first[rel] = f.root
		}
	}
	return clash
}

// rootNames returns a name for each root: the shortest ends of their paths
// that tell them apart.
func rootNames(roots []string) []string {
	full := make([][]string, len(roots))
	deepest := 0
	for i, r := range roots {
		if abs, err := filepath.Abs(r); err == nil {
			r = abs
		}
		full[i] = strings.Split(strings.Trim(filepath.ToSlash(filepath.Clean(r)), "/"), "/")
		deepest = max(deepest, len(full[i]))
	}
	out := make([]string, len(roots))
	for depth := 1; depth <= deepest; depth++ {
		seen := make(map[string]bool)
		for i, parts := range full {
			out[i] = names.Text(path.Join(parts[max(0, len(parts)-depth):]...))
			seen[out[i]] = true
		}
		if len(seen) == len(roots) {
			break
		}
	}
	return out
}
