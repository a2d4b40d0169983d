package stats

// chunk is how many pixels are looked at in one go: few enough for the planes
// of a few bands to stay in cache.
const chunk = 2048

// sieve is the memory for chunks in which some samples do not count.
type sieve struct {
	flags [][]byte // [bands][pixels] of the chunk, 1 where a sample counts
	owned []byte   // [bands·chunk] memory for flags
	all   []byte   // [chunk] pixels that are complete
	yes   []byte   // [chunk] ones
	some  []bool   // [bands] whether the band has a valid sample in the chunk
	full  []bool   // [bands] whether all its samples in the chunk are valid
	u8    []uint8
	u16   []uint16
	f64   []float64
}

// feed cuts the planes p of n pixels into chunks and hands the samples that
// count to c: those of complete pixels, then those of the others.
func feed[T sample](a *Accumulator, c collector[T], p []T, n int, valid []bool) {
	w := workspaces.Get().(*workspace)
	defer workspaces.Put(w)
	for at := 0; at < n; at += chunk {
		m := min(chunk, n-at)
		if a.o.Skip == nil && valid == nil && allFinite(p[at:], n, m, a.bands) {
			a.revive(c, nil)
			c.complete(w, p[at:], n, m, a.alive)
			continue
		}
		sift(w, a, c, p[at:], n, m, valid, at)
	}
}

// revive marks the bands of some (nil: all) as alive. If one of them was not,
// no pixel seen before is complete.
func (a *Accumulator) revive(c interface{ demote(alive []bool) }, some []bool) {
	demoted := false
	for b := range a.alive {
		if !a.alive[b] && (some == nil || some[b]) {
			if !demoted {
				c.demote(a.alive)
				demoted = true
			}
			a.alive[b] = true
		}
	}
}

// sift handles one chunk of m pixels in which samples may not count. Band b is
// at p[b·stride:], its flags at valid[b·stride+at:].
func sift[T sample](w *workspace, a *Accumulator, c collector[T], p []T, stride, m int, valid []bool, at int) {
	s := &w.sieve
	s.prepare(a.bands)
	for b := range a.bands {
		flags := s.own(b, m)
		switch {
		case b < len(a.o.Skip) && a.o.Skip[b]:
			clear(flags)
		case valid == nil:
			copy(flags, s.yes)
		default:
			flags = asBytes(valid[b*stride+at:][:m])
		}
		if x, ok := any(p[b*stride:][:m]).([]float64); ok {
			flags = s.finite(b, flags, x)
		}
		s.flags[b] = flags
		count := countOnes(flags)
		s.some[b], s.full[b] = count > 0, count == m
	}
	a.revive(c, s.some)

	whole, living := true, false
	all := s.all[:m]
	copy(all, s.yes)
	for b, alive := range a.alive {
		whole = whole && alive && s.full[b]
		living = living || alive
		if alive && !s.full[b] {
			and(all, s.flags[b])
		}
	}
	if whole {
		c.complete(w, p, stride, m, a.alive)
		return
	}
	if !living {
		return
	}
	k := countOnes(all)
	out := scratch[T](s, a.bands*pitch)
	if k > 0 {
		for b := range a.bands {
			if a.alive[b] {
				compress(out[b*pitch:], p[b*stride:][:m], all)
			} else {
				clear(out[b*pitch:][:k])
			}
		}
		c.complete(w, out, pitch, k, a.alive)
	}
	if a.o.Complete || k == m {
		return
	}
	for b := range a.bands {
		if !s.some[b] {
			continue
		}
		flags := s.own(b, m)
		copy(flags, s.flags[b])
		andNot(flags, all)
		if k := compress(out, p[b*stride:][:m], flags); k > 0 {
			c.partial(w, b, out[:k])
		}
	}
}

func (s *sieve) prepare(bands int) {
	s.flags, s.owned = grow(s.flags, bands), grow(s.owned, bands*chunk)
	s.some, s.full = grow(s.some, bands), grow(s.full, bands)
	if s.yes != nil {
		return
	}
	s.all, s.yes = make([]byte, chunk), make([]byte, chunk)
	for i := range s.yes {
		s.yes[i] = 1
	}
}

// own returns room for m flags of a band.
func (s *sieve) own(b, m int) []byte { return s.owned[b*chunk:][:m] }

// finite returns flags without those of samples that are not finite.
func (s *sieve) finite(b int, flags []byte, x []float64) []byte {
	if _, _, finite := span(x); finite {
		return flags
	}
	own := s.own(b, len(x))
	copy(own, flags)
	for i, v := range x {
		if v-v != 0 {
			own[i] = 0
		}
	}
	return own
}

// allFinite reports whether the planes hold neither NaN nor infinities.
func allFinite[T sample](p []T, stride, n, bands int) bool {
	x, ok := any(p).([]float64)
	if !ok {
		return true
	}
	for b := range bands {
		if _, _, finite := span(x[b*stride:][:n]); !finite {
			return false
		}
	}
	return true
}

func scratch[T sample](s *sieve, n int) []T {
	var out any
	switch any(*new(T)).(type) {
	case uint8:
		s.u8 = grow(s.u8, n)
		out = s.u8
	case uint16:
		s.u16 = grow(s.u16, n)
		out = s.u16
	default:
		s.f64 = grow(s.f64, n)
		out = s.f64
	}
	return out.([]T)
}
