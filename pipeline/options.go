package pipeline

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/transforms"
)

// Opener opens an image by its content, see raster/codec.
type Opener func(raster.File, raster.Options) (raster.Source, error)

// Options hold what changes how a dataset is read. The zero value, with Open
// set, is the documented default of every command.
type Options struct {
	Open    Opener
	Workers int // goroutines; 0 counts as 1; never changes a result
	Limits  raster.Limits

	Kind           string            // "3xuint8": use the images of this kind only
	Color          Color             // how grey and colour images are brought together
	Alpha          Alpha             // what an alpha band is
	NoData         []float64         // replaces the files' nodata; one value, or one per band
	Complete       bool              // only pixels valid in all bands count
	Bands          string            // "4,3,2", "1-6", "B04,B03": empty means all
	DDOF           int               // 0 or 1: divisor n or n−1
	Percentiles    []float64         // asked for, in percent
	ItemProducts   bool              // keep sums of products per item above 32 bands
	NoFingerprints bool              // neither content hash nor perceptual hash
	Resample       raster.Resampling // of the coarse bands of stacks
	Chips          Chips             // how scenes are cut into items
	Axes           string            // order of the dimensions of array files, see raster.Options
	AllPages       bool              // every page of a TIFF is an item, not only the first
	As             transforms.Chain  // what training makes of an image before it sees it; empty: nothing
	Chain          string            // what made the images, see [Dataset.Prepare]; only recorded
	Masks          Masks             // which pixels count
	EqualWeights   bool              // every image counts alike, however large (stats only)
	Strict         bool              // the first damaged image ends the run
	MeasureSmall   bool              // all images are going to be measured: Inspect may begin with small ones

	Split split.Options

	Progress Progress // nil: none
}

// Progress is told how far a pass over the images is. Its methods are called
// on one goroutine.
type Progress interface {
	Start(what string, images int, bytes int64)
	Done(bytes int64)
	Finish()
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

var colorNames = []string{"", "rgb", "grey", "asis"}

// String returns the name on the command line.
func (c Color) String() string { return colorNames[c] }

// Set parses the name; it makes Color a flag value.
func (c *Color) Set(s string) error {
	if s == "gray" {
		s = "grey"
	}
	i := slices.Index(colorNames, s)
	if i < 1 {
		return fmt.Errorf("want rgb, grey or asis")
	}
	*c = Color(i)
	return nil
}

// Type names the value in help texts.
func (c *Color) Type() string { return "rgb|grey|asis" }

// Alpha says what an alpha band is.
type Alpha uint8

// The choices.
const (
	AlphaAuto   Alpha = iota // mask; a band in sets where some files have it as a plain band
	AlphaMask                // validity
	AlphaBand                // a band
	AlphaIgnore              // left out
)

// alphaMode returns how an alpha band is seen; mixed says that it is a plain band
// in other files of the set.
func (o *Options) alphaMode(mixed bool) raster.AlphaMode {
	switch {
	case o.Alpha == AlphaBand, o.Alpha == AlphaAuto && mixed:
		return raster.AlphaBand
	case o.Alpha == AlphaIgnore:
		return raster.AlphaIgnore
	}
	return raster.AlphaMask
}

var alphaNames = []string{"", "mask", "band", "ignore"}

// String returns the name on the command line.
func (a Alpha) String() string { return alphaNames[a] }

// Set parses the name; it makes Alpha a flag value.
func (a *Alpha) Set(s string) error {
	i := slices.Index(alphaNames, s)
	if i < 1 {
		return fmt.Errorf("want mask, band or ignore")
	}
	*a = Alpha(i)
	return nil
}

// Type names the value in help texts.
func (a *Alpha) Type() string { return "mask|band|ignore" }

// Validate returns an error that names the option at fault.
func (o *Options) Validate() error {
	if o.DDOF != 0 && o.DDOF != 1 {
		return fmt.Errorf("--ddof %d: want 0 (divisor n) or 1 (divisor n−1)", o.DDOF)
	}
	for _, p := range o.Percentiles {
		if !(p >= 0 && p <= 100) {
			return fmt.Errorf("--percentiles %g: want numbers from 0 to 100", p)
		}
	}
	if o.Kind != "" {
		if _, _, err := parseKind(o.Kind); err != nil {
			return err
		}
	}
	if o.Workers < 0 {
		return fmt.Errorf("--workers %d: want at least 1", o.Workers)
	}
	if len(o.As) > 0 && o.Chips.W > 0 {
		return fmt.Errorf("--as goes with images, not with chips")
	}
	if err := o.Masks.Validate(); err != nil {
		return err
	}
	if err := o.Chips.Validate(); err != nil {
		return err
	}
	return o.Split.Validate()
}

// parseKind reads "3xuint8" or "3×uint8".
func parseKind(s string) (bands int, t raster.SampleType, err error) {
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

func (o *Options) workers() int { return max(o.Workers, 1) }

// valueChanging lists the options that change results, for the manifest and
// the digest: "name=value", sorted, defaults left out.
func (o *Options) valueChanging() []string {
	var list []string
	add := func(name, value string) {
		if value != "" {
			list = append(list, name+"="+value)
		}
	}
	add("alpha", o.Alpha.String())
	add("axes", o.Axes)
	if o.AllPages {
		add("pages", "all")
	}
	add("bands", o.Bands)
	add("color", o.Color.String())
	add("as", o.As.String())
	add("chain", o.Chain)
	add("chip", o.Chips.String())
	if o.Resample == raster.Bilinear {
		add("stack-resample", "bilinear")
	}
	add("mask-from", o.Masks.Pattern)
	add("kind", o.Kind)
	if o.EqualWeights {
		add("average", "image")
	}
	if o.DDOF != 0 {
		add("ddof", strconv.Itoa(o.DDOF))
	}
	if o.Complete {
		add("nodata-policy", "complete")
	}
	var values []string
	for _, v := range o.NoData {
		values = append(values, shortest(v))
	}
	add("nodata", strings.Join(values, ","))
	slices.Sort(list)
	return list
}

// shortest writes a float with the fewest digits that read back to it.
func shortest(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

type nothing struct{}

func (nothing) Start(string, int, int64) {}
func (nothing) Done(int64)               {}
func (nothing) Finish()                  {}

func (o *Options) progress() Progress {
	if o.Progress == nil {
		return nothing{}
	}
	return o.Progress
}
