package advice

import (
	"errors"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
)

// For returns the constants of a preset for some bands of a table, with the
// scale that brings its values into the unit of the preset. Known is false where
// the values do not tell their unit: then the scale is what samples of this type
// usually take.
func For(p *presets.Preset, t *table.Table, bands []string) (c *Constants, known bool, err error) {
	all, err := summarized(t, "all")
	if err != nil {
		return nil, false, err
	}
	if all == nil {
		return nil, false, errors.New("no measured item")
	}
	return fed(p, t, bands, unitOf(t, &all.n))
}

// fed is For with the unit of the values known.
func fed(p *presets.Preset, t *table.Table, bands []string, unit presets.Unit) (c *Constants, known bool, err error) {
	scale := scaleInto(unit, p.Unit, t.Type)
	if known = scale != 0; !known {
		scale = presetScale(p, t.Type)
	}
	mean, std, named, err := p.For(bands)
	if err != nil {
		return nil, known, err
	}
	return &Constants{p.Name, mean, std, scale, p, named}, known, nil
}
