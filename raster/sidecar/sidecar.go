// Package sidecar lays over an image what small files beside it say: which
// samples are valid, names, scales and places.
//
// The data flow:
//
//  1. [NamesOf] lists the names that the sidecars of an image may have; whoever
//     knows the folder or the archive opens those that are there.
//  2. [Apply] reads them: the description that GDAL calls PAM (.aux.xml), the
//     mask (.msk, itself a TIFF), the world file (.tfw and kin) and the
//     coordinate system (.prj).
//  3. It returns a source whose header and valid flags carry what they say, and
//     a sentence for each contradiction.
//
// Who overrules whom is as GDAL 3.6 has it, found by trying:
//
//   - Nodata, interpretation of a band, transform and coordinate system: .aux.xml
//     before the image. A nodata value counts for its band alone, those of the
//     others stay.
//   - Name, scale and offset of a band: the image before .aux.xml.
//   - A mask inside the image before .msk. The bands of .msk mean what its items
//     INTERNAL_MASK_FLAGS say; without them it is no mask.
//   - A transform in the image or .aux.xml before the world file. A .prj, which
//     GDAL does not read beside TIFF, counts where nothing else names the system.
//
// Unlike in GDAL, where a mask makes nodata void, samples are invalid where
// either says so.
package sidecar

import (
	"context"
	"fmt"

	"github.com/bandprep/bandprep/raster"
)

const roomName = "sidecar"

// Files are the sidecars of one image; nil where there is none. [Apply] closes
// all but the mask, which the source closes.
type Files struct{ PAM, Mask, World, Projection raster.File }

// Close closes the files.
func (f Files) Close() {
	for _, file := range []raster.File{f.PAM, f.Mask, f.World, f.Projection} {
		if file != nil {
			file.Close()
		}
	}
}

// Apply returns s as its sidecars describe it, which closes s, and a sentence
// for each contradiction between them and the image. It returns s itself where
// there is nothing to add. It returns typed errors for a mask that cannot be
// read, since samples would count that should not; s stays open then. An .aux.xml or
// a place that cannot be read is said in a sentence only. Options are those that
// s was opened with.
func Apply(s raster.Source, f Files, o raster.Options) (raster.Source, []string, error) {
	mask := f.Mask
	f.Mask = nil
	defer f.Close()
	a := &described{Source: s, header: s.Header()}
	h := &a.header
	h.Bands = append([]raster.Band(nil), h.Bands...)
	var said []string
	say := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	if f.PAM != nil {
		if p, err := readPAM(f.PAM, o.Limits); err != nil {
			say("the .aux.xml beside the image is passed over, as in GDAL: %v", err)
		} else {
			p.describe(h, say)
			p.setPlace(h, say)
		}
	}
	place(h, f, say)
	if mask != nil {
		if err := a.lay(mask, o, say); err != nil {
			mask.Close()
			return nil, nil, err
		}
	}
	return a, said, nil
}

// described is a source with another header and, where mask is set, flags.
type described struct {
	raster.Source
	header raster.Header
	mask   raster.Source
	planes []int // band of the mask for each band, or -1
}

func (d *described) Header() raster.Header { return d.header }

// Facts implements [raster.Informer].
func (d *described) Facts() []raster.Fact { return raster.Facts(d.Source) }

func (d *described) Close() error {
	if d.mask != nil {
		d.mask.Close()
	}
	return d.Source.Close()
}

// Absent reports whether neither the image nor the mask stores anything of w.
func (d *described) Absent(w raster.Window) bool {
	return raster.Absent(d.Source, w) && (d.mask == nil || raster.Absent(d.mask, w))
}

// Stored returns the samples of the image and of the mask.
func (d *described) Stored() int64 {
	n := raster.Stored(d.Source)
	if d.mask != nil {
		n += raster.Stored(d.mask)
	}
	return n
}

func (d *described) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	if err := d.Source.Read(ctx, w, dst); err != nil || d.mask == nil {
		return err
	}
	return d.flag(ctx, dst)
}

// Stream implements [raster.Streamer].
func (d *described) Stream(ctx context.Context, w raster.Window, dst *raster.Block, yield func(*raster.Block) error) error {
	return raster.Each(ctx, d.Source, w, dst, func(b *raster.Block) error {
		if d.mask != nil {
			if err := d.flag(ctx, b); err != nil {
				return err
			}
		}
		return yield(b)
	})
}
