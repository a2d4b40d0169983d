package pipeline

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/stats"
	"github.com/bandprep/bandprep/transforms"
)

// Load reads a manifest back. The options that changed values are set in o, so
// that images are seen as they were when they were measured.
func Load(f *manifest.File, o *Options) (*Dataset, error) {
	d := &Dataset{Set: &Set{}, Summaries: make(map[string]stats.Summary)}
	var err error
	if d.Set.Type, err = raster.ParseSampleType(f.Meta[manifest.KeySampleType]); err != nil {
		return nil, err
	}
	var list []string
	var earlier splitter
	for key, v := range map[string]any{
		manifest.KeySplitter: &earlier, manifest.KeyBands: &d.bands, manifest.KeyOptions: &list, manifest.KeyInputs: &d.Set.Roots, manifest.KeyNormalization: &d.Normalization,
	} {
		if err := json.Unmarshal([]byte(f.Meta[key]), v); err != nil {
			return nil, fmt.Errorf("metadata %s: %w", key, err)
		}
	}
	if err := o.restore(list); err != nil {
		return nil, err
	}
	if text, ok := f.Meta[manifest.KeyPCA]; ok {
		if d.Model, err = pca.Read(strings.NewReader(text)); err != nil {
			return nil, err
		}
	}
	d.scale = d.Normalization.Scale
	for _, name := range d.bands {
		d.Set.Bands = append(d.Set.Bands, raster.Band{Name: name})
	}
	for r, err := range f.Rows() {
		if err != nil {
			return nil, err
		}
		t, err := raster.ParseSampleType(r.SampleType)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.ID, err)
		}
		if err := d.Rows.Add(&Row{Row: r, Type: t}); err != nil {
			return nil, err
		}
	}
	if d.Rows.Len() == 0 {
		return nil, fmt.Errorf("the manifest has no rows")
	}
	d.options = *o
	d.given = earlier.By == split.Folder.String() || earlier.By == split.CSV.String()
	return d, nil
}

// restore sets the options that valueChanging has listed.
func (o *Options) restore(list []string) error {
	for _, entry := range list {
		name, value, _ := strings.Cut(entry, "=")
		var err error
		switch name {
		case "alpha":
			err = o.Alpha.Set(value)
		case "axes":
			o.Axes = value
		case "pages":
			o.AllPages = value == "all"
		case "bands":
			o.Bands = value
		case "color":
			err = o.Color.Set(value)
		case "as":
			o.As, err = transforms.Parse(value, transforms.Resolver{})
		case "chain":
			o.Chain = value
		case "chip":
			o.Chips, err = parseChips(value)
		case "stack-resample":
			o.Resample = raster.Bilinear
		case "mask-from":
			o.Masks.Pattern = value
		case "kind":
			o.Kind = value
		case "ddof":
			o.DDOF, err = strconv.Atoi(value)
		case "nodata-policy":
			o.Complete = value == "complete"
		case "nodata":
			for part := range strings.SplitSeq(value, ",") {
				v, e := strconv.ParseFloat(part, 64)
				if e != nil {
					err = e
				}
				o.NoData = append(o.NoData, v)
			}
		default:
			err = fmt.Errorf("unknown option")
		}
		if err != nil {
			return fmt.Errorf("metadata %s: %s: %w", manifest.KeyOptions, entry, err)
		}
	}
	return nil
}

// Resplit assigns the rows anew and derives what follows; it reads no pixel.
func (d *Dataset) Resplit(o Options) error {
	d.options.Split, d.options.DDOF = o.Split, o.DDOF
	if o.Split.By == split.Auto && !d.given {
		for i := range d.Rows.Len() { // what an earlier run chose is no wish of the user's
			d.Rows.assign(i, "", -1)
		}
	}
	res, err := Assign(&d.Rows, d.Set.Times, o.Split)
	if err != nil {
		return err
	}
	d.Split, d.Warnings = res, res.Warnings
	d.Summaries, d.Distribution = make(map[string]stats.Summary), Distribution{}
	return d.derive(nil)
}

// Listing returns the items of the rows, so that their images can be opened.
func (d *Dataset) Listing() *dataset.Listing {
	l := dataset.NewListing(d.Set.Roots)
	for _, r := range d.Rows.All() {
		it := dataset.Item{ID: r.ID, Label: r.Label, Group: r.Group, Split: r.Split}
		l.SetPath(&it, r.Path)
		if r.Window != nil {
			it.Window = raster.Window{X: int(r.Window[0]), Y: int(r.Window[1]), W: int(r.Window[2]), H: int(r.Window[3])}
		} else if at := strings.LastIndexByte(r.ID, '#'); at >= 0 && it.Member == "" {
			if page, err := strconv.Atoi(r.ID[at+1:]); err == nil {
				it.Page, it.Paged = int32(page), true
			}
		}
		l.Items.Add(it)
	}
	l.Items.Sort()
	return l
}
