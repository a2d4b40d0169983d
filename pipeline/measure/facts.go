package measure

import (
	"time"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/imageset"
)

// columnTypes are the types of further columns in a manifest.
var columnTypes = map[dataset.ColumnType]manifest.ColumnType{
	dataset.TextColumn: manifest.Text, dataset.NumberColumn: manifest.Float64, dataset.BoolColumn: manifest.Bool, dataset.TimeColumn: manifest.Time,
}

// setFacts sets what is known of an image beside its pixels.
func setFacts(set *imageset.Set, im *imageset.Image, r *manifest.Row) {
	f := set.Fact(im)
	r.Time = f.Time
	if len(f.Labels) > 1 {
		r.Labels = f.Labels
	}
	if f.Fold >= 0 {
		r.Fold = int32(f.Fold)
	}
	if f.LabelRaster != "" {
		r.LabelRaster = pathText(f.LabelRaster)
	}
	if len(f.Masks) > 0 {
		r.Mask = pathText(f.Masks[0])
	}
	for _, c := range set.Columns() {
		r.Extra = append(r.Extra, value(set.Cell(&c, im)))
	}
}

// value turns the value of a column into a cell of a manifest.
func value(v any) manifest.Value {
	switch v := v.(type) {
	case string:
		return manifest.TextValue(v)
	case float64:
		return manifest.Float64Value(v)
	case bool:
		return manifest.BoolValue(v)
	case time.Time:
		return manifest.TimeValue(v)
	}
	return manifest.Value{}
}
