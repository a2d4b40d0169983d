package imageset

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// Plan is how the images of a set are seen, resolved for all of them: what it
// takes to measure any of them alike, on any machine. It is written as JSON.
type Plan struct {
	View      table.View
	Layouts   []Layout
	Bands     []raster.Band
	Type      raster.SampleType
	GreyAsRGB bool             // some images are grey and count as R = G = B
	Declared  []table.Declared // see [table.Meta]
}

// BandNames names the bands of the set.
func (p *Plan) BandNames() []string { return BandNames(p.Bands) }

// Of returns the plan for the images of layout i alone. Two images with equal such
// plans are seen alike, whatever other images are in their sets, and whatever
// chose them and the windows that they are.
func (p *Plan) Of(i int) Plan {
	l := p.Layouts[i]
	l.View.Names = nil
	v := p.View
	v.Kind, v.Chips, v.Chain, v.Normalized = "", table.Chips{}, "", nil
	return Plan{View: v, Layouts: []Layout{l}, Type: l.Header.Type}
}

// nameBands gives every band the name that the set calls it by, so that a
// model fitted on the set finds its bands again in each image.
func (p *Plan) nameBands() {
	names := p.BandNames()
	for i := range p.Layouts {
		if len(p.Layouts[i].Seen) == len(names) {
			p.Layouts[i].View.Names = names
		}
	}
}

// follow sees the images of the set as the plan says, and skips those that it
// does not know.
func (s *Set) follow(p *Plan) {
	of := make([]int32, len(s.Layouts))
	for i := range s.Layouts {
		of[i] = int32(slices.IndexFunc(p.Layouts, func(l Layout) bool { return SameLayout(&l.Header, &s.Layouts[i].Header) }))
	}
	s.Images = s.Images.where(func(i int) bool {
		r := s.Images.record(i)
		if at := of[r.layout]; at >= 0 {
			r.layout = at
			return true
		}
		h := &s.Layouts[r.layout].Header
		im := s.Images.At(i)
		s.Skipped = append(s.Skipped, dataset.Skipped{Path: im.Path, Err: fmt.Errorf("%d×%s, %s: no image of the plan is of this kind", len(h.Bands), h.Type, h.Format)})
		return false
	})
	s.Plan = *p
}

// planDocument is a Plan in JSON.
type planDocument struct {
	View      table.View       `json:"view"`
	Layouts   []layoutDocument `json:"layouts"`
	Bands     []bandDocument   `json:"bands"`
	Type      string           `json:"sample_type"`
	GreyAsRGB bool             `json:"grey_as_rgb,omitempty"`
}

type layoutDocument struct {
	Format      string         `json:"format"`
	Type        string         `json:"sample_type"`
	Bits        int            `json:"bits,omitempty"`
	MinIsWhite  bool           `json:"min_is_white,omitempty"`
	HasMask     bool           `json:"has_mask,omitempty"`
	Together    bool           `json:"nodata_together,omitempty"`
	Coarse      bool           `json:"coarse,omitempty"`
	Orientation int            `json:"orientation,omitempty"`
	Approximate bool           `json:"approximate,omitempty"`
	Bands       []bandDocument `json:"bands"`
	Alpha       uint8          `json:"alpha"`
	Names       []string       `json:"names,omitempty"`
}

type bandDocument struct {
	Name   string       `json:"name,omitempty"`
	Color  raster.Color `json:"color,omitempty"`
	NoData *table.Float `json:"nodata,omitempty"`
	Scale  *table.Float `json:"scale,omitempty"`
	Offset *table.Float `json:"offset,omitempty"`
}

func bandDocuments(bands []raster.Band) []bandDocument {
	list := []bandDocument{}
	for _, b := range bands {
		list = append(list, bandDocument{b.Name, b.Color, (*table.Float)(b.NoData), (*table.Float)(b.Scale), (*table.Float)(b.Offset)})
	}
	return list
}

func bandsOf(list []bandDocument) (bands []raster.Band) {
	for _, b := range list {
		bands = append(bands, raster.Band{Name: b.Name, Color: b.Color, NoData: (*float64)(b.NoData), Scale: (*float64)(b.Scale), Offset: (*float64)(b.Offset)})
	}
	return bands
}

// MarshalJSON implements [json.Marshaler].
func (p Plan) MarshalJSON() ([]byte, error) {
	d := planDocument{View: p.View, Bands: bandDocuments(p.Bands), Type: p.Type.String(), GreyAsRGB: p.GreyAsRGB, Layouts: []layoutDocument{}}
	for _, l := range p.Layouts {
		h := &l.Header
		d.Layouts = append(d.Layouts, layoutDocument{h.Format, h.Type.String(), h.Bits, h.MinIsWhite, h.HasMask, h.NoDataTogether, h.Coarse, h.Orientation, h.Approximate,
			bandDocuments(h.Bands), uint8(l.View.Alpha), l.View.Names})
	}
	return json.Marshal(d)
}

// UnmarshalJSON implements [json.Unmarshaler]. It resolves the layouts as they
// were resolved for the set that the plan was made of.
func (p *Plan) UnmarshalJSON(data []byte) error {
	var d planDocument
	if err := json.Unmarshal(data, &d); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := d.View.Validate(); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	q := Plan{View: d.View, Bands: bandsOf(d.Bands), GreyAsRGB: d.GreyAsRGB}
	var err error
	if q.Type, err = raster.ParseSampleType(d.Type); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	for i, l := range d.Layouts {
		h := raster.Header{Format: l.Format, Bits: l.Bits, MinIsWhite: l.MinIsWhite, HasMask: l.HasMask, NoDataTogether: l.Together, Coarse: l.Coarse, Orientation: l.Orientation,
			Approximate: l.Approximate, Bands: bandsOf(l.Bands)}
		if h.Type, err = raster.ParseSampleType(l.Type); err != nil {
			return fmt.Errorf("plan: layout %d: %w", i, err)
		}
		if l.Alpha > uint8(raster.AlphaIgnore) {
			return fmt.Errorf("plan: layout %d: unknown way to see alpha", i)
		}
		layout, err := NewLayout(h, &d.View, raster.AlphaMode(l.Alpha))
		if err != nil {
			return fmt.Errorf("plan: layout %d: %w", i, err)
		}
		layout.View.Names = l.Names
		layout.Grey = q.GreyAsRGB && len(layout.Seen) == 1
		q.Layouts = append(q.Layouts, layout)
	}
	*p = q
	return nil
}
