package stats

import "math"

// chunk is how many pixels are looked at in one go: few enough for the planes
// of a few bands to stay in cache.
const chunk = 2048

// sieve is scratch memory for blocks in which some samples do not count.
type sieve struct {
	valid []bool // [bands·chunk]
	all   []bool // [chunk] pixels that are complete
	some  []bool // [bands] whether the band has a valid sample in the chunk
	full  []bool // [bands] whether all its samples in the chunk are valid
	u8    []uint8
	u16   []uint16
	f64   []float64
}

// feed cuts the planes p of n pixels into chunks and hands the samples that
// count to c: those of complete pixels, then those of the others.
func feed[T sample](a *Accumulator, c collector[T], p []T, n int, valid []bool) {
	for at := 0; at < n; at += chunk {
		m := min(chunk, n-at)
		if a.o.Skip == nil && valid == nil && allFinite(p[at:], n, m, a.bands) {
			a.revive(c, nil)
			c.complete(p[at:], n, m, a.alive)
			continue
		}
		sift(a, c, p[at:], n, m, valid, at)
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
func sift[T sample](a *Accumulator, c collector[T], p []T, stride, m int, valid []bool, at int) {
	s := &a.sieve
	if s.valid == nil {
		s.valid, s.all = make([]bool, a.bands*chunk), make([]bool, chunk)
		s.some, s.full = make([]bool, a.bands), make([]bool, a.bands)
	}
	for b := range a.bands {
		flags := s.valid[b*chunk : b*chunk+m]
		switch {
		case b < len(a.o.Skip) && a.o.Skip[b]:
			clear(flags)
		case valid == nil:
			for i := range flags {
				flags[i] = true
			}
		default:
			copy(flags, valid[b*stride+at:])
		}
		if x, ok := any(p[b*stride : b*stride+m]).([]float64); ok {
			for i, v := range x {
				flags[i] = flags[i] && v-v == 0
			}
		}
		count := countTrue(flags)
		s.some[b], s.full[b] = count > 0, count == m
	}
	a.revive(c, s.some)

	whole := true
	for b := range a.bands {
		whole = whole && a.alive[b] && s.full[b]
	}
	if whole {
		c.complete(p, stride, m, a.alive)
		return
	}
	all := s.all[:m]
	for i := range all {
		all[i] = true
	}
	living := false
	for b := range a.bands {
		if !a.alive[b] {
			continue
		}
		living = true
		if !s.full[b] {
			flags := s.valid[b*chunk:][:m]
			for i, v := range flags {
				all[i] = all[i] && v
			}
		}
	}
	if !living {
		return
	}
	k := countTrue(all)
	out := scratch[T](s, a.bands*pitch)
	if k > 0 {
		for b := range a.bands {
			if a.alive[b] {
				compress(out[b*pitch:], p[b*stride:][:m], all)
			} else {
				clear(out[b*pitch:][:k])
			}
		}
		c.complete(out, pitch, k, a.alive)
	}
	if a.o.Complete || k == m {
		return
	}
	for b := range a.bands {
		if !s.some[b] {
			continue
		}
		flags := s.valid[b*chunk:][:m]
		for i, v := range all {
			flags[i] = flags[i] && !v
		}
		if k := compress(out, p[b*stride:][:m], flags); k > 0 {
			c.partial(b, out[:k])
		}
	}
}

// compress writes the flagged elements of x to dst and returns their number.
// dst must have room for all of x.
func compress[T any](dst, x []T, flags []bool) int {
	dst, flags = dst[:len(x)], flags[:len(x)]
	k := 0
	for i, v := range x {
		dst[k] = v
		k += one(flags[i])
	}
	return k
}

func countTrue(flags []bool) int {
	n := 0
	for _, f := range flags {
		n += one(f)
	}
	return n
}

// one is 1 for true; it compiles to no branch.
func one(f bool) int {
	n := 0
	if f {
		n = 1
	}
	return n
}

// allFinite reports whether the planes hold neither NaN nor infinities.
func allFinite[T sample](p []T, stride, n, bands int) bool {
	x, ok := any(p).([]float64)
	if !ok {
		return true
	}
	for b := range bands {
		for _, v := range x[b*stride:][:n] {
			if math.Float64bits(v)&(0x7ff<<52) == 0x7ff<<52 {
				return false
			}
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

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
