package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Form is what images have in common before their pixels are read: format,
// bands, sample type. View says how their samples are seen.
type Form struct {
	Header raster.Header // of the first image of this form; its size means nothing
	View   raster.ViewOptions
	Seen   []raster.Band // bands after View
	Grey   bool          // one band that counts as R = G = B
	Images int
}

type forms struct {
	list []Form
	at   map[string]int32
	last int32 // the one that was asked for last
}

func newForms() *forms { return &forms{at: make(map[string]int32)} }

// index returns the form of a header and counts it.
func (f *forms) index(h *raster.Header) int32 {
	if n := len(f.list); n > 0 && sameForm(&f.list[f.last].Header, h) {
		f.list[f.last].Images++
		return f.last
	}
	key := formKey(h)
	i, ok := f.at[key]
	if !ok {
		i = int32(len(f.list))
		f.at[key] = i
		f.list = append(f.list, Form{Header: *h})
	}
	f.list[i].Images++
	f.last = i
	return i
}

// sameForm reports whether formKey is equal for both, without making it.
func sameForm(a, b *raster.Header) bool {
	if a.Format != b.Format || a.Type != b.Type || a.SampleBits() != b.SampleBits() || a.MinIsWhite != b.MinIsWhite ||
		a.HasMask != b.HasMask || a.NoDataTogether != b.NoDataTogether || a.Coarse != b.Coarse || a.Approximate != b.Approximate || len(a.Bands) != len(b.Bands) {
		return false
	}
	equal := func(x, y *float64) bool {
		return x == nil && y == nil || x != nil && y != nil && (*x == *y || *x != *x && *y != *y)
	}
	for i := range a.Bands {
		x, y := &a.Bands[i], &b.Bands[i]
		if x.Name != y.Name || x.Color != y.Color || !equal(x.NoData, y.NoData) || !equal(x.Scale, y.Scale) || !equal(x.Offset, y.Offset) {
			return false
		}
	}
	return true
}

func formKey(h *raster.Header) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %d %t %t %t", h.Format, h.Type, h.SampleBits(), h.MinIsWhite, h.HasMask, h.Approximate)
	if h.NoDataTogether {
		b.WriteString(" together")
	}
	if h.Coarse {
		b.WriteString(" coarse")
	}
	for _, band := range h.Bands {
		fmt.Fprintf(&b, " %q %d", band.Name, band.Color)
		for _, v := range []*float64{band.NoData, band.Scale, band.Offset} {
			if v != nil {
				b.WriteString(" " + strconv.FormatFloat(*v, 'g', -1, 64))
			} else {
				b.WriteString(" -")
			}
		}
	}
	return b.String()
}

// view settles how the form is seen.
func (f *Form) view(o *Options, alpha raster.AlphaMode) error {
	bands, err := SelectBands(o.Bands, f.Header.Bands)
	if err != nil {
		return err
	}
	f.View = raster.ViewOptions{Bands: bands, Alpha: alpha, NoData: o.NoData, Normal: o.Color != ColorAsIs,
		Complete: o.Complete, Luma: o.Color == ColorGrey}
	if bands != nil && len(f.View.Header(f.Header).Bands) == len(bands) {
		names := bandNames(f.Header.Bands) // B4 stays B4, whatever is chosen beside it
		for _, b := range bands {
			f.View.Names = append(f.View.Names, names[b])
		}
	}
	seen := f.View.Header(f.Header)
	f.Seen = seen.Bands
	if o.Color == ColorGrey && bands != nil && slices.ContainsFunc(f.Seen, func(b raster.Band) bool {
		return b.Color == raster.Red || b.Color == raster.Green || b.Color == raster.Blue
	}) {
		return fmt.Errorf("--color grey takes red, green and blue together: --bands %s leaves one out", o.Bands)
	}
	return nil
}

func (f *Form) kind() string { return fmt.Sprintf("%d×%s", len(f.Seen), f.Header.Type) }

// SelectBands resolves "4,3,2", "1-6" (from 1) or band names, in the order
// given, to indices. Nil means all.
func SelectBands(spec string, bands []raster.Band) ([]int, error) {
	if spec == "" {
		return nil, nil
	}
	var out []int
	for part := range strings.SplitSeq(spec, ",") {
		part = strings.TrimSpace(part)
		if i := bandNamed(part, bands); i >= 0 {
			out = append(out, i)
			continue
		}
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		a, errA := strconv.Atoi(strings.TrimSpace(first))
		b, errB := strconv.Atoi(strings.TrimSpace(last))
		if errA != nil || errB != nil {
			return nil, fmt.Errorf("--bands %s: no band is named %q (bands: %s)", spec, part, strings.Join(bandNames(bands), ", "))
		}
		if a < 1 || b < a || b > len(bands) {
			return nil, fmt.Errorf("--bands %s: %s is outside 1 to %d", spec, part, len(bands))
		}
		for i := a; i <= b; i++ {
			out = append(out, i-1)
		}
	}
	return out, nil
}

func bandNamed(name string, bands []raster.Band) int {
	return slices.IndexFunc(bandNames(bands), func(b string) bool { return strings.EqualFold(b, name) })
}

var colorWords = map[raster.Color]string{raster.Gray: "grey", raster.Red: "red", raster.Green: "green", raster.Blue: "blue",
	raster.Alpha: "alpha", raster.Cyan: "cyan", raster.Magenta: "magenta", raster.Yellow: "yellow", raster.Black: "black"}

// bandNames names every band: by the file, else by its colour, else B1, B2, ….
// Colours are used only where they tell all bands apart.
func bandNames(bands []raster.Band) []string {
	names := make([]string, len(bands))
	colors := make(map[string]bool)
	for _, b := range bands {
		if w := colorWords[b.Color]; w != "" {
			colors[w] = true
		}
	}
	taken := make(map[string]bool, len(bands))
	for i, b := range bands {
		switch {
		case b.Name != "":
			names[i] = b.Name
		case len(colors) == len(bands):
			names[i] = colorWords[b.Color]
		default:
			names[i] = "B" + strconv.Itoa(i+1)
		}
		for n, name := 2, names[i]; taken[names[i]]; n++ {
			names[i] = name + "." + strconv.Itoa(n) // a name stands for one band
		}
		taken[names[i]] = true
	}
	return names
}

// NameBands gives every band the name that the set calls it by, so that a
// model fitted on the set finds its bands again in each image.
func (s *Set) NameBands() {
	names := s.BandNames()
	for i := range s.Forms {
		if len(s.Forms[i].Seen) == len(names) {
			s.Forms[i].View.Names = names
		}
	}
}
