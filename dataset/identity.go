package dataset

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// identify turns what was found into items: ids, labels, groups, splits,
// sorted by id.
func identify(l *Listing, all []found, o *Options) error {
	labels, err := newKeyer(o.LabelFrom, "label")
	if err != nil {
		return err
	}
	groups, err := newKeyer(o.GroupFrom, "group")
	if err != nil {
		return err
	}
	names := rootNames(l.Roots)
	clash := clashes(all)
	l.Items.list = slices.Grow(l.Items.list, len(all))
	var folder *place // of the item before, where only names tell its files apart
	for _, f := range all {
		named := f.more == nil && endsID(f.name)
		if named && f.place == folder {
			l.Items.addAlike(f.name)
			continue
		}
		if folder = nil; named && clash == nil && labels.byFolder() && groups.byFolder() {
			folder = f.place
		}
		more := f.more
		if more == nil {
			more = &plain
		}
		it := Item{Path: f.path(), Root: f.root, Stack: more.stack}
		rel := f.rel()
		clashes := clash[rel]
		rel = Text(rel)
		it.ID = rel
		if clashes {
			it.ID = names[f.root] + "/" + rel
		}
		if more.member != "" {
			it.Member, it.archives = more.member, l.archives
			rel = Text(more.inside) // labels are folders inside the archive
		}
		if more.row != nil {
			it.Label, it.Group, it.Split = more.row.label, more.row.group, more.row.split
		} else {
			it.Split = splitFolder(rel)
		}
		if o.LabelFrom != "" || more.row == nil {
			if it.Label, it.Split, err = labels.label(rel, it.ID, it.Split); err != nil {
				return err
			}
		}
		if more.class != "" && o.LabelFrom == "" {
			it.Label = more.class
		}
		if o.GroupFrom != "" {
			if it.Group, err = groups.group(rel, it.ID); err != nil {
				return err
			}
		}
		if more.row != nil && !more.row.time.IsZero() {
			if l.Times == nil {
				l.Times = make(map[string]time.Time)
			}
			l.Times[it.ID] = more.row.time
		}
		l.Items.Add(it)
	}
	l.Items.Sort()
	l.Items.dropSingleLabel()
	return nil
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
	names := make([]string, len(roots))
	for depth := 1; depth <= deepest; depth++ {
		seen := make(map[string]bool)
		for i, parts := range full {
			names[i] = Text(path.Join(parts[max(0, len(parts)-depth):]...))
			seen[names[i]] = true
		}
		if len(seen) == len(roots) {
			break
		}
	}
	return names
}

// splitFolder returns the split that the first folder of this kind stands for.
func splitFolder(rel string) string {
	dir := path.Dir(rel)
	for part := range strings.SplitSeq(dir, "/") {
		if s := splitOfFolder(part); s != "" {
			return s
		}
	}
	return ""
}
