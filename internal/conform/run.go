package conform

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/raster"
)

// Room is a format room under test.
type Room struct {
	Format string
	Open   func(raster.File, raster.Options) (raster.Source, error)
	// Explain says why the samples rightly differ from those of a reader
	// ("GDAL", "Pillow"), or returns "".
	Explain func(reader string, e *Expected, m *Measured) string
	// Refused says of each file that a reference reader reads and this room
	// does not, why.
	Refused map[string]string
}

// Outcome is what came of one file.
type Outcome struct {
	File, Word string // Word: equal, differs, refused, unreadable
	Reason     string
}

// Run compares every file of the collection and reports to t. A file must
// equal each reader that reads it, or the room explains why not; at most 3 %
// of the files that a reader reads may be refused.
func (r Room) Run(t *testing.T) []Outcome {
	var all []Outcome
	readable, refused := 0, 0
	for _, e := range Load(t, r.Format) {
		o := r.file(t, &e)
		all = append(all, o)
		if o.Word != "unreadable" {
			readable++
		}
		if o.Word == "refused" {
			refused++
		}
	}
	if 100*refused > 3*readable {
		t.Errorf("%d of %d readable files are refused: more than 3 %%", refused, readable)
	}
	t.Logf("%s: %d files, %d readable, %d refused", r.Format, len(all), readable, refused)
	return all
}

func (r Room) file(t *testing.T, e *Expected) Outcome {
	gdal, pillow := e.GDAL != nil && e.GDAL.Why == "", e.Pillow != nil && e.Pillow.Why == ""
	m, err := r.measure(t, e, raster.Options{})
	switch {
	case err != nil && !raster.IsTyped(err):
		t.Errorf("%s: error without a type: %v", e.File, err)
	case err != nil && !gdal && !pillow:
		return Outcome{e.File, "unreadable", err.Error()}
	case err != nil:
		if r.Refused[e.File] == "" {
			t.Errorf("%s: refused without a stated reason: %v", e.File, err)
		}
		return Outcome{e.File, "refused", err.Error()}
	}
	if err != nil {
		return Outcome{e.File, "refused", err.Error()}
	}
	if r.Refused[e.File] != "" {
		t.Errorf("%s is read now", e.File)
	}
	if !gdal && !pillow {
		return Outcome{e.File, "unreadable", "read here, by neither GDAL nor Pillow"}
	}
	var reasons []string
	for _, reader := range []string{"GDAL", "Pillow"} {
		diff := m.differs(reader, e)
		if reader == "GDAL" && gdal && e.GDAL.Bands[0].Palette { // GDAL gives the indices
			i, err := r.measure(t, e, raster.Options{Indices: true})
			if err != nil {
				t.Errorf("%s: %v", e.File, err)
				continue
			}
			diff = compare(i.All, []Statistics{e.GDAL.Bands[0].All})
		}
		if diff != "" {
			reason := r.Explain(reader, e, m)
			if reason == "" {
				t.Errorf("%s differs from %s: %s", e.File, reader, diff)
			}
			reasons = append(reasons, reader+": "+reason)
		}
	}
	if reasons != nil {
		return Outcome{e.File, "differs", strings.Join(reasons, "; ")}
	}
	return Outcome{e.File, "equal", ""}
}

func (r Room) measure(t *testing.T, e *Expected, o raster.Options) (*Measured, error) {
	data, err := os.ReadFile(e.Path(t, r.Format))
	if err != nil {
		t.Fatal(err)
	}
	s, err := r.Open(raster.Bytes(data), o)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return Measure(s)
}

// differs says how m differs from what a reader reads, or returns "".
func (m *Measured) differs(reader string, e *Expected) string {
	if reader == "GDAL" {
		if e.GDAL == nil || e.GDAL.Why != "" || slices.ContainsFunc(e.GDAL.Bands, func(b GDALBand) bool { return b.Palette }) {
			return ""
		}
		want, valid := make([]Statistics, len(e.GDAL.Bands)), make([]Statistics, len(e.GDAL.Bands))
		for i, b := range e.GDAL.Bands {
			want[i], valid[i] = b.All, b.Valid
		}
		if diff := compare(m.All, want); diff != "" || !m.Header.HasMask {
			return diff
		}
		return compare(m.Valid, valid)
	}
	if e.Pillow == nil || e.Pillow.Why != "" {
		return ""
	}
	if e.Pillow.RGBA != nil {
		return compare(m.RGBA, e.Pillow.RGBA)
	}
	want := e.Pillow.Bands
	if e.Pillow.Mode == "L" && len(m.All) == 3 { // a palette of greys
		want = []Statistics{want[0], want[0], want[0]}
	}
	return compare(m.All, want)
}

func compare(got, want []Statistics) string {
	if slices.Equal(got, want) {
		return ""
	}
	return fmt.Sprintf("got %v, want %v", got, want)
}

// Write writes the outcomes to docs/formats/FORMAT.md.
func (r Room) Write(t *testing.T, title string, all []Outcome) {
	count := map[string]int{}
	for _, o := range all {
		count[o.Word]++
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: conformance\n\n", title)
	fmt.Fprintf(&b, "Written by `go test ./raster/%s -run Conformance -update`. %d files from public test suites, compared with\n"+
		"GDAL 3.6.2 and Pillow 9.4 (minimum, maximum, count and sum of every band).\n\n", r.Format, len(all))
	b.WriteString("| outcome | files |\n|---|---|\n")
	fmt.Fprintf(&b, "| equal to every reader that reads the file | %d |\n", count["equal"])
	fmt.Fprintf(&b, "| differs from one reader, for the reason below | %d |\n", count["differs"])
	fmt.Fprintf(&b, "| refused, though a reader reads it | %d |\n", count["refused"])
	fmt.Fprintf(&b, "| read by neither reader | %d |\n", count["unreadable"])
	for _, part := range []struct{ word, title string }{
		{"refused", "Refused"}, {"differs", "Differences from one reader"}, {"unreadable", "Read by neither reader"},
	} {
		if count[part.word] == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n| file | reason |\n|---|---|\n", part.title)
		for _, o := range all {
			if o.Word == part.word {
				reason := o.Reason
				if part.word == "refused" {
					reason = r.Refused[o.File] + " (" + reason + ")"
				}
				_, name, _ := strings.Cut(o.File, "-")
				fmt.Fprintf(&b, "| %s | %s |\n", name, strings.ReplaceAll(reason, "|", "\\|"))
			}
		}
	}
	path := testfile.Project("..", "docs", "formats", r.Format+".md")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
