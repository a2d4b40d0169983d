package stats

// gram computes the sums of products of all pairs of signed 16-bit planes of
// one chunk. The kernels add products in 32 bits, so a plane's bound decides
// how many may be added in one go; planes with large samples are split into
// two of 8 bits.
type gram struct {
	planes int
	n      int
	x      []int16 // [planes][pitch]
	bounds []int64 // [planes] largest magnitude
	split  []bool  // [planes] whether the next two are set in this chunk
	high   []int16 // [planes][pitch] x = 256·high + low
	low    []int16
}

// pitch is how far planes lie apart: not a power of two, so that they do not
// compete for the same lines of the cache.
const pitch = chunk + 32

// begin starts a chunk of n samples.
func (g *gram) begin(planes, n int) {
	g.planes, g.n = planes, n
	g.x = grow(g.x, planes*pitch)
	g.bounds = grow(g.bounds, planes)
	g.split = grow(g.split, planes)
	clear(g.split)
}

// plane returns the samples of plane i to be written.
func (g *gram) plane(i int) []int16 { return g.x[i*pitch:][:g.n] }

// bound states the largest magnitude in plane i.
func (g *gram) bound(i int, magnitude int64) { g.bounds[i] = magnitude }

// products sets out, an upper triangle, to the sums of products.
func (g *gram) products(out []int64) {
	whole := g.planes - g.planes%3
	for i := 0; i < whole; i += 3 {
		for j := i; j < whole; j += 3 {
			var tile [9]int64
			g.tile(i, j, &tile)
			for a := range 3 {
				for b := range 3 {
					if i+a <= j+b {
						out[Pair(i+a, j+b, g.planes)] = tile[3*a+b]
					}
				}
			}
		}
	}
	for j := whole; j < g.planes; j++ {
		for i := range j + 1 {
			out[Pair(i, j, g.planes)] = g.dot(i, j)
		}
	}
}

// maxTerms returns how many samples of two planes may be multiplied and added up
// in one go. A kernel adds every eighth pair of products at the least.
func maxTerms(a, b int64) int {
	if a*b == 0 {
		return chunk
	}
	return int(min(chunk, (1<<31-1)/(2*a*b)*16)) &^ 31
}

// minTerms is the smallest room with which it is better to go in steps than to
// split planes.
const minTerms = 256

// tile sets out to the products of planes i, i+1, i+2 and j, j+1, j+2.
func (g *gram) tile(i, j int, out *[9]int64) {
	a, b := g.x[i*pitch:], g.x[j*pitch:]
	r := maxTerms(max(g.bounds[i], g.bounds[i+1], g.bounds[i+2]), max(g.bounds[j], g.bounds[j+1], g.bounds[j+2]))
	if r < minTerms && r < g.n {
		var high [9]int64
		for k := j; k < j+3; k++ {
			g.splitPlane(k)
		}
		dots9(a, g.high[j*pitch:], pitch, g.n, &high)
		dots9(a, g.low[j*pitch:], pitch, g.n, out)
		for k, h := range high {
			out[k] += 256 * h
		}
		return
	}
	for at := 0; at < g.n; at += r {
		dots9(a[at:], b[at:], pitch, min(r, g.n-at), out)
	}
}

// dot returns the sum of products of planes i and j.
func (g *gram) dot(i, j int) int64 {
	a := g.plane(i)
	r := maxTerms(g.bounds[i], g.bounds[j])
	if r < minTerms && r < g.n {
		g.splitPlane(j)
		return 256*dot(a, g.high[j*pitch:][:g.n]) + dot(a, g.low[j*pitch:][:g.n])
	}
	b := g.plane(j)
	var s int64
	for at := 0; at < g.n; at += r {
		end := min(at+r, g.n)
		s += dot(a[at:end], b[at:end])
	}
	return s
}

// splitPlane splits plane j.
func (g *gram) splitPlane(j int) {
	if g.split[j] {
		return
	}
	g.high, g.low = grow(g.high, len(g.x)), grow(g.low, len(g.x))
	g.split[j] = true
	split16(g.high[j*pitch:][:g.n], g.low[j*pitch:][:g.n], g.plane(j))
}
