package dataset

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// matching says which row of a table belongs to which image.
type matching struct {
	rowOf   []int32 // by image; −1 where there is none
	used    []bool  // rows
	matched int
}

// unmatched is no row.
const unmatched = -1

// match finds the row of each image: by its path below the input or below the
// folder of the table, else by its name where only one image and one row have it,
// else by its name without extension.
func match(all []found, rows []tableRow, dir string) *matching {
	m := &matching{rowOf: make([]int32, len(all)), used: make([]bool, len(rows))}
	byPath := make(map[string]int32, len(rows))
	for i := range rows {
		byPath[path.Clean(filepath.ToSlash(rows[i].path))] = int32(i)
		if p := Text(fromLatin1(rows[i].path)); p != rows[i].path {
			byPath[path.Clean(filepath.ToSlash(p))] = int32(i)
		}
	}
	base := absolute("", dir)
	for i := range all {
		m.rowOf[i] = unmatched
		for _, key := range all[i].pathKeys(base) {
			if row, ok := byPath[key]; ok {
				m.take(i, row)
				break
			}
		}
	}
	m.byName(all, rows, func(name string) string { return name })
	m.byName(all, rows, stem)
	return m
}

func (m *matching) take(image int, row int32) {
	m.rowOf[image], m.used[row] = row, true
	m.matched++
}

// byName matches what has no row yet by a key of names that is unique on both
// sides. A name without an extension is its own stem.
func (m *matching) byName(all []found, rows []tableRow, key func(string) string) {
	of := make(map[string]int32, len(rows)) // key → row + 1, or −1 where several have it
	for i := range rows {
		k := rowKey(rows[i].path, key)
		if at := of[k]; at != 0 {
			of[k] = -1
		} else {
			of[k] = int32(i) + 1
		}
	}
	images := make(map[string]int32) // key → image + 1, or −1
	for i := range all {
		k := key(all[i].baseName())
		if row := of[k]; row == 0 {
			continue
		}
		if images[k] != 0 {
			images[k] = -1
		} else {
			images[k] = int32(i) + 1
		}
	}
	for i := range all {
		k := key(all[i].baseName())
		if row := of[k]; row > 0 && images[k] == int32(i)+1 && m.rowOf[i] == unmatched && !m.used[row-1] {
			m.take(i, row-1)
		}
	}
}

// rowKey returns the key of the path in a row; ids such as 1.2.840.5 are no names
// with an extension.
func rowKey(p string, key func(string) string) string {
	name := path.Base(filepath.ToSlash(fromLatin1(p)))
	if k := key(name); k != "" && kindOf(name) == image {
		return k
	}
	return name
}

// baseName returns the name of the file.
func (f *found) baseName() string {
	switch {
	case f.name != "":
		return f.name
	case f.more != nil && f.more.member != "":
		return path.Base(f.more.inside)
	}
	return path.Base(f.place.rel)
}

// pathKeys returns the paths by which a table may name an image.
func (f *found) pathKeys(dir string) []string {
	rel := f.rel()
	keys := []string{rel, Text(rel)}
	if f.more != nil && f.more.member != "" {
		keys = append(keys, f.more.inside, Text(f.more.inside))
	}
	full := absolute("", f.path())
	return append(keys, strings.TrimPrefix(full, strings.TrimSuffix(dir, "/")+"/"), full)
}

// noMatch is the error of a table that names none of the images.
func (m *matching) noMatch(name string, all []found, rows []tableRow) error {
	return fmt.Errorf("%s names none of the images: its first row has %q, the first image is %q (--columns path=COLUMN chooses another column)",
		Text(name), Text(rows[0].path), Text(all[0].rel()))
}

// tell says how many images have no row and how many rows no image.
func (m *matching) tell(l *Listing, name string, all []found, rows []tableRow, leftOut bool) {
	without, example := 0, ""
	for i, row := range m.rowOf {
		if row == unmatched {
			if without++; without == 1 {
				example = all[i].rel()
			}
		}
	}
	effect, end := decision.Rival, ""
	if leftOut {
		effect, end = decision.LeftOut, " and are left out"
	}
	if without > 0 {
		l.decide(decision.Decision{Kind: "table", Count: int64(without), Example: example, Effect: effect,
			Sentence: words.Count(without, "image has", "images have") + " no row in " + Text(name) + end})
	}
	rest := 0
	for i := range rows {
		if !m.used[i] {
			if rest++; rest == 1 {
				example = rows[i].path
			}
		}
	}
	if rest > 0 {
		l.decide(decision.Decision{Kind: "table", Count: int64(rest), Example: example, Effect: decision.Rival,
			Sentence: words.Count(rest, "row", "rows") + " of " + Text(name) + " match no image"})
	}
}
