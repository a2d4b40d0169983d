package apply

import (
	"strings"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/transforms"
)

// made returns how images are made that a chain makes of those of a view: by
// which steps, and which constants they have behind them then.
func made(from *table.View, c transforms.Chain) (steps string, n *table.Normalized) {
	if steps, n = c.String(), from.Normalized; n != nil {
		steps = strings.Trim(from.Chain+";"+steps, ";")
	}
	for _, t := range c {
		switch t := t.(type) {
		case transforms.Normalize:
			n = &table.Normalized{Bands: t.Bands, Mean: table.Floats(t.Mean), Std: table.Floats(t.Std), Scale: t.Scale}
		case transforms.Scale, transforms.Stretch, transforms.Project, transforms.Reconstruct:
			n = nil
		}
	}
	return steps, n
}

// Decisions says what was decided while images were written.
func (d *Applied) Decisions() (list []decision.Decision) {
	if d.declared.images > 0 {
		list = append(list, d.declared.decision())
	}
	if d.Turned > 0 {
		list = append(list, decision.Decision{Kind: "orientation", Count: int64(d.Turned), Example: d.Example, Stage: decision.Found, Effect: decision.Rival,
			Sentence: words.Count(d.Turned, "image is", "images are") + " written upright, as their EXIF orientation says"})
	}
	if w := d.without; w.images > 0 && w.images < len(d.Items)+len(d.Skipped) {
		list = append(list, w.decision())
	}
	return list
}
