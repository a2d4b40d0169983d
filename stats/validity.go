package stats

// chunk is how many pixels are looked at in one go: few enough for the planes
// of a few bands to stay in cache.
const chunk = 2048

// validityFilter is the memory for chunks in which some samples do not count.
type validityFilter struct {
	flags    [][]byte // [bands][pixels] of the chunk, 1 where a sample counts
	owned    []byte   // [bands·chunk] memory for flags
	complete []byte   // [chunk] 1 where a pixel is complete
	ones     []byte   // [chunk] ones
	anyValid []bool   // [bands] whether the band has a valid sample in the chunk
	allValid []bool   // [bands] whether all its samples in the chunk are valid
	u8       []uint8
	u16      []uint16
	f64      []float64
}

// addChunks cuts the planes p of n pixels into chunks and hands the samples
// that count to c: those of complete pixels, then those of the others.
func addChunks[T sample](a *Accumulator, c collector[T], p []T, n int, valid []bool) {
	w := workspaces.Get().(*workspace)
	defer workspaces.Put(w)
	for at := 0; at < n; at += chunk {
		m := min(chunk, n-at)
		if a.o.Skip == nil && valid == nil && allFinite(p[at:], n, m, a.bands) {
			a.revive(c, nil)
			c.complete(w, p[at:], n, m, a.alive)
			continue
		}
		filterChunk(w, a, c, p[at:], n, m, valid, at)
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

// filterChunk hands on the samples that count of one chunk of m pixels. Band b
// is at p[b·stride:], its flags at valid[b·stride+at:].
func filterChunk[T sample](w *workspace, a *Accumulator, c collector[T], p []T, stride, m int, valid []bool, at int) {
	s := &w.filter
	s.prepare(a.bands)
	for b := range a.bands {
		flags := s.flagBuffer(b, m)
		switch {
		case b < len(a.o.Skip) && a.o.Skip[b]:
			clear(flags)
		case valid == nil:
			copy(flags, s.ones)
		default:
			flags = asBytes(valid[b*stride+at:][:m])
		}
		if x, ok := any(p[b*stride:][:m]).([]float64); ok {
			flags = s.onlyFinite(b, flags, x)
		}
		s.flags[b] = flags
		count := countOnes(flags)
		s.anyValid[b], s.allValid[b] = count > 0, count == m
	}
	a.revive(c, s.anyValid)

	allComplete, anyAlive := true, false
	complete := s.complete[:m]
	copy(complete, s.ones)
	for b, alive := range a.alive {
		allComplete = allComplete && alive && s.allValid[b]
		anyAlive = anyAlive || alive
		if alive && !s.allValid[b] {
			and(complete, s.flags[b])
		}
	}
	if allComplete {
		c.complete(w, p, stride, m, a.alive)
		return
	}
	if !anyAlive {
		return
	}
	k := countOnes(complete)
	out := scratch[T](s, a.bands*pitch)
	if k > 0 {
		for b := range a.bands {
			if a.alive[b] {
				compress(out[b*pitch:], p[b*stride:][:m], complete)
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
		if !s.anyValid[b] {
			continue
		}
		flags := s.flagBuffer(b, m)
		copy(flags, s.flags[b])
		andNot(flags, complete)
		if k := compress(out, p[b*stride:][:m], flags); k > 0 {
			c.partial(w, b, out[:k])
		}
	}
}

func (s *validityFilter) prepare(bands int) {
	s.flags, s.owned = grow(s.flags, bands), grow(s.owned, bands*chunk)
	s.anyValid, s.allValid = grow(s.anyValid, bands), grow(s.allValid, bands)
	if s.ones != nil {
		return
	}
	s.complete, s.ones = make([]byte, chunk), make([]byte, chunk)
	for i := range s.ones {
		s.ones[i] = 1
	}
}

// flagBuffer returns room for m flags of a band.
func (s *validityFilter) flagBuffer(b, m int) []byte { return s.owned[b*chunk:][:m] }

// onlyFinite returns flags without those of samples that are not finite.
func (s *validityFilter) onlyFinite(b int, flags []byte, x []float64) []byte {
	if _, _, finite := span(x); finite {
		return flags
	}
	own := s.flagBuffer(b, len(x))
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

func scratch[T sample](s *validityFilter, n int) []T {
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
