package parts

import (
	"context"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"

	"github.com/zeebo/xxh3"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/pipeline/measure"
)

// beside tells what the files beside an item hold.
type beside struct {
	looker
	item int // the one that was asked for last, +1
	hash digest
}

// with returns the digest of what the files of an item and those beside it hold;
// hash is that of its own. It is zero where not all is known.
func (b *beside) with(item int, hash digest) digest {
	if hash == (digest{}) {
		return digest{}
	}
	if b.item != item+1 {
		b.item, b.hash = item+1, b.all(item)
	}
	if b.hash == (digest{}) {
		return hash
	}
	return xxh3.Hash128(append(hash[:], b.hash[:]...)).Bytes()
}

// all returns the digest of the files beside an item, the zero digest where there
// are none.
func (b *beside) all(item int) digest {
	it := b.listing.Items.At(item)
	paths := b.looker.beside(item, it)
	if len(paths) == 0 {
		return digest{}
	}
	h := xxh3.New()
	for _, path := range paths {
		h.WriteString(filepath.Base(path) + "\x00")
		f, err := os.Open(path)
		if err == nil {
			_, err = io.Copy(h, f)
			f.Close()
		}
		if err != nil { // it cannot be found again
			h.WriteString(hex.EncodeToString([]byte(it.Path)))
		}
	}
	return h.Sum128().Bytes()
}

// hashAll returns the digest of what the files of each item hold.
func hashAll(ctx context.Context, l *dataset.Listing, workers int) ([]digest, error) {
	list := make([]digest, l.Items.Len())
	return list, ordered.Each(ctx, workers, len(list), func(ctx context.Context, i int) error {
		if hash, err := measure.HashItem(ctx, l.Items.At(i)); err == nil { // else the image will tell
			list[i] = hash
		}
		return ctx.Err()
	})
}
