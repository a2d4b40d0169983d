package table

import (
	"fmt"
	"path"
	"path/filepath"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// Images are what the rows of a table may belong to.
type Images interface {
	Len() int
	Name(i int32) string               // of the file
	Rel(i int32) string                // the path below the input
	Keys(i int32, dir string) []string // the paths by which a table in dir, which is absolute, may name it
}

// Decide keeps a decision that was made.
type Decide func(decision.Decision)

// Matching says which row of a table belongs to which image.
type Matching struct {
	RowOf   []int32 // by image; [Unmatched] where there is none
	Matched int     // images that have one
	images  Images
	rows    []Row
	used    []bool // rows
}

// Unmatched is no row.
const Unmatched = -1

// Match finds the row of each image: by its path below the input or below the
// folder of the table, else by its name where only one image and one row have it,
// else by its name without extension.
func Match(images Images, rows []Row, dir string) *Matching {
	m := &Matching{RowOf: make([]int32, images.Len()), images: images, rows: rows, used: make([]bool, len(rows))}
	byPath := make(map[string]int32, len(rows))
	for i := range rows {
		byPath[path.Clean(filepath.ToSlash(rows[i].Path))] = int32(i)
		if p := names.Text(fromLatin1(rows[i].Path)); p != rows[i].Path {
			byPath[path.Clean(filepath.ToSlash(p))] = int32(i)
		}
	}
	base := names.Absolute("", dir)
	for i := range int32(images.Len()) {
		m.RowOf[i] = Unmatched
		for _, key := range images.Keys(i, base) {
			if row, ok := byPath[key]; ok {
				m.take(i, row)
				break
			}
		}
	}
	m.byName(func(name string) string { return name })
	m.byName(names.Stem)
	return m
}

func (m *Matching) take(image, row int32) {
	m.RowOf[image], m.used[row] = row, true
	m.Matched++
}

// byName matches what has no row yet by a key of names that is unique on both
// sides. A name without an extension is its own stem.
func (m *Matching) byName(key func(string) string) {
	of := make(map[string]int32, len(m.rows)) // key → row + 1, or −1 where several have it
	for i := range m.rows {
		k := rowKey(m.rows[i].Path, key)
		if at := of[k]; at != 0 {
			of[k] = -1
		} else {
			of[k] = int32(i) + 1
		}
	}
	images := make(map[string]int32) // key → image + 1, or −1
	n := int32(m.images.Len())
	for i := range n {
		k := key(m.images.Name(i))
		if row := of[k]; row == 0 {
			continue
		}
		if images[k] != 0 {
			images[k] = -1
		} else {
			images[k] = i + 1
		}
	}
	for i := range n {
		k := key(m.images.Name(i))
		if row := of[k]; row > 0 && images[k] == i+1 && m.RowOf[i] == Unmatched && !m.used[row-1] {
			m.take(i, row-1)
		}
	}
}

// rowKey returns the key of the path in a row; ids such as 1.2.840.5 are no names
// with an extension.
func rowKey(p string, key func(string) string) string {
	name := path.Base(filepath.ToSlash(fromLatin1(p)))
	if k := key(name); k != "" && names.KindOf(name) == names.Image {
		return k
	}
	return name
}

// NoMatch is the error of a table that names none of the images.
func (m *Matching) NoMatch(name string) error {
	return fmt.Errorf("%s names none of the images: its first row has %q, the first image is %q (--columns path=COLUMN chooses another column)",
		names.Text(name), names.Text(m.rows[0].Path), names.Text(m.images.Rel(0)))
}

// Tell says how many images have no row and how many rows no image. LeftOut says
// that images without one are left out.
func (m *Matching) Tell(decide Decide, name string, leftOut bool) {
	without, example := 0, ""
	for i, row := range m.RowOf {
		if row == Unmatched {
			if without++; without == 1 {
				example = m.images.Rel(int32(i))
			}
		}
	}
	effect, end := decision.Rival, ""
	if leftOut {
		effect, end = decision.LeftOut, " and are left out"
	}
	if without > 0 {
		decide(decision.Decision{Kind: "table", Count: int64(without), Example: example, Effect: effect,
			Sentence: words.Count(without, "image has", "images have") + " no row in " + names.Text(name) + end})
	}
	rest := 0
	for i := range m.rows {
		if !m.used[i] {
			if rest++; rest == 1 {
				example = m.rows[i].Path
			}
		}
	}
	if rest > 0 {
		decide(decision.Decision{Kind: "table", Count: int64(rest), Example: example, Effect: decision.Rival,
			Sentence: words.Count(rest, "row", "rows") + " of " + names.Text(name) + " match no image"})
	}
}
