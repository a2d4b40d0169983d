package jp2

import (
	"context"
	"fmt"
	"sync"

	"github.com/bandprep/bandprep/internal/ordered"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/jp2/internal/dwt"
	"github.com/bandprep/bandprep/raster/jp2/internal/ht"
	"github.com/bandprep/bandprep/raster/jp2/internal/tier1"
)

// decoders are kept, for their memory.
var decoders = sync.Pool{New: func() any { return new(blockDecoder) }}

type blockDecoder struct {
	tier1.Decoder
	ht       ht.Decoder
	segments []tier1.Segment
	joined   []byte
}

// decodeBlocks decodes all jobs, in batches.
func decodeBlocks[T dwt.Sample](ctx context.Context, g *tileReader, jobs []job[T]) error {
	batch := min(max(len(jobs)/(g.workers*16), 1), 1024)
	return ordered.Each(ctx, g.workers, (len(jobs)+batch-1)/batch, func(ctx context.Context, i int) error {
		d := decoders.Get().(*blockDecoder)
		defer decoders.Put(d)
		for j := range jobs[i*batch : min((i+1)*batch, len(jobs))] {
			if err := decodeBlock(g, d, &jobs[i*batch+j]); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
}

func decodeBlock[T dwt.Sample](g *tileReader, d *blockDecoder, j *job[T]) error {
	if j.Planes > tier1.MaxPlanes {
		return raster.Unsupported(format, fmt.Sprintf("tile %d", g.number), "a code-block of %d bit-planes", j.Planes)
	}
	if j.Planes <= 0 {
		return nil
	}
	d.segments, d.joined = g.tile.Segments(j.Block, d.segments[:0], d.joined[:0])
	r := j.Rect
	if j.component.Style&tier1.HighThroughput != 0 {
		if err := d.decodeHT(r.X1-r.X0, r.Y1-r.Y0, j.Planes, j.component.Style, fmt.Sprintf("tile %d", g.number)); err != nil {
			return err
		}
	} else {
		d.Decode(r.X1-r.X0, r.Y1-r.Y0, j.band.Orientation, j.Planes, j.component.Style, d.segments)
	}
	w := r.Intersect(j.area.Rect)
	x0, y0, x1, y1 := w.X0-r.X0, w.Y0-r.Y0, w.X1-r.X0, w.Y1-r.Y0
	at := (w.Y0-j.area.Y0)*j.area.Stride() + w.X0 - j.area.X0
	switch data := any(j.area.Data[at:]).(type) {
	case []int32:
		d.Ints(data, j.area.Stride(), x0, y0, x1, y1, j.component.ROI)
	case []float32:
		d.Floats(data, j.area.Stride(), x0, y0, x1, y1, j.component.ROI, j.band.Step)
	}
	return nil
}

// decodeHT decodes a high-throughput code-block: a segment of the cleanup pass
// and one of the others.
func (d *blockDecoder) decodeHT(w, h, planes int, style tier1.Style, place string) error {
	samples := d.Samples(w, h)
	first, second := d.segments[0], tier1.Segment{}
	if len(d.segments) > 1 {
		second = d.segments[1]
	}
	planes -= (first.Passes - 1) / 3 // sets without bytes
	if planes < 1 {
		return nil
	}
	if wrong := d.ht.Decode(samples, w, h, planes, style&tier1.Causal != 0, 1+second.Passes, first.Data, second.Data); wrong != "" {
		return raster.Broken(format, place, "%s", wrong)
	}
	return nil
}
