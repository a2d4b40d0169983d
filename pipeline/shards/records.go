package shards

import (
	"bytes"
	"encoding/hex"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/pipeline/imageset"
	"github.com/bandprep/bandprep/pipeline/measure"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Records are what is known of measured images, by id. They implement
// [measure.Known]: what a pass finds out is added.
type Records map[string][]byte

// Expects implements [measure.Known].
func (r Records) Expects(int) bool { return false }

// Has implements [measure.Known].
func (r Records) Has(_ *imageset.Set, im *imageset.Image, _ measure.Holds) bool {
	return r[im.ID] != nil
}

// Get implements [measure.Known].
func (r Records) Get(_ *imageset.Set, im *imageset.Image, _ measure.Holds) []byte { return r[im.ID] }

// Put implements [measure.Known].
func (r Records) Put(_ *imageset.Set, im *imageset.Image, _ measure.Holds, _ [16]byte, record []byte) {
	r[im.ID] = bytes.Clone(record)
}

// PutEarly implements [measure.Known]: headers are read apart.
func (r Records) PutEarly(int, *table.View, *imageset.Layout, measure.Holds, [16]byte, []byte) {}

// Take implements [measure.Known].
func (r Records) Take(int) {}

// Due implements [measure.Sums].
func (r Records) Due() bool { return false }

// PutSum implements [measure.Sums]: no sum over images is kept.
func (r Records) PutSum(*imageset.Set, imageset.Images, string, []byte, bool) {}

// Sums implements [measure.Sums].
func (r Records) Sums(_ *imageset.Set, images imageset.Images, _ string) ([]measure.Sum, imageset.Images) {
	return nil, images
}

// Joined is what all parts of a plan hold. It implements [measure.Known]: sums over
// images are added.
type Joined struct {
	Records
	Skipped  []table.Skipped
	Added    map[string][]byte // sums over images
	Complete bool              // no sum is missing

	of string // digest of the parts
}

// PutSum implements [measure.Sums].
func (j *Joined) PutSum(_ *imageset.Set, images imageset.Images, name string, sum []byte, last bool) {
	if last {
		j.Added[sumKey(images, name)] = bytes.Clone(sum)
	}
}

// Sums implements [measure.Sums].
func (j *Joined) Sums(_ *imageset.Set, images imageset.Images, name string) ([]measure.Sum, imageset.Images) {
	sum := j.Added[sumKey(images, name)]
	if sum == nil {
		return nil, images
	}
	return []measure.Sum{{Images: images, Data: sum}}, images.Empty()
}

// sumKey names a sum over images.
func sumKey(images imageset.Images, name string) string {
	h := xxh3.New()
	h.WriteString(name)
	for _, im := range images.All() {
		h.WriteString("\x00" + im.ID)
	}
	sum := h.Sum128().Bytes()
	return hex.EncodeToString(sum[:])
}
