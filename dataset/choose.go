package dataset

import (
	"path/filepath"
	"strings"
)

// chooses reports whether there are patterns at all.
func (o *Options) chooses() bool { return len(o.Include)+len(o.Exclude) > 0 }

// wants reports whether the patterns take a path below the root.
func (o *Options) wants(rel string) bool {
	matches := func(flag string, patterns []string) bool {
		any := false
		for _, p := range patterns {
			if matchPath(p, rel) {
				o.used[flag+p], any = true, true
			}
		}
		return any
	}
	taken := len(o.Include) == 0 || matches("--include", o.Include)
	return !matches("--exclude", o.Exclude) && taken
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
