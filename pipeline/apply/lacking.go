package apply

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/transforms"
)

// lacking is what the rows of a table tell of samples that are no data.
type lacking struct {
	items map[string]bool // ids of those that have some
	value float64         // for samples of the type of the table, where no band declares one
	moved bool            // valid samples have that value, too: they become the one beside it
}

// lackingOf returns the items with samples that are no data, and what stands for
// these: 0 where no valid sample is 0, else the lowest or the highest value of the
// type where no valid sample is, else 0.
func lackingOf(t *table.Table) (l lacking) {
	l.items = make(map[string]bool)
	if t == nil {
		return l
	}
	least, most, zero := math.Inf(1), math.Inf(-1), false
	for i := range t.Rows.Len() {
		m := t.Rows.Moments(i)
		for b, n := range m.Valid {
			if n < m.Pixels {
				l.items[t.Rows.ID(i)] = true
			}
			if n > 0 {
				least, most = min(least, m.Min[b]), max(most, m.Max[b])
				zero = zero || m.Min[b] <= 0 && m.Max[b] >= 0
			}
		}
	}
	switch low, high := t.Type.Range(); {
	case !t.Type.IsInteger():
		l.value = math.NaN()
	case !zero:
	case least > low:
		l.value = low
	case most < high:
		l.value = high
	default:
		l.moved = true
	}
	return l
}

// declare returns the step that makes what comes out of a chain say which of its
// samples are no data, if it has some and would not say so: in is the header of
// the image, out that of what comes out, which is written in a format.
func (l *lacking) declare(id string, in, out *raster.Header, chain transforms.Chain, format string) (transforms.Declare, bool) {
	padded := out.HasMask && !in.HasMask
	if !l.items[id] && !padded || format != "tiff" && format != "cog" && !out.Type.IsFloat() {
		return transforms.Declare{}, false
	}
	value, known := commonNoData(out.Bands)
	if known && (len(chain) > 0 || !in.HasMask) { // invalid samples hold it
		return transforms.Declare{}, false
	}
	switch {
	case known:
	case out.Type.IsFloat():
		value = math.NaN()
	case out.Type == in.Type && l.items != nil:
		value = l.value
	}
	return transforms.Declare{NoData: value}, true
}

// commonNoData returns the nodata value that all bands declare.
func commonNoData(bands []raster.Band) (value float64, ok bool) {
	for i, b := range bands {
		if b.NoData == nil || i > 0 && *b.NoData != value && !(math.IsNaN(*b.NoData) && math.IsNaN(value)) {
			return 0, false
		}
		value = *b.NoData
	}
	return value, len(bands) > 0
}

// declared counts images whose samples that are no data hold a value.
type declared struct {
	images  int
	example string
	value   float64
	moved   bool
}

func (d *declared) add(id string, t transforms.Declare, moved bool) {
	if d.images++; d.images == 1 {
		d.example, d.value, d.moved = id, t.NoData, moved
	}
}

func (d *declared) decision() decision.Decision {
	value := fmt.Sprint(d.value)
	text := words.Count(d.images, "image has", "images have") + " samples that are no data: they are written as " + value + ", which the files declare"
	if d.moved {
		text += "; valid samples of " + value + " are written as the value beside it"
	}
	return decision.Decision{Kind: "nodata", Count: int64(d.images), Example: d.example, Stage: decision.Found, Effect: decision.Rival, Sentence: text}
}
