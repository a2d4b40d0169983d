package imageset

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Layout is what images have in common before their pixels are read: format,
// bands, sample type. View says how their samples are seen.
type Layout struct {
	Header raster.Header // of the first image of this layout; its size means nothing
	View   raster.ViewOptions
	Seen   []raster.Band     // bands after View
	Type   raster.SampleType // after View
	Grey   bool              // one band that counts as R = G = B
	Images int
}

type layouts struct {
	list []Layout
	at   map[string]int32
	last int32 // the one that was asked for last
}

func newLayouts() *layouts { return &layouts{at: make(map[string]int32)} }

// index returns the layout of a header and counts it.
func (f *layouts) index(h *raster.Header) int32 {
	if n := len(f.list); n > 0 && SameLayout(&f.list[f.last].Header, h) {
		f.list[f.last].Images++
		return f.last
	}
	key := layoutKey(h)
	i, ok := f.at[key]
	if !ok {
		i = int32(len(f.list))
		f.at[key] = i
		f.list = append(f.list, Layout{Header: *h})
	}
	f.list[i].Images++
	f.last = i
	return i
}

// SameLayout reports whether images of both headers have one layout, that is,
// whether layoutKey is equal for both, without making it.
func SameLayout(a, b *raster.Header) bool {
	if a.Format != b.Format || a.Type != b.Type || a.SampleBits() != b.SampleBits() || a.MinIsWhite != b.MinIsWhite ||
		a.HasMask != b.HasMask || a.NoDataTogether != b.NoDataTogether || a.Coarse != b.Coarse || max(a.Orientation, 1) != max(b.Orientation, 1) || a.Approximate != b.Approximate || len(a.Bands) != len(b.Bands) {
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

func layoutKey(h *raster.Header) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %d %t %t %t", h.Format, h.Type, h.SampleBits(), h.MinIsWhite, h.HasMask, h.Approximate)
	if h.Orientation > 1 {
		fmt.Fprintf(&b, " turned %d", h.Orientation)
	}
	if h.Coarse {
		b.WriteString(" coarse")
	}
	if h.NoDataTogether {
		b.WriteString(" together")
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

// NewLayout returns the layout of a header, seen as v says, alpha bands as given.
func NewLayout(h raster.Header, v *table.View, alpha raster.AlphaMode) (Layout, error) {
	f := Layout{Header: h}
	return f, f.resolve(v, alpha)
}

// resolve decides how the layout is seen.
func (f *Layout) resolve(v *table.View, alpha raster.AlphaMode) error {
	bands, err := selectBands(v.Bands, f.Header.Bands)
	if err != nil {
		return err
	}
	f.View = raster.ViewOptions{Bands: bands, Alpha: alpha, NoData: v.NoDataValues(), Normal: v.Color != table.ColorAsIs,
		Complete: v.Complete, Luma: v.Color == table.ColorGrey, Physical: v.Physical}
	if bands != nil && len(f.View.Header(f.Header).Bands) == len(bands) {
		names := BandNames(f.Header.Bands) // B4 stays B4, whatever is chosen beside it
		for _, b := range bands {
			f.View.Names = append(f.View.Names, names[b])
		}
	}
	seen := f.View.Header(f.Header)
	f.Seen, f.Type = seen.Bands, seen.Type
	if v.Color == table.ColorGrey && bands != nil && slices.ContainsFunc(f.Seen, func(b raster.Band) bool {
		return b.Color == raster.Red || b.Color == raster.Green || b.Color == raster.Blue
	}) {
		return fmt.Errorf("--color grey takes red, green and blue together: --bands %s leaves one out", v.Bands)
	}
	return nil
}

func (f *Layout) kind() string { return fmt.Sprintf("%d×%s", len(f.Seen), f.Type) }

// selectBands resolves the list of --bands to indices; nil means all.
func selectBands(list string, bands []raster.Band) ([]int, error) {
	if list == "" {
		return nil, nil
	}
	chosen, err := raster.SelectBands(list, BandNames(bands), wavelengths(bands))
	if err != nil {
		return nil, fmt.Errorf("--%w", err)
	}
	return chosen, nil
}

// wavelengths returns the centres of the bands in nanometres, 0 where a name does
// not state it, as ENVI's do: "665.1 nanometers".
func wavelengths(bands []raster.Band) []float64 {
	list := make([]float64, len(bands))
	for i, b := range bands {
		number, unit, _ := strings.Cut(b.Name, " ")
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			continue
		}
		switch strings.ToLower(unit) {
		case "nanometers", "nanometres", "nm":
			list[i] = v
		case "micrometers", "micrometres", "um", "µm", "microns":
			list[i] = 1000 * v
		}
	}
	return list
}

var colorWords = map[raster.Color]string{raster.Gray: "grey", raster.Red: "red", raster.Green: "green", raster.Blue: "blue",
	raster.Alpha: "alpha", raster.Cyan: "cyan", raster.Magenta: "magenta", raster.Yellow: "yellow", raster.Black: "black"}

// BandNames names every band: by the file, else by its colour, else B1, B2, ….
// Colours are used only where they tell all bands apart.
func BandNames(bands []raster.Band) []string {
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

// DeclaresNoData reports whether a file says of some band which value means no
// data.
func DeclaresNoData(bands []raster.Band) bool {
	return slices.ContainsFunc(bands, func(b raster.Band) bool { return b.NoData != nil })
}
