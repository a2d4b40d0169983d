package dataset

import (
	"os"

	"github.com/bandprep/bandprep/dataset/internal/archive"
	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/dataset/internal/table"
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
	archives *archive.Opened // of members
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
	Lying          []Lying
	archives       *archive.Opened
	metadata       []found        // files that may describe products
	productColumns []string       // further columns that products have values in
	tables         []*table.Table // with further columns of the items
}

// NewListing returns a listing without items.
func NewListing(roots []string) *Listing {
	return &Listing{Roots: roots, Passed: make(map[string]int), archives: &archive.Opened{}}
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
	if raw := names.Bytes(p); raw != p {
		if _, err := os.Lstat(p); err != nil {
			it.Path = raw
		}
	}
}

// InArchive makes the item the member of the archive that its path leads to.
func (l *Listing) InArchive(it *Item, member string) {
	it.Member, it.archives = member, l.archives
}

// Text returns s with every byte that is not UTF-8 written as \xNN.
func Text(s string) string { return names.Text(s) }

// ParseSplit returns "train", "valid" or "test" for any of the names that a
// folder or table may use, "" for an empty one, and whether the name is known.
func ParseSplit(name string) (string, bool) { return names.ParseSplit(name) }
