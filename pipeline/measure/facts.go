package measure

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

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
	if r.Split == "" {
		r.LeftOut = f.LeftOut
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
	for _, c := range set.Acquired() {
		r.Extra = append(r.Extra, value(set.Value(&c, im)))
	}
	if set.HasSidecars() {
		names := set.Sidecars(im)
		if len(names) == 0 {
			r.Extra = append(r.Extra, manifest.Value{}, manifest.Value{})
			return
		}
		r.Extra = append(r.Extra, manifest.TextValue(strings.Join(names, "/")), sidecarHash(im, names))
	}
}

// furtherColumns are the further columns of the rows of a set, in the order of
// their cells.
func furtherColumns(set *imageset.Set) (list []manifest.Column) {
	for _, c := range set.Columns() {
		list = append(list, manifest.Column{Name: c.Name, Type: columnTypes[c.Type]})
	}
	for _, c := range set.Acquired() {
		t := manifest.Text
		if c.Text == nil {
			t = manifest.Float64
		}
		list = append(list, manifest.Column{Name: c.Name, Type: t})
	}
	if set.HasSidecars() {
		list = append(list, manifest.Column{Name: imageset.SidecarColumn, Type: manifest.Text}, manifest.Column{Name: "sidecar_hash", Type: manifest.Text})
	}
	return manifest.FurtherColumns(list)
}

// sidecarHash returns the XXH3-128, in hexadecimal digits, of the files beside an
// image that count, one after the other, each behind its name and a zero byte; null
// where one is gone by now.
func sidecarHash(im *imageset.Image, names []string) manifest.Value {
	h := xxh3.New()
	for _, name := range names {
		h.WriteString(name + "\x00")
		f, err := im.OpenSidecar(name)
		if err != nil {
			return manifest.Value{}
		}
		err = hashInto(context.Background(), h, f)
		f.Close()
		if err != nil {
			return manifest.Value{}
		}
	}
	sum := h.Sum128().Bytes()
	return manifest.TextValue(hex.EncodeToString(sum[:]))
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
