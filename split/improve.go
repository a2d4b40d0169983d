package split

import "math"

// pixelWeight is the weight of the pixels in the cost, where each class has 1.
const pixelWeight = 0.125

// term is how far n of total lies from a share.
func term(n, total, share float64) float64 {
	if total == 0 {
		return 0
	}
	return math.Abs(n/total - share)
}

// shift returns how the cost changes when sign times the unit is added to a
// bin. The cost is the sum over bins of |share of a class's items − target|
// over classes, plus the weighted same of all items and of all pixels.
func (b *balance) shift(bin int, u *unit, sign float64) float64 {
	d, share := 0.0, b.share[bin]
	for _, c := range u.counts {
		n, total := float64(b.have[bin][c.class]), float64(b.total[c.class])
		d += term(n+float64(sign*float64(c.n)), total, share) - term(n, total, share)
	}
	n, total := float64(b.held[bin]), float64(b.items)
	step := term(n+float64(sign*float64(u.size())), total, share) - term(n, total, share)
	d += float64(b.sizes * step)
	n, total = float64(b.weight[bin]), float64(b.pixels)
	step = term(n+float64(sign*float64(u.pixels)), total, share) - term(n, total, share)
	return d + float64(pixelWeight*step)
}

// tiny is the smallest gain that is worth a step; it keeps rounding from
// making the search go in circles.
const tiny = 1e-9

// patience is how many kicks in a row may gain nothing.
const patience = 200

// improve lowers the cost by local search: it moves single units and swaps
// pairs until neither helps, then kicks a twentieth of the units into other
// bins and searches again, keeping what is better, as often as the budget of
// the balance allows (Lourenço, Martin, Stützle: Iterated local search, 2003). Order and budget
// depend on the units only, so the result does. A full search over all pairs
// was refused: it is quadratic in the units.
func (b *balance) improve(units []unit, at []int) {
	state := uint64(len(units))
	partners := min(len(units)-1, max(2, 25_000/len(units)), 64)
	b.descend(units, at, partners, &state)
	best, least := append([]int(nil), at...), b.cost()
	kicks := min(b.budget, 4000*min(len(units), 1000)) / (4 * len(units) * (len(b.bins) + partners))
	for idle := 0; kicks > 0 && idle < patience; kicks, idle = kicks-1, idle+1 {
		for range max(2, len(units)/20) {
			u := int(next(&state) % uint64(len(units)))
			b.reassign(units, at, u, b.open[next(&state)%uint64(len(b.open))])
		}
		b.descend(units, at, partners, &state)
		if c := b.cost(); c < least-tiny {
			copy(best, at)
			least = c
			idle = 0
			continue
		}
		for u := range units {
			b.reassign(units, at, u, best[u])
		}
	}
	if len(units) > manyUnits {
		b.evenSizes(units, at)
	}
}

// evenSizes moves single items of one class, each time the one that costs least,
// until every bin that may take units holds as many items as it should: where
// they are left out of the search, its last step may leave a part one item off.
func (b *balance) evenSizes(units []unit, at []int) {
	for range len(b.bins) * len(b.bins) {
		best, to, least := -1, -1, math.Inf(1)
		for u := range units {
			from := at[u]
			if !units[u].single() || b.held[from] <= b.bins[from].size {
				continue
			}
			out := b.shift(from, &units[u], -1)
			for _, bin := range b.open {
				if b.held[bin] >= b.bins[bin].size {
					continue
				}
				if d := out + b.shift(bin, &units[u], 1); d < least {
					best, to, least = u, bin, d
				}
			}
		}
		if best < 0 {
			return
		}
		b.reassign(units, at, best, to)
	}
}

// manyUnits is how many units make single items of one class not worth a look:
// they were cut exactly, and balance what the others lack.
const manyUnits = 20_000

// descend moves and swaps until a pass over the units gains nothing, in at most
// fifty passes. Every step
// is the best move of a unit, or a swap with a unit drawn by chance that gains.
func (b *balance) descend(units []unit, at []int, partners int, state *uint64) {
	gained := true
	for pass := 0; gained && pass < 50; pass++ {
		gained = false
		for u := range units {
			if len(units) > manyUnits && units[u].single() {
				continue
			}
			if b.move(units, at, u) {
				gained = true
			}
			for range partners {
				if b.swap(units, at, u, int(next(state)%uint64(len(units)))) {
					gained = true
				}
			}
		}
	}
}

// cost returns the sum that improve lowers.
func (b *balance) cost() float64 {
	c := 0.0
	for i, share := range b.share {
		for class, total := range b.total {
			c += term(float64(b.have[i][class]), float64(total), share)
		}
		items := term(float64(b.held[i]), float64(b.items), share)
		pixels := term(float64(b.weight[i]), float64(b.pixels), share)
		c += float64(b.sizes*items) + float64(pixelWeight*pixels)
	}
	return c
}

func (b *balance) reassign(units []unit, at []int, u, to int) {
	b.putUnit(at[u], &units[u], -1)
	b.putUnit(to, &units[u], 1)
	at[u] = to
}

// move puts u into the bin where it lowers the cost most.
func (b *balance) move(units []unit, at []int, u int) bool {
	from := at[u]
	out := b.shift(from, &units[u], -1)
	best, gain := from, -tiny
	for _, to := range b.open {
		if to == from {
			continue
		}
		if d := out + b.shift(to, &units[u], 1); d < gain {
			best, gain = to, d
		}
	}
	if best == from {
		return false
	}
	b.reassign(units, at, u, best)
	return true
}

// swap exchanges the bins of u and v if that lowers the cost.
func (b *balance) swap(units []unit, at []int, u, v int) bool {
	from, to := at[u], at[v]
	if from == to {
		return false
	}
	d := b.shift(from, &units[u], -1)
	b.putUnit(from, &units[u], -1)
	d += b.shift(to, &units[u], 1)
	b.putUnit(to, &units[u], 1)
	d += b.shift(to, &units[v], -1)
	b.putUnit(to, &units[v], -1)
	d += b.shift(from, &units[v], 1)
	if d < -tiny {
		b.putUnit(from, &units[v], 1)
		at[u], at[v] = to, from
		return true
	}
	b.putUnit(to, &units[v], 1)
	b.putUnit(to, &units[u], -1)
	b.putUnit(from, &units[u], 1)
	return false
}

// next returns the next number of a sequence.
func next(state *uint64) uint64 {
	*state = mix(*state)
	return *state
}

// mix is the output step of SplitMix64 (Steele, Lea, Flood: Fast splittable
// pseudorandom number generators, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
