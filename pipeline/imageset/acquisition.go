package imageset

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// acquisition is what a file says of how its image was made. Images of one series
// have the same.
type acquisition struct {
	patient, study, series  string
	modality, manufacturer  string
	center, width           string // of the window
	photometric             string
	hasSlope, hasIntercept  bool
	slopeValue, interceptAt float64
}

// factFields say where facts go, by the keywords of DICOM PS3.6.
var factFields = map[string]func(a *acquisition, f *raster.Fact){
	"PatientID":                 func(a *acquisition, f *raster.Fact) { a.patient = strings.TrimSpace(f.Text) },
	"StudyInstanceUID":          func(a *acquisition, f *raster.Fact) { a.study = f.Text },
	"SeriesInstanceUID":         func(a *acquisition, f *raster.Fact) { a.series = f.Text },
	"Modality":                  func(a *acquisition, f *raster.Fact) { a.modality = f.Text },
	"Manufacturer":              func(a *acquisition, f *raster.Fact) { a.manufacturer = f.Text },
	"PhotometricInterpretation": func(a *acquisition, f *raster.Fact) { a.photometric = f.Text },
	"WindowCenter":              func(a *acquisition, f *raster.Fact) { a.center = f.Text },
	"WindowWidth":               func(a *acquisition, f *raster.Fact) { a.width = f.Text },
	"RescaleSlope": func(a *acquisition, f *raster.Fact) {
		if len(f.Numbers) == 1 {
			a.slopeValue, a.hasSlope = f.Numbers[0], true
		}
	},
	"RescaleIntercept": func(a *acquisition, f *raster.Fact) {
		if len(f.Numbers) == 1 {
			a.interceptAt, a.hasIntercept = f.Numbers[0], true
		}
	},
}

// inform keeps the facts of the image that was just opened.
func (r *opened) inform(src raster.Source) {
	facts := raster.Facts(src)
	if facts == nil {
		return
	}
	var a acquisition
	for i := range facts {
		if facts[i].Name == "SurplusBytes" {
			r.surplus = true
		} else if set := factFields[facts[i].Name]; set != nil {
			set(&a, &facts[i])
		}
	}
	if a != (acquisition{}) {
		r.facts = append(r.facts, make([]acquisition, len(r.headers)-len(r.facts))...)
		r.facts = append(r.facts, a)
	}
}

// acquisitions keeps each that occurs once.
type acquisitions struct {
	list []acquisition
	at   map[acquisition]int32
}

// add notes that of the image that was added last.
func (l *acquisitions) add(t *imageTable, a *acquisition) {
	if *a == (acquisition{}) {
		return
	}
	i, ok := l.at[*a]
	if !ok {
		if l.at == nil {
			l.at = make(map[acquisition]int32)
		}
		l.list = append(l.list, *a)
		i = int32(len(l.list)) // from 1
		l.at[*a] = i
	}
	t.acquired.set(len(t.records)-1, i)
}

// acquisition returns that of image i, or nil where its file says nothing.
func (s *Set) acquisition(at int32) *acquisition {
	if i := s.Images.of.acquired.get(at); i > 0 {
		return &s.acquired.list[i-1]
	}
	return nil
}

// Acquired is a column of what files say of how their images were made.
type Acquired struct {
	Name string
	Text func(a *acquisition) string               // nil: a number
	At   func(a *acquisition) (v float64, ok bool) // where Text is nil
}

// acquiredColumns are all there may be.
var acquiredColumns = []Acquired{
	{Name: "modality", Text: func(a *acquisition) string { return a.modality }},
	{Name: "manufacturer", Text: func(a *acquisition) string { return a.manufacturer }},
	{Name: "series", Text: func(a *acquisition) string { return a.series }},
	{Name: "rescale_slope", At: func(a *acquisition) (float64, bool) { return a.slopeValue, a.hasSlope }},
	{Name: "rescale_intercept", At: func(a *acquisition) (float64, bool) { return a.interceptAt, a.hasIntercept }},
}

// Acquired returns the columns that some image has a value in.
func (s *Set) Acquired() (columns []Acquired) {
	if len(s.acquired.list) == 0 {
		return nil
	}
	for _, c := range acquiredColumns {
		if slices.ContainsFunc(s.acquired.list, func(a acquisition) bool { return c.value(&a) != nil }) {
			columns = append(columns, c)
		}
	}
	return columns
}

func (c *Acquired) value(a *acquisition) any {
	if c.Text != nil {
		if t := c.Text(a); t != "" {
			return t
		}
		return nil
	}
	if v, ok := c.At(a); ok {
		return v
	}
	return nil
}

// Value returns the value of an image: string, float64, or nil.
func (s *Set) Value(c *Acquired, im *Image) any {
	if a := s.acquisition(im.at); a != nil {
		return c.value(a)
	}
	return nil
}

// decideRescale names series whose stored values mean different things.
func (s *Set) decideRescale() {
	rescale := func(a *acquisition) string {
		slope, intercept := 1.0, 0.0 // what absent ones mean
		if a.hasSlope {
			slope = a.slopeValue
		}
		if a.hasIntercept {
			intercept = a.interceptAt
		}
		return strconv.FormatFloat(slope, 'g', -1, 64) + " and " + strconv.FormatFloat(intercept, 'g', -1, 64)
	}
	how := "count as stored"
	if s.View.Physical {
		how = "count in physical units"
	} else {
		s.differ("rescale", "--physical", "rescale slope and intercept and count as stored", rescale)
	}
	white, flag := "grey whose 0 is white is inverted", "--color asis"
	if s.View.Physical || s.View.Color == table.ColorAsIs {
		white, flag = "none is inverted", ""
	}
	s.differ("photometric", flag, "photometric interpretation; "+white, func(a *acquisition) string { return a.photometric })
	s.differ("window", "", "window centre and width; none is applied, all "+how, func(a *acquisition) string {
		if a.center == "" {
			return ""
		}
		return a.center + " and " + a.width
	})
}

// differ names the values of something that images which are pooled differ in.
func (s *Set) differ(kind, flag, what string, of func(a *acquisition) string) {
	counts, example := make(map[string]int), make(map[string]int32)
	for _, at := range s.Images.at {
		if a := s.acquisition(at); a != nil && of(a) != "" {
			if counts[of(a)]++; counts[of(a)] == 1 {
				example[of(a)] = at
			}
		}
	}
	if len(counts) < 2 {
		return
	}
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if d := counts[b] - counts[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	total := 0
	list := make([]string, 0, len(values))
	for _, v := range values {
		total += counts[v]
		list = append(list, v+" ("+strconv.Itoa(counts[v])+")")
	}
	s.decide(decision.Decision{Kind: kind, Count: int64(total - counts[values[0]]), Flag: flag, Effect: decision.Rival, Example: s.idAt(example[values[1]]),
		Sentence: fmt.Sprintf("images differ in %s: %s", what, words.Few(list))})
}

// idAt returns the id of what the set keeps at a place.
func (s *Set) idAt(at int32) string { return Images{s.Images.of, []int32{at}}.At(0).ID }
