// Package walls holds the arrows between the rooms of the project as a test.
package walls

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
)

const module = "github.com/bandprep/bandprep/"

// A rule names a room, the rooms that it may import, and why. A room that ends
// in /… stands for itself and all below it. Do not add an arrow here to make a
// build pass: ARCHITECTURE.md says which way they run.
var rules = []struct {
	room   string
	may    []string
	reason string
}{
	{"raster", nil, "words only: every other room speaks them, so they know nobody"},
	{"raster/codec", []string{"raster", "raster/…"}, "the one place that knows every format"},
	{"raster/gdal", []string{"raster"}, "GDAL's datasets as blocks, with the build tag gdal only"},
	{"raster/sidecar", []string{"raster", "raster/tiff"}, "what small files beside an image say; a .msk is a TIFF"},
	{"raster/stack", []string{"raster", "internal/footprint", "internal/geodesy"}, "files onto one grid, by what they say of their place"},
	{"raster/tiff/…", []string{"raster", "raster/jpeg", "raster/webp", "raster/tiff/…", "internal/ordered", "internal/inflate", "internal/lzw", "internal/lerc"}, "a format reads blocks; TIFF wraps JPEG and WebP streams"},
	{"raster/dicom/…", []string{"raster", "raster/jpeg", "raster/jp2", "raster/dicom/…", "internal/ordered", "internal/inflate", "internal/whole", "internal/strided"}, "DICOM wraps JPEG and JPEG 2000 streams"},
	{"raster/keep", []string{"raster"}, "a condition on masks, laid over an image"},
	{"raster/undeclared", []string{"raster", "raster/tally"}, "a judgement on counts and blocks"},
	{"raster/bandkind", []string{"raster/tally"}, "a judgement on counts"},
	{"raster/…", []string{"raster", "raster/jp2/…", "internal/ordered", "internal/inflate", "internal/whole", "internal/exif", "internal/strided"}, "a format reads blocks within limits and knows no other format"},
	{"decision", nil, "what was decided, as data: every room that decides speaks of it"},
	{"dataset", []string{"raster", "decision", "dataset/internal/…", "internal/product", "internal/words"}, "finding items takes the words and the containers that hold them"},
	{"dataset/internal/names", nil, "what names say is told without the files"},
	{"dataset/internal/disk", []string{"raster", "dataset/internal/names"}, "files as bytes at offsets"},
	{"dataset/internal/archive", []string{"raster", "dataset/internal/names", "dataset/internal/disk", "internal/parquet", "internal/whole"}, "members as files, those that are packed within limits; what they mean is told above"},
	{"dataset/internal/table", []string{"raster", "decision", "dataset/internal/names", "dataset/internal/disk", "internal/words"}, "rows and roles of columns; it knows images by their names only"},
	{"dataset/internal/folders", []string{"decision", "dataset/internal/names", "internal/words"}, "a tree of names: which are splits, which are labels"},
	{"dataset/internal/labelrasters", []string{"raster", "decision", "dataset/internal/names", "dataset/internal/folders", "internal/words"}, "pairs of files by name; looks are handed to it"},
	{"internal/parquet", nil, "rows in, bytes out"},
	{"internal/radiometry", nil, "statistics of items in, the odd ones out"},
	{"internal/product", nil, "metadata in, bands and constants out: no image is opened"},
	{"stats/counts", []string{"raster"}, "samples in, percentiles out"},
	{"stats", []string{"raster", "exact", "stats/counts"}, "moments are made of blocks and exact sums"},
	{"histogram", []string{"raster"}, "counts are made of blocks"},
	{"fingerprint", []string{"raster"}, "a perceptual hash is made of blocks"},
	{"pca", []string{"exact"}, "mean and covariance in, projection out; residuals are exact sums"},
	{"split", []string{"internal/words", "internal/geodesy"}, "verbs do not know each other: items in, subsets out"},
	{"transforms", []string{"raster"}, "block in, block out; what projects is an interface of its own"},
	{"manifest", []string{"exact", "internal/parquet"}, "owns the schema; sums are exact numbers; a Parquet footer is checked where files of images are"},
	{"pipeline/table", []string{"raster", "raster/keep", "histogram", "decision", "manifest", "stats", "stats/counts", "exact", "internal/where", "internal/radiometry", "internal/words"}, "rows are sums and facts; a manifest is one form of them"},
	{"pipeline/imageset", []string{"raster", "raster/keep", "raster/stack", "raster/sidecar", "manifest", "decision", "dataset", "transforms", "pipeline/table", "internal/footprint", "internal/geodesy", "internal/ordered", "internal/product", "internal/words", "internal/budget"}, "opens images as they are seen, and knows no format: it gets an opener"},
	{"pipeline/measure", []string{"raster", "raster/keep", "raster/bandkind", "raster/tally", "raster/undeclared", "decision", "dataset", "stats", "stats/counts", "histogram", "fingerprint", "pca", "transforms", "manifest", "pipeline/table", "pipeline/imageset", "internal/ordered", "internal/pool", "internal/words", "internal/budget"}, "the only place that reads pixels for statistics, of bands and of components"},
	{"pipeline/parts", []string{"dataset", "pipeline/table", "pipeline/imageset", "pipeline/measure", "internal/ordered", "internal/output"}, "bytes of what was measured, kept by what files look like"},
	{"pipeline/shards", []string{"manifest", "pipeline/table", "pipeline/imageset", "pipeline/measure", "internal/output"}, "rows to be measured, and bytes of what was: no image is opened"},
	{"pipeline/derive", []string{"raster", "decision", "manifest", "stats", "exact", "pca", "split", "fingerprint", "pipeline/table", "internal/words", "presets", "internal/classify"}, "functions of a table: no images, no files"},
	{"pipeline/grades", []string{"decision", "pipeline/table", "internal/words"}, "what people said is one more source of a table"},
	{"pipeline/advice", []string{"raster", "manifest", "stats", "pca", "split", "presets", "pipeline/table", "pipeline/derive", "internal/classify", "internal/words"}, "functions of a table, and published numbers to compare with"},
	{"pipeline/apply", []string{"raster", "decision", "dataset", "stats", "transforms", "manifest", "pipeline/table", "pipeline/imageset", "pipeline/measure", "internal/ordered", "internal/output", "internal/words"}, "writes images and measures what it wrote"},
	{"pipeline/files", []string{"dataset", "pipeline/table", "pipeline/imageset", "pipeline/measure", "internal/ordered"}, "rows beside the bytes they were made of"},
	{"pipeline/input", []string{"dataset", "manifest", "pipeline/table", "pipeline/imageset", "pipeline/measure", "pipeline/parts", "pipeline/derive", "pipeline/grades", "internal/words"}, "images and manifests are two sources of one table"},
	{"pipeline", []string{"raster", "decision", "dataset", "stats", "pca", "split", "transforms", "manifest", "pipeline/…", "internal/output", "internal/words"}, "the steps in their order, and nothing of what they do"},
	{"inspect", []string{"raster", "decision", "dataset", "pipeline", "pipeline/input", "pipeline/table", "pipeline/imageset", "pipeline/measure"}, "what would count, from what the front door finds"},
	{"report/svg", nil, "numbers in, drawings out"},
	{"report/pictures", []string{"raster", "pca", "transforms", "pipeline", "pipeline/derive", "pipeline/imageset", "internal/ordered", "report", "report/svg"}, "the only place that reads pixels for the eyes"},
	{"report", []string{"stats", "histogram", "split", "pipeline/table", "pipeline/derive", "internal/words", "report/svg"}, "a table becomes a page; pictures are handed to it"},
	{"export", []string{"raster", "manifest", "stats", "pipeline/table", "pipeline/derive", "internal/geodesy", "internal/output", "internal/words"}, "a table in the words of other tools: nothing is read but rows"},
	{"internal/output", nil, "files whole or not at all"},
	{"internal/budget", nil, "bytes that work at the same time shares"},
	{"internal/pool", nil, "values between uses"},
	{"review", []string{"raster", "decision", "pca", "stats", "transforms", "manifest", "pipeline", "pipeline/…", "internal/ordered", "internal/words"}, "a page over a table and a log: what it shows it asks the pipeline for"},
	{"exact", nil, "numbers know nobody"},
	{"internal/classify", nil, "numbers in, classes out"},
	{"presets", nil, "published numbers and their sources, as data"},
	{"fetch", []string{"raster", "raster/codec", "transforms", "fingerprint", "internal/ordered", "internal/parquet"}, "links in, files out: what comes is decoded once, hashed and perhaps resized"},
	{"internal/words", nil, "numbers in sentences"},
	{"internal/footprint", []string{"raster", "internal/geodesy"}, "what a file says of its place, put on the ellipsoid"},
	{"internal/geodesy", nil, "coordinates in, places on the ellipsoid out"},
	{"internal/where", nil, "a condition over rows knows columns by name only"},
	{"internal/ordered", nil, "owns the goroutines and nothing else"},
	{"internal/inflate", nil, "bytes in, bytes out"},
	{"internal/lzw", nil, "bytes in, bytes out"},
	{"internal/lerc", []string{"raster"}, "bytes in, samples out, with the typed errors of raster"},
	{"internal/exif", nil, "bytes in, orientation out"},
	{"internal/whole", []string{"raster"}, "a source of an image decoded at once"},
	{"internal/strided", []string{"raster", "internal/whole"}, "an array in a file as blocks"},
	{"internal/conform", []string{"raster", "internal/testfile"}, "compares readers with reference decoders, for tests"},
	{"internal/testfile", nil, "finds files for tests"},
	{"release/wheel", []string{"pipeline/derive"}, "a program in the form that pip installs: of bandprep it knows the version"},
	{"release/licenses", nil, "the licences of modules from outside"},
	{"cmd/bandprep", []string{"…"}, "flags to options, errors to exit statuses"},
}

// doors names, for each module from outside, the rooms that may import it.
var doors = map[string][]string{
	"github.com/spf13/":                 []string{"cmd/bandprep"},
	"github.com/schollz/progressbar":    {"cmd/bandprep"},
	"golang.org/x/term":                 {"cmd/bandprep"},
	"github.com/apache/arrow":           {"manifest", "internal/parquet"},
	"gonum.org/":                        {"stats", "pca", "internal/classify"}, // distributions, eigenvectors, and the minimizer of a convex loss
	"github.com/disintegration/imaging": {"transforms"},
	"github.com/zeebo/xxh3":             {"pipeline/…"},
	"github.com/airbusgeo/godal":        {"raster/gdal"},
	"github.com/temoto/robotstxt":       {"fetch"},
	"github.com/klauspost/compress":     {"raster/…"},
	"github.com/ulikunitz/xz":           {"raster/tiff"},
	"golang.org/x/image":                {"raster/…", "report/pictures"},
	"golang.org/x/sys/cpu":              {"…"},
}

type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

// packages lists the project's packages with their imports, those of optional
// parts too, without tests.
func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-tags=gdal", "-json=ImportPath,Imports,Standard", "./...")
	cmd.Dir = testfile.Root()
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
}

func matches(pattern, room string) bool {
	if pattern == "…" {
		return true
	}
	if base, ok := strings.CutSuffix(pattern, "/…"); ok {
		return room == base || strings.HasPrefix(room, base+"/")
	}
	return room == pattern
}

func matchesAny(patterns []string, room string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, room) })
}

func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		room := strings.TrimPrefix(p.ImportPath, module)
		if room == "internal/walls" || strings.HasPrefix(room, "bench") {
			continue
		}
		at := slices.IndexFunc(rules, func(r struct {
			room   string
			may    []string
			reason string
		}) bool {
			return matches(r.room, room)
		})
		if at < 0 {
			t.Errorf("%s is no room of the house: give it a rule here and a line in ARCHITECTURE.md", room)
			continue
		}
		for _, i := range p.Imports {
			if to, ours := strings.CutPrefix(i, module); ours {
				if !matchesAny(rules[at].may, to) {
					t.Errorf("%s imports %s: %s", room, to, rules[at].reason)
				}
				continue
			}
			for door, rooms := range doors {
				if strings.HasPrefix(i, door) && !matchesAny(rooms, room) {
					t.Errorf("%s imports %s, whose door is %v", room, i, rooms)
				}
			}
			if first, _, _ := strings.Cut(i, "/"); strings.Contains(first, ".") && !known(i) {
				t.Errorf("%s imports %s, for which there is no door", room, i)
			}
		}
	}
}

func known(path string) bool {
	for door := range doors {
		if strings.HasPrefix(path, door) {
			return true
		}
	}
	return false
}

// TestGoroutines holds the rule that only internal/ordered starts goroutines.
func TestGoroutines(t *testing.T) {
	cmd := exec.Command("grep", "-rnE", `^\s*go (func|[a-z])|\.Go\(`, "--include=*.go", "--exclude=*_test.go", ".")
	cmd.Dir = testfile.Root()
	out, _ := cmd.Output()
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "./internal/ordered/") && !strings.HasPrefix(line, "./bench/") {
			t.Errorf("goroutine outside internal/ordered: %s", line)
		}
	}
}
