package dataset

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// leaveOut is a list of images to leave out: CSV with a column path and, for the
// reader, one of reasons. A path is an id, or a path as given or below the folder
// of the list.
type leaveOut struct {
	name  string
	paths []string
}

// readLeaveOut reads the lists among the exclude patterns: @FILE.
func (o *Options) readLeaveOut() error {
	var patterns []string
	for _, p := range o.Exclude {
		file, ok := strings.CutPrefix(p, "@")
		if !ok {
			patterns = append(patterns, p)
			continue
		}
		t, err := table.Read(file)
		if err == nil {
			err = t.Assign(nil)
		}
		if err != nil {
			return fmt.Errorf("--exclude: %w", err)
		}
		o.lists = append(o.lists, leaveOut{file, t.Paths()})
	}
	o.Exclude, o.used = patterns, make(map[string]bool)
	return nil
}

// leaveOut drops the images that a list names.
func (o *Options) leaveOut(l *Listing, all []found) []found {
	for _, list := range o.lists {
		dir := filepath.Dir(list.name)
		at := make(map[string]int, 2*len(list.paths))
		for i, p := range list.paths {
			at[filepath.ToSlash(filepath.Clean(p))] = i
		}
		used := make([]bool, len(list.paths))
		base := names.Absolute("", dir)
		all = keep(all, func(i int32) bool {
			for _, key := range append(all[i].pathKeys(base), names.Text(filepath.ToSlash(filepath.Clean(all[i].path())))) {
				if row, ok := at[key]; ok {
					used[row] = true
					l.Passed["excluded"]++
					return false
				}
			}
			return true
		}, func(int32, int32) {})
		n, example := 0, ""
		for i, u := range used {
			if !u {
				if n++; n == 1 {
					example = list.paths[i]
				}
			}
		}
		if n > 0 {
			l.decide(decision.Decision{Kind: "exclude", Count: int64(n), Example: example, Effect: decision.Rival,
				Sentence: fmt.Sprintf("%s of %s no image", words.Count(n, "path", "paths"), names.Text(list.name)+" "+map[bool]string{true: "matches", false: "match"}[n == 1])})
		}
	}
	return all
}

// nameUnused names the patterns that match nothing.
func (o *Options) nameUnused(l *Listing) {
	for _, list := range []struct {
		flag     string
		patterns []string
	}{{"--include", o.Include}, {"--exclude", o.Exclude}} {
		for _, p := range list.patterns {
			if !o.used[list.flag+p] {
				l.decide(decision.Decision{Kind: strings.TrimPrefix(list.flag, "--"), Effect: decision.Rival,
					Sentence: fmt.Sprintf("%s %s matches no image", list.flag, names.Text(p))})
			}
		}
	}
}
