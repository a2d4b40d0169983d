package fetch

import (
	"math/bits"
	"strconv"
)

// placeholderLinks is how many links of one answer make it a placeholder, such
// as the picture that a host shows for photos that were taken down. Copies of
// one photo come in twos and threes.
const placeholderLinks = 5

// nearBits is the largest distance of perceptual hashes of images that look
// alike, as in package split; docs/near-duplicates.md has the curves.
const nearBits = 6

// placeholders returns the hashes of answers that came for many links.
func placeholders(rows []*row) map[string]bool {
	links := map[string]map[string]bool{}
	found := map[string]bool{}
	for _, r := range rows {
		if r.sha256 == "" || r.result != Image && r.result != Placeholder {
			continue
		}
		if links[r.sha256] == nil {
			links[r.sha256] = map[string]bool{}
		}
		links[r.sha256][r.url] = true
		if len(links[r.sha256]) >= placeholderLinks || r.result == Placeholder {
			found[r.sha256] = true
		}
	}
	return found
}

// nameDuplicates fills the columns of duplicates: for each image the first one
// before it with the same bytes; else the nearest one before it that looks alike,
// among those that are not duplicates themselves.
func nameDuplicates(rows []*row) {
	first := map[string]*row{}
	alike := newAlike()
	for _, r := range rows {
		r.duplicate, r.near = "", ""
		if r.result != Image {
			continue
		}
		if f := first[r.sha256]; f != nil {
			r.duplicate = f.path
			continue
		}
		first[r.sha256] = r
		if hash, err := strconv.ParseUint(r.phash, 16, 64); err == nil {
			if n := alike.nearest(hash); n != nil {
				r.near = n.path
			}
			alike.add(hash, r)
		}
	}
}

// alike finds images by their perceptual hash. Two hashes that differ in at
// most nearBits bits are equal in one of nearBits+1 pieces, so only images with
// such a piece are compared.
type alike struct {
	pieces [nearBits + 1]map[uint64][]int32
	hashes []uint64 // each once
	rows   []*row
	equal  map[uint64]*row
}

func newAlike() *alike {
	a := &alike{equal: map[uint64]*row{}}
	for i := range a.pieces {
		a.pieces[i] = map[uint64][]int32{}
	}
	return a
}

// piece returns piece i of a hash.
func piece(hash uint64, i int) uint64 {
	from, to := 64*i/(nearBits+1), 64*(i+1)/(nearBits+1)
	return hash >> from & (1<<(to-from) - 1)
}

func (a *alike) add(hash uint64, r *row) {
	if a.equal[hash] != nil {
		return // the first one is the nearest to whatever comes
	}
	a.equal[hash] = r
	for i := range a.pieces {
		p := piece(hash, i)
		a.pieces[i][p] = append(a.pieces[i][p], int32(len(a.rows)))
	}
	a.hashes = append(a.hashes, hash)
	a.rows = append(a.rows, r)
}

// nearest returns the image with the smallest distance, the first of several.
func (a *alike) nearest(hash uint64) *row {
	if r := a.equal[hash]; r != nil {
		return r
	}
	best, at := nearBits+1, int32(-1)
	for i := range a.pieces {
		for _, k := range a.pieces[i][piece(hash, i)] {
			if d := bits.OnesCount64(hash ^ a.hashes[k]); d < best || d == best && k < at {
				best, at = d, k
			}
		}
	}
	if at < 0 {
		return nil
	}
	return a.rows[at]
}
