package parts

import (
	"encoding/binary"
	"encoding/json"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/pipeline/imageset"
)

// plans digests how the images of a set are seen.
type plans struct {
	version string
	of      *imageset.Layout // the first one: that of the set
	whole   digest           // of the plan
	layouts []digest
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
	b := append([]byte(nil), p.layouts[im.Layout][:]...)
	for _, n := range [...]int{int(im.Page), im.Window.X, im.Window.Y, im.Window.W, im.Window.H} {
		b = binary.AppendVarint(b, int64(n))
	}
	if im.Paged {
		b = append(b, 1)
	}
	return xxh3.Hash128(append(b, im.Member...)).Bytes(), true
}

func sum(p imageset.Plan, version string) digest {
	text, err := json.Marshal(p)
	if err != nil { // NaN and infinities are written as texts, so there is none
		panic(err)
	}
	return xxh3.Hash128(append(text, version...)).Bytes()
}
