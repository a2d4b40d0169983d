package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/disk"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// scanner goes through the inputs of one scan.
type scanner struct {
	o       *Options
	l       *Listing
	visited map[fileID]bool
	walkers []*walker // with links to follow once all real paths are known
	all     []found
	common  string // the folder of files that were named one by one; "" for less than two
	root    int32  // of these
}

// findCommon finds the folder that several files, named one by one, share.
func (s *scanner) findCommon(inputs []string) {
	var dirs []string
	for _, in := range inputs {
		if info, err := os.Stat(in); strings.HasPrefix(in, "@") || err != nil || info.IsDir() || isItem(in) || table.Is(in) || names.IsArchive(in) {
			continue
		}
		dirs = append(dirs, filepath.Dir(filepath.Clean(in)))
	}
	common, ok := sharedFolder(dirs)
	if !ok { // as they are given, relative and absolute, or from different folders above
		here, _ := os.Getwd()
		for i := range dirs {
			dirs[i] = filepath.FromSlash(names.Absolute(here, dirs[i]))
		}
		common, _ = sharedFolder(dirs)
	}
	n := len(dirs)
	if n < 2 {
		return
	}
	s.common, s.root = common, s.l.addRoot(common)
	s.l.decide(decision.Decision{Kind: "root", Count: int64(n), Example: common, Effect: decision.Noted,
		Sentence: words.Count(n, "file", "files") + " named one by one: ids are paths below the folder that they share"})
}

// sharedFolder returns the lowest folder that is all of these or lies above them,
// or false where their paths do not tell.
func sharedFolder(dirs []string) (string, bool) {
	if len(dirs) == 0 {
		return "", true
	}
	common := dirs[0]
	for _, d := range dirs[1:] {
		if filepath.IsAbs(common) != filepath.IsAbs(d) {
			return "", false
		}
		for !(common == d || common == "." && d != ".." && !strings.HasPrefix(d, "../") || strings.HasPrefix(d, strings.TrimSuffix(common, "/")+"/") && common != "..") {
			up := filepath.Dir(common)
			if up == common {
				return "", false
			}
			common = up
		}
	}
	return common, true
}

// input finds the images of one input.
func (s *scanner) input(in string) error {
	if list, ok := strings.CutPrefix(in, "@"); ok {
		return s.add(readList(list, s.l))
	}
	info, err := os.Stat(in)
	if err != nil {
		if matches, globErr := filepath.Glob(in); globErr == nil && len(matches) > 0 {
			return s.glob(in, matches)
		}
		if err := address(in); err != nil {
			return err
		}
		return fmt.Errorf("%s: %w", names.Text(in), disk.Reason(err))
	}
	switch {
	case info.IsDir():
		w := s.walker(in)
		if err := w.folder(filepath.Clean(in), "", true); err != nil {
			return fmt.Errorf("%s: %w", names.Text(in), disk.Reason(err))
		}
		return s.add(w.taken(), nil)
	case isItem(in):
		return s.add(readItem(in, s.o, s.l))
	case table.Is(in):
		return s.add(readTable(in, s.o, s.l))
	case names.IsArchive(in):
		return s.add(readArchive(in, s.o, s.l))
	case s.common != "":
		name := in
		if filepath.IsAbs(s.common) {
			here, _ := os.Getwd()
			name = filepath.FromSlash(names.Absolute(here, in))
		}
		rel, err := filepath.Rel(s.common, name)
		if err != nil {
			return err
		}
		return s.add([]found{{place: &place{path: in, rel: filepath.ToSlash(rel), root: s.root}}}, nil)
	}
	return s.add([]found{{place: &place{path: in, rel: filepath.ToSlash(filepath.Base(in)), root: s.l.addRoot(in)}}}, nil)
}

func (s *scanner) add(list []found, err error) error {
	if s.all == nil {
		s.all = list
	} else {
		s.all = append(s.all, list...)
	}
	return err
}

// walker returns a walker of a further root.
func (s *scanner) walker(root string) *walker {
	w := &walker{options: s.o, root: s.l.addRoot(root), visited: s.visited, listing: s.l}
	s.walkers = append(s.walkers, w)
	return w
}

// follow follows the links that were met.
func (s *scanner) follow() error {
	for _, w := range s.walkers {
		if err := w.follow(); err != nil {
			return err
		}
		s.add(w.taken(), nil)
	}
	return nil
}

// glob takes files as they are and folders whole; ids are paths below the
// folder in front of the first wildcard.
func (s *scanner) glob(pattern string, matches []string) error {
	base := pattern
	for strings.ContainsAny(base, `*?[\`) {
		base = filepath.Dir(base)
	}
	w := s.walker(pattern)
	for _, m := range matches {
		rel, err := filepath.Rel(base, m)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		info, err := os.Stat(m)
		switch {
		case err != nil:
			w.skip(m, err)
		case info.IsDir():
			if err := w.folder(m, rel, true); err != nil {
				return err
			}
		case names.IsArchive(m):
			more, err := readArchive(m, s.o, s.l)
			if err != nil {
				return err
			}
			w.out = append(w.out, more...)
		case names.IsImage(m) && !names.IsHidden(filepath.Base(m)):
			w.out = append(w.out, found{place: &place{path: m, rel: rel, root: w.root}})
		default:
			s.l.Passed[foreignKind(m)]++
		}
	}
	return s.add(w.taken(), nil)
}

func (l *Listing) addRoot(root string) int32 {
	l.Roots = append(l.Roots, root)
	return int32(len(l.Roots) - 1)
}

// sortedInputs returns the inputs in order, each once, and those that are links
// last: what they lead to may be another input.
func sortedInputs(inputs []string) []string {
	var real, links []string
	for _, in := range slices.Compact(slices.Sorted(slices.Values(inputs))) {
		if isLink(in) {
			links = append(links, in)
		} else {
			real = append(real, in)
		}
	}
	return append(real, links...)
}

func isLink(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}

// dropRepeats keeps the first of the images that have the same file. Where the
// inputs are lists named after splits, one file in two of them is refused, or kept
// with both splits where contradictions are asked for.
func (l *Listing) dropRepeats(all []found, contradictions bool) ([]found, error) {
	here, _ := os.Getwd()
	splits := l.splitLists()
	seen := make(map[string]int, len(all))
	out := make([]found, 0, len(all))
	var path, full string // of the last one: members of an archive share theirs
	for _, f := range all {
		if p := f.path(); p != path {
			path, full = p, names.Absolute(here, p)
		}
		key := full
		if f.more != nil {
			key += "#" + f.more.inside
		}
		first, again := seen[key]
		if !again {
			seen[key] = len(out)
			out = append(out, f)
			continue
		}
		if kept := &out[first]; splits != nil && splits[f.root] != splits[kept.root] {
			if !contradictions {
				return nil, fmt.Errorf("%s is in %s and in %s", names.Text(f.rel()), names.Text(l.Roots[kept.root]), names.Text(l.Roots[f.root]))
			}
			more := origin{splits: []string{splits[kept.root]}}
			if kept.more != nil {
				more = *kept.more
			}
			more.splits = append(slices.Clone(more.splits), splits[f.root])
			kept.more = &more
		}
	}
	return out, nil
}
