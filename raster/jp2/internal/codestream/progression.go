package codestream

import (
	"cmp"
	"slices"
)

// A place is one precinct in the order of a progression. Its packets, one per
// layer, come together or, where layers come before precincts, once in each
// layer's turn.
type place struct {
	key        uint64 // the order; equal keys keep theirs
	component  int32
	precinct   int32
	resolution uint8
}

// walk walks all packets in their order, until the data end.
func (w *walker) walk() error {
	p := w.tile.params
	if p.volumes == nil {
		v := volume{order: p.order, r1: 33, c1: len(p.components), layers: p.layers}
		return w.volume(v)
	}
	for _, v := range p.volumes {
		v.layers = min(v.layers, p.layers)
		if err := w.volume(v); err != nil || w.done() {
			return err
		}
	}
	return nil
}

// volume walks the packets of one volume that have not been walked before.
func (w *walker) volume(v volume) error {
	places := w.places(v)
	if err := w.skip(len(places)); err != nil {
		return err
	}
	for len(places) > 0 {
		// Layers come before the places of one group.
		n := len(places)
		switch v.order {
		case layerResolution:
		case resolutionLayer:
			n = slices.IndexFunc(places, func(p place) bool { return p.resolution != places[0].resolution })
			if n < 0 {
				n = len(places)
			}
		default:
			n = 1
		}
		for layer := range v.layers {
			for i := range places[:n] {
				q := &places[i]
				tc := &w.tile.Components[q.component]
				res := &tc.Resolutions[q.resolution]
				pr := &res.precincts[q.precinct]
				if layer < pr.layer {
					if err := w.skip(1); err != nil {
						return err
					}
					continue
				}
				if w.done() {
					return nil
				}
				if err := w.packet(tc.Style, res, pr); err != nil {
					return err
				}
				pr.layer++
			}
		}
		places = places[n:]
	}
	return nil
}

// maxSkipped bounds how often progression volumes may name precincts, and
// packets that came before.
const maxSkipped = 1 << 26

func (w *walker) skip(n int) error {
	if w.skipped += n; w.skipped > maxSkipped {
		return broken(w.place, "repeats its progressions")
	}
	return nil
}

// places lists the precincts of a volume in the order of its progression.
func (w *walker) places(v volume) []place {
	var places []place
	for c := v.c0; c < min(v.c1, len(w.tile.Components)); c++ {
		tc := &w.tile.Components[c]
		for r := v.r0; r < min(v.r1, len(tc.Resolutions)); r++ {
			res := &tc.Resolutions[r]
			for k := range res.precincts {
				p := place{component: int32(c), resolution: uint8(r), precinct: int32(k)}
				if v.order > resolutionLayer {
					p.key = w.position(c, len(tc.Resolutions)-1-r, res, k)
				}
				places = append(places, p)
			}
		}
	}
	slices.SortStableFunc(places, func(a, b place) int {
		switch v.order {
		case layerResolution, resolutionLayer:
			return cmp.Compare(a.resolution, b.resolution)
		case resolutionPosition:
			return cmp.Or(cmp.Compare(a.resolution, b.resolution), cmp.Compare(a.key, b.key))
		case positionComponent:
			return cmp.Compare(a.key, b.key)
		}
		return cmp.Or(cmp.Compare(a.component, b.component), cmp.Compare(a.key, b.key))
	})
	return places
}

// position is where precinct k stands on the reference grid: row, then column
// of its first point that lies in the tile (T.800 B.12.1.3).
func (w *walker) position(component, below int, res *Resolution, k int) uint64 {
	s := w.size.Components[component]
	at := func(first, log, i, sampling, origin int) uint64 {
		return uint64(max(int64(first>>log+i)<<(log+below)*int64(sampling), int64(origin)))
	}
	x := at(res.Rect.X0, res.logW, k%res.wide, s.DX, w.tile.Grid.X0)
	y := at(res.Rect.Y0, res.logH, k/res.wide, s.DY, w.tile.Grid.Y0)
	return y<<32 | x
}
