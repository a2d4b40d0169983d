package table

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// View says how images become items and how their samples are seen: all
// options that change a row. The zero value is the documented default. It is
// written into manifests as JSON, so that images are seen again as they were
// when they were measured.
type View struct {
	Kind       string      `json:"kind,omitempty"`          // "3xuint8": only images of this kind
	Color      Color       `json:"color,omitzero"`          // how grey and colour images are brought together
	Alpha      Alpha       `json:"alpha,omitzero"`          // what an alpha band is
	NoData     []Float     `json:"nodata,omitempty"`        // replaces the files' nodata; one value, or one per band
	Complete   bool        `json:"complete,omitempty"`      // only pixels valid in all bands count
	Bands      string      `json:"bands,omitempty"`         // "4,3,2", "1-6", "B04,B03": empty means all
	Resample   Resampling  `json:"stack_resample,omitzero"` // of the coarse bands of stacks
	StackGrid  string      `json:"stack_grid,omitempty"`    // band whose grid is that of stacks, or side of a pixel in units of the map; empty: the finest band chosen
	Chips      Chips       `json:"chips,omitzero"`          // how scenes are cut into items
	Stack      []string    `json:"stack,omitempty"`         // names of the files of a stack, in order; found, not chosen
	StackBands []StackBand `json:"stack_bands,omitempty"`   // what products say of the bands of a stack, in order; found, not chosen
	Axes       string      `json:"axes,omitempty"`          // order of the dimensions of array files, see raster.Options
	Physical   bool        `json:"physical,omitempty"`      // stored · scale + offset, as the files declare them
	AllPages   bool        `json:"all_pages,omitempty"`     // every page of a TIFF is an item, not only the first
	Masks      Masks       `json:"masks,omitzero"`          // which pixels count
	As         string      `json:"as,omitempty"`            // what training makes of an image before it sees it, see transforms.Parse
	Chain      string      `json:"made_by,omitempty"`       // the steps that made the images; only recorded
	// PatientIDs says what stands for the PatientID of DICOM files: "" its digest
	// with the key that is known to all, "kept" itself, "key …" its digest with the
	// key of that digest.
	PatientIDs string `json:"patient_ids,omitempty"`
	// Normalized is set where these steps applied constants.
	Normalized *Normalized `json:"normalized,omitempty"`
}

// StackBand is what the metadata of a product say of a band: its place in the file,
// from 0, the value that means no data, and physical values as stored·scale +
// offset; nil: not stated.
type StackBand struct {
	Index  int    `json:"band,omitempty"`
	NoData *Float `json:"nodata,omitempty"`
	Scale  *Float `json:"scale,omitempty"`
	Offset *Float `json:"offset,omitempty"`
}

// Validate returns an error that names the option at fault.
func (v *View) Validate() error {
	if v.Kind != "" {
		if _, _, err := ParseKind(v.Kind); err != nil {
			return err
		}
	}
	if v.As != "" && v.Chips.W > 0 {
		return fmt.Errorf("--as goes with images, not with chips")
	}
	if err := v.Masks.Validate(); err != nil {
		return err
	}
	return v.Chips.Validate()
}

// NoDataValues returns the values of NoData.
func (v *View) NoDataValues() []float64 {
	var list []float64
	for _, x := range v.NoData {
		list = append(list, float64(x))
	}
	return list
}

// ParseKind reads "3xuint8" or "3×uint8".
func ParseKind(s string) (bands int, t raster.SampleType, err error) {
	n, name, ok := strings.Cut(strings.Replace(s, "×", "x", 1), "x")
	if ok {
		if bands, err = strconv.Atoi(n); err == nil && bands > 0 {
			if t, err = raster.ParseSampleType(name); err == nil {
				return bands, t, nil
			}
		}
	}
	return 0, 0, fmt.Errorf("--kind %q: want a number of bands and a sample type, as 3xuint8", s)
}

// Color says how an 8-bit set that mixes grey and colour photos is counted.
type Color uint8

// The choices.
const (
	ColorAuto Color = iota // RGB when any image has colour
	ColorRGB               // grey counts as R = G = B
	ColorGrey              // colour is turned into luma
	ColorAsIs              // samples as stored
)

// Alpha says what an alpha band is.
type Alpha uint8

// The choices.
const (
	AlphaAuto   Alpha = iota // mask; a band in sets where some files have it as a plain band
	AlphaMask                // validity
	AlphaBand                // a band
	AlphaIgnore              // left out
)

// Resampling is how coarse bands of a stack get onto the grid of the finest.
type Resampling raster.Resampling

var (
	colorNames    = []string{"", "rgb", "grey", "asis"}
	alphaNames    = []string{"", "mask", "band", "ignore"}
	resampleNames = []string{"nearest", "bilinear"}
)

// named sets the value of an option to the number of one of its names.
func named[T ~uint8](v *T, name string, names []string) error {
	i := slices.Index(names, name)
	if i < 0 || name == "" {
		list := slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "" })
		last := len(list) - 1
		return fmt.Errorf("want %s or %s", strings.Join(list[:last], ", "), list[last])
	}
	*v = T(i)
	return nil
}

// String returns the name on the command line, "" for the default.
func (c Color) String() string { return colorNames[c] }

// Set parses the name; it makes Color a flag value.
func (c *Color) Set(s string) error {
	if s == "gray" {
		s = "grey"
	}
	return named(c, s, colorNames)
}

// Type names the value in help texts.
func (c *Color) Type() string { return "rgb|grey|asis" }

// MarshalText writes the name.
func (c Color) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the name.
func (c *Color) UnmarshalText(text []byte) error { return c.Set(string(text)) }

// String returns the name on the command line, "" for the default.
func (a Alpha) String() string { return alphaNames[a] }

// Set parses the name; it makes Alpha a flag value.
func (a *Alpha) Set(s string) error { return named(a, s, alphaNames) }

// Type names the value in help texts.
func (a *Alpha) Type() string { return "mask|band|ignore" }

// MarshalText writes the name.
func (a Alpha) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the name.
func (a *Alpha) UnmarshalText(text []byte) error { return a.Set(string(text)) }

// String returns the name on the command line.
func (r Resampling) String() string { return resampleNames[r] }

// Set parses the name; it makes Resampling a flag value.
func (r *Resampling) Set(s string) error { return named(r, s, resampleNames) }

// Type names the value in help texts.
func (r *Resampling) Type() string { return "nearest|bilinear" }

// MarshalText writes the name.
func (r Resampling) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the name.
func (r *Resampling) UnmarshalText(text []byte) error { return r.Set(string(text)) }
