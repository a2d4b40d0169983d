package dataset

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/raster"
)

// Item is one entry of a dataset.
type Item struct {
	// ID is the path below the input root, slash-separated, followed by
	// "#page" or "#x,y,w,h" where needed. Bytes that are not UTF-8 are
	// written as \xNN.
	ID string
	// Path leads to the file from the working directory; of a stack, to its
	// files, as BAND=PATH separated by "|".
	Path string
	// Stack is set where the bands lie in several files.
	Stack *Stack
	// Root is the index of the input root in [Listing.Roots].
	Root int32
	// Member is the name of the file in the archive that Path leads to; ""
	// where the file lies in a folder.
	Member   string
	archives *openArchives // of members
	// Page is the image inside the file, from 0; Paged says that the item
	// is this image alone, not every image of the file.
	Page  int32
	Paged bool
	// Window is the part of the image, or the zero Window for all of it.
	Window raster.Window
	// Label, Group and Split ("train", "valid", "test") as found in folders
	// or tables; "" where there is none.
	Label, Group, Split string
}

// Skipped is an input that should have been an image and could not be used.
type Skipped struct {
	Path string
	Err  error
}

// Listing is what [Scan] found.
type Listing struct {
	Items   Items // in the order of their ids
	Skipped []Skipped
	Roots   []string // as given, sorted
	// Passed counts the files that were passed over by kind: "hidden",
	// "sidecar", "other".
	Passed map[string]int
	// SplitsFromTable says that a table gives splits or folds: which images
	// are in none is then no accident.
	SplitsFromTable bool
	// Facts is what few items have; [Listing.Fact] returns it.
	Facts Facts
	// Decisions says what was decided while the images were looked for.
	Decisions []decision.Decision
	// Lying is tables and annotations among the images that were not used.
	Lying    []Lying
	archives *openArchives
	tables   []*table // with further columns of the items
}

// NewListing returns a listing without items.
func NewListing(roots []string) *Listing {
	return &Listing{Roots: roots, Passed: make(map[string]int), archives: &openArchives{}}
}

// HasFacts reports whether any item has facts besides those in [Item].
func (l *Listing) HasFacts() bool { return !l.Facts.empty() }

// SetFact sets what is known of item i beside its pixels.
func (l *Listing) SetFact(i int, f Fact) { l.Facts.set(i, &f) }

// SetPath sets the path of an item as a manifest holds it. A manifest holds
// UTF-8: of a file whose name is none, it has what [Text] makes of it, and the
// file is found all the same.
func (l *Listing) SetPath(it *Item, p string) {
	it.Path = p
	if raw := bytesOf(p); raw != p {
		if _, err := os.Lstat(p); err != nil {
			it.Path = raw
		}
	}
}

// InArchive makes the item the member of the archive that its path leads to.
func (l *Listing) InArchive(it *Item, member string) {
	it.Member, it.archives = member, l.archives
}

// Open opens the file of the item; of a stack, its first file.
func (it *Item) Open() (raster.File, error) {
	switch {
	case it.Stack != nil:
		return openFile(it.Stack.Paths[0])
	case it.archives != nil:
		return it.archives.member(it.Path, it.Member)
	}
	return openFile(it.Path)
}

// OpenBand opens file i of a stack.
func (it *Item) OpenBand(i int) (raster.File, error) { return openFile(it.Stack.Paths[i]) }

// bytesOf undoes [Text]: \xNN becomes the byte NN where it is no part of UTF-8.
func bytesOf(s string) string {
	if !strings.Contains(s, `\x`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i+4 <= len(s) && s[i] == '\\' && s[i+1] == 'x' {
			if v, err := strconv.ParseUint(s[i+2:i+4], 16, 8); err == nil && v >= 0x80 {
				b.WriteByte(byte(v))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Text returns s with every byte that is not UTF-8 written as \xNN.
func Text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		} else {
			b.WriteRune(r)
		}
		i += n
	}
	return b.String()
}
