package parts

import (
	"encoding/binary"
	"encoding/json"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/table"
)

// plans digests how the images of a set are seen.
type plans struct {
	version string
	of      *imageset.Layout // the first one: that of the set
	whole   digest           // of the plan
	layouts []digest
	alone   map[*imageset.Layout]digest // of images that are seen before the set is known
}

// seen returns how an image is seen, and what it is of its files; ok is false
// where files that it is made of may not be known.
func (p *plans) seen(set *imageset.Set, im *imageset.Image) (seen digest, ok bool) {
	if p.of != &set.Layouts[0] {
		p.of, p.layouts, p.whole = &set.Layouts[0], nil, sum(set.Plan, p.version)
		for i := range set.Layouts {
			p.layouts = append(p.layouts, sum(set.Plan.Of(i), p.version))
		}
	}
	m := &set.View.Masks
	if h := &set.Layouts[im.Layout].Header; h.ByName && h.Format == "gdal" || m.Keep != "" && m.Pattern == "" {
		return seen, false
	}
	return part(p.layouts[im.Layout], im.Item), true
}

// early returns how the only image of an item is seen as a layout of a view.
func (p *plans) early(it *dataset.Item, v *table.View, l *imageset.Layout) digest {
	whole, ok := p.alone[l]
	if !ok {
		plan := imageset.Plan{View: *v, Layouts: []imageset.Layout{*l}}
		whole = sum(plan.Of(0), p.version)
		p.alone[l] = whole
	}
	return part(whole, it)
}

// part returns the digest of a plan and of what an item is of its files.
func part(plan digest, it *dataset.Item) digest {
	b := append([]byte(nil), plan[:]...)
	for _, n := range [...]int{int(it.Page), it.Window.X, it.Window.Y, it.Window.W, it.Window.H} {
		b = binary.AppendVarint(b, int64(n))
	}
	if it.Paged {
		b = append(b, 1)
	}
	return xxh3.Hash128(append(b, it.Member...)).Bytes()
}

func sum(p imageset.Plan, version string) digest {
	text, err := json.Marshal(p)
	if err != nil { // NaN and infinities are written as texts, so there is none
		panic(err)
	}
	return xxh3.Hash128(append(text, version...)).Bytes()
}
