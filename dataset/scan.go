package dataset

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/words"
)

// Options say what [Scan] looks for. The zero value takes every image and
// labels from folders.
type Options struct {
	// Include and Exclude are glob patterns for the path below the root or
	// for the file's name; with Include, one of them has to match.
	Include, Exclude []string
	// LabelFrom and GroupFrom say where labels and groups come from:
	// "folder", "regex:EXPR", "csv:FILE", or "" (labels: folder; groups: none).
	LabelFrom, GroupFrom string
	// Stack makes one item out of several files: "folder", "landsat",
	// "sentinel2", or a pattern with {scene} and {band}.
	Stack string
}

// Validate returns an error for a malformed pattern or source.
func (o *Options) Validate() error {
	for _, p := range slices.Concat(o.Include, o.Exclude) {
		if _, err := filepath.Match(p, "x"); err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
	}
	if _, err := newKeyer(o.LabelFrom, "label"); err != nil {
		return err
	}
	if o.Stack != "" {
		if _, err := newStacker(o.Stack); err != nil {
			return err
		}
	}
	_, err := newKeyer(o.GroupFrom, "group")
	return err
}

// chooses reports whether there are patterns at all.
func (o *Options) chooses() bool { return len(o.Include)+len(o.Exclude) > 0 }

func (o *Options) wants(rel string) bool {
	matches := func(patterns []string) bool {
		for _, p := range patterns {
			if matchPath(p, rel) {
				return true
			}
		}
		return false
	}
	return (len(o.Include) == 0 || matches(o.Include)) && !matches(o.Exclude)
}

// matchPath matches a glob against the path, its base name, or any of its
// leading folders.
func matchPath(pattern, rel string) bool {
	pattern = strings.TrimSuffix(pattern, "/")
	if !strings.Contains(pattern, "/") {
		for part := range strings.SplitSeq(rel, "/") {
			if ok, _ := filepath.Match(pattern, part); ok {
				return true
			}
		}
		return false
	}
	for i := 0; i <= len(rel); i++ {
		if i == len(rel) || rel[i] == '/' {
			if ok, _ := filepath.Match(pattern, rel[:i]); ok {
				return true
			}
		}
	}
	return false
}

// Scan finds the images of all inputs and returns them sorted by id. An input
// that does not exist is an error; a folder without an image is not.
func Scan(ctx context.Context, inputs []string, o Options) (*Listing, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	l := NewListing(nil)
	var all []found
	for _, in := range sortedUnique(inputs) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		more, err := scanInput(in, &o, l)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	if n := l.Passed["archive"]; n > 0 {
		l.Notices = append(l.Notices, fmt.Sprintf("passed over %s: to use it, name it as an input", words.Count(n, "archive", "archives")))
	}
	if len(l.Roots) > 1 || len(all) > 0 && all[0].name == "" { // one folder holds no file twice
		all = dropRepeats(all)
	}
	if o.Stack != "" {
		st, err := newStacker(o.Stack)
		if err != nil {
			return nil, err
		}
		if all, err = st.stack(l, all); err != nil {
			return nil, err
		}
	}
	if l.beside.masks > 0 {
		l.Masks = l.beside.warning()
	}
	l.warnBaselines(all)
	if err := identify(l, all, &o); err != nil {
		return nil, err
	}
	slices.SortFunc(l.Skipped, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
	return l, nil
}

func scanInput(in string, o *Options, l *Listing) ([]found, error) {
	if list, ok := strings.CutPrefix(in, "@"); ok {
		return readList(list, l)
	}
	info, err := os.Stat(in)
	if err != nil {
		if matches, globErr := filepath.Glob(in); globErr == nil && len(matches) > 0 {
			return scanGlob(in, matches, o, l)
		}
		return nil, fmt.Errorf("%s: %w", Text(in), unwrapPath(err))
	}
	if info.IsDir() {
		return scanFolder(in, o, l)
	}
	return scanFile(in, o, l)
}

func scanFile(in string, o *Options, l *Listing) ([]found, error) {
	switch ext := strings.ToLower(filepath.Ext(in)); {
	case ext == ".csv", ext == ".jsonl", ext == ".ndjson":
		return readTable(in, l)
	case isArchive(in):
		return readArchive(in, o, l)
	}
	return []found{{place: &place{in, filepath.ToSlash(filepath.Base(in)), l.addRoot(in)}}}, nil
}

func scanFolder(dir string, o *Options, l *Listing) ([]found, error) {
	w := walker{options: o, root: l.addRoot(dir), visited: make(map[string]bool), listing: l}
	if err := w.folder(filepath.Clean(dir), ""); err != nil {
		return nil, fmt.Errorf("%s: %w", Text(dir), unwrapPath(err))
	}
	return w.out, nil
}

// scanGlob takes files as they are and folders whole; ids are paths below the
// folder in front of the first wildcard.
func scanGlob(pattern string, matches []string, o *Options, l *Listing) ([]found, error) {
	base := pattern
	for strings.ContainsAny(base, `*?[\`) {
		base = filepath.Dir(base)
	}
	w := walker{options: o, root: l.addRoot(pattern), visited: make(map[string]bool), listing: l}
	for _, m := range matches {
		rel, err := filepath.Rel(base, m)
		if err != nil {
			return nil, err
		}
		rel = filepath.ToSlash(rel)
		info, err := os.Stat(m)
		switch {
		case err != nil:
			w.skip(m, err)
		case info.IsDir():
			if err := w.folder(m, rel); err != nil {
				return nil, err
			}
		case isArchive(m):
			more, err := readArchive(m, o, l)
			if err != nil {
				return nil, err
			}
			w.out = append(w.out, more...)
		case isImageName(m) && !isHidden(filepath.Base(m)):
			w.out = append(w.out, found{place: &place{m, rel, w.root}})
		default:
			l.Passed["other"]++
		}
	}
	return w.out, nil
}

func (l *Listing) addRoot(root string) int32 {
	l.Roots = append(l.Roots, root)
	return int32(len(l.Roots) - 1)
}

func sortedUnique(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}

// dropRepeats keeps the first of the images that have the same file.
func dropRepeats(all []found) []found {
	seen := make(map[string]bool, len(all))
	var path, full string // of the last one: members of an archive share theirs
	return slices.DeleteFunc(all, func(f found) bool {
		if p := f.path(); p != path {
			path, full = p, p
			if abs, err := filepath.Abs(path); err == nil {
				full = abs
			}
		}
		key := full
		if f.more != nil {
			key += "#" + f.more.inside
		}
		if seen[key] {
			return true
		}
		seen[key] = true
		return false
	})
}
