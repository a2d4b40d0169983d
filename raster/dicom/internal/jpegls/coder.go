package jpegls

// parameters are those of annex C.2.4.1.1 and what follows from them.
type parameters struct {
	maxval, t1, t2, t3, reset int

	near, step  int // step: 2·near + 1
	span        int // RANGE of the standard
	qbpp, limit int
}

// complete fills in defaults and what follows.
func (p *parameters) complete(precision, near int) error {
	if p.maxval == 0 {
		p.maxval = 1<<precision - 1
	}
	if p.maxval >= 1<<precision || near > min(255, p.maxval/2) {
		return broken("greatest sample %d of %d bits, error %d", p.maxval, precision, near)
	}
	clamp := func(v, low int) int {
		if v > p.maxval || v < low {
			return low
		}
		return v
	}
	t1, t2, t3 := 0, 0, 0
	if p.maxval >= 128 {
		f := (min(p.maxval, 4095) + 128) / 256
		t1 = clamp(f*(3-2)+2+3*near, near+1)
		t2 = clamp(f*(7-3)+3+5*near, t1)
		t3 = clamp(f*(21-4)+4+7*near, t2)
	} else {
		f := 256 / (p.maxval + 1)
		t1 = clamp(max(2, 3/f+3*near), near+1)
		t2 = clamp(max(3, 7/f+5*near), t1)
		t3 = clamp(max(4, 21/f+7*near), t2)
	}
	for _, v := range []struct {
		to  *int
		def int
	}{{&p.t1, t1}, {&p.t2, t2}, {&p.t3, t3}, {&p.reset, 64}} {
		if *v.to == 0 {
			*v.to = v.def
		}
	}
	if p.t1 > p.t2 || p.t2 > p.t3 || p.t3 > p.maxval || p.t1 <= near || p.reset < 3 {
		return broken("thresholds %d, %d, %d, reset %d", p.t1, p.t2, p.t3, p.reset)
	}
	p.near, p.step = near, 2*near+1
	p.span = (p.maxval+2*near)/p.step + 1
	p.qbpp = width(p.span)
	bpp := max(2, width(p.maxval+1))
	p.limit = 2 * (bpp + max(8, bpp))
	return nil
}

// width returns the bits that numbers below n need.
func width(n int) int {
	b := 0
	for 1<<b < n {
		b++
	}
	return b
}

// context is what is learned of one neighbourhood: A, B, C and N; in the contexts of
// run interruptions, b counts negative errors.
type context struct{ a, b, c, n int }

// coder decodes rows.
type coder struct {
	parameters
	bits     *bits
	contexts [367]context // the last two are for run interruptions
	// Rows have a sample more at either end: the one to the left of a row is the
	// first of the row above, the one to the right repeats the last.
	above, current [][]int
	runIndex       []int // per component
	width          int
}

func newCoder(p parameters, b *bits, components, width int) *coder {
	c := &coder{parameters: p, bits: b, width: width, runIndex: make([]int, components)}
	for i := range c.contexts {
		c.contexts[i] = context{a: max(2, (p.span+32)/64), n: 1}
	}
	for range components {
		c.above = append(c.above, make([]int, width+2))
		c.current = append(c.current, make([]int, width+2))
	}
	return c
}

// row returns the row of component i that was just decoded.
func (c *coder) row(i int) []int { return c.current[i][1 : c.width+1] }

// advance makes the current rows those above.
func (c *coder) advance() { c.above, c.current = c.current, c.above }

// edges sets the samples at the ends of the rows of component i.
func (c *coder) edges(i int) (above, current []int) {
	above, current = c.above[i], c.current[i]
	above[c.width+1] = above[c.width]
	current[0] = above[1]
	return above, current
}

// line decodes a row of component i.
func (c *coder) line(i int) {
	above, current := c.edges(i)
	for x := 1; x <= c.width; {
		a, b, cc, d := current[x-1], above[x], above[x-1], above[x+1]
		q := c.quantize(d-b)*81 + c.quantize(b-cc)*9 + c.quantize(cc-a)
		if q != 0 {
			current[x] = c.regular(q, a, b, cc)
			x++
			continue
		}
		n, whole := c.run(i, c.width-x+1)
		for range n {
			current[x] = a
			x++
		}
		if !whole {
			current[x] = c.interruption(a, above[x], c.runIndex[i], true)
			x++
			c.runIndex[i] = max(c.runIndex[i]-1, 0)
		}
		if c.bits.over() {
			return
		}
	}
}

// lineOfPixels decodes a row of all components, sample after sample. A run is one
// of whole pixels.
func (c *coder) lineOfPixels() {
	for i := range c.above {
		c.edges(i)
	}
	q := make([]int, len(c.above))
	for x := 1; x <= c.width; {
		flat := true
		for i := range q {
			above, current := c.above[i], c.current[i]
			q[i] = c.quantize(above[x+1]-above[x])*81 + c.quantize(above[x]-above[x-1])*9 + c.quantize(above[x-1]-current[x-1])
			flat = flat && q[i] == 0
		}
		if !flat {
			for i := range q {
				above, current := c.above[i], c.current[i]
				current[x] = c.regular(q[i], current[x-1], above[x], above[x-1])
			}
			x++
			continue
		}
		n, whole := c.run(0, c.width-x+1)
		for i := range q {
			current := c.current[i]
			for k := range n {
				current[x+k] = current[x-1]
			}
		}
		x += n
		if !whole {
			for i := range q {
				c.current[i][x] = c.interruption(c.current[i][x-1], c.above[i][x], c.runIndex[0], false)
			}
			x++
			c.runIndex[0] = max(c.runIndex[0]-1, 0)
		}
		if c.bits.over() {
			return
		}
	}
}

// quantize maps a gradient to −4 … 4.
func (c *coder) quantize(d int) int {
	sign := 1
	if d < 0 {
		d, sign = -d, -1
	}
	switch {
	case d <= c.near:
		return 0
	case d < c.t1:
		return sign
	case d < c.t2:
		return 2 * sign
	case d < c.t3:
		return 3 * sign
	}
	return 4 * sign
}

// regular decodes a sample with neighbours a (left), b (above) and cc (above left) in
// context q, which is negative where signs are turned.
func (c *coder) regular(q, a, b, cc int) int {
	sign := 1
	if q < 0 {
		q, sign = -q, -1
	}
	t := &c.contexts[q]
	var pred int
	switch {
	case cc >= max(a, b):
		pred = min(a, b)
	case cc <= min(a, b):
		pred = max(a, b)
	default:
		pred = a + b - cc
	}
	pred = min(max(pred+sign*t.c, 0), c.maxval)
	k := t.parameter(t.a)
	m := c.golomb(k, c.limit)
	e := m >> 1
	if m&1 != 0 {
		e = -e - 1
	}
	if c.near == 0 && k == 0 && 2*t.b <= -t.n {
		e = -e - 1
	}
	t.b += e * c.step
	t.a += abs(e)
	if t.n == c.reset {
		t.a, t.b, t.n = t.a>>1, t.b>>1, t.n>>1
	}
	t.n++
	switch {
	case t.b <= -t.n:
		t.b = max(t.b+t.n, 1-t.n)
		t.c = max(t.c-1, -128)
	case t.b > 0:
		t.b = min(t.b-t.n, 0)
		t.c = min(t.c+1, 127)
	}
	return c.reconstruct(pred, sign*e)
}

// runOrder is J of the standard: a run of 2^J samples per bit.
var runOrder = [32]int{0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15}

// run returns the length of a run, and whether it fills the row of which
// left samples are left.
func (c *coder) run(i, left int) (n int, whole bool) {
	index := &c.runIndex[i]
	for c.bits.read(1) == 1 {
		step := 1 << runOrder[*index]
		if n+step <= left {
			*index = min(*index+1, 31)
		}
		n = min(n+step, left)
		if n == left {
			return n, true
		}
	}
	n += c.bits.read(runOrder[*index])
	return min(n, left-1), false
}

// interruption decodes the sample that ends a run of samples a, below b. In
// rows of pixels both kinds share the context of unequal neighbours.
func (c *coder) interruption(a, b, runIndex int, kinds bool) int {
	kind, pred, sign := 0, b, 1
	if kinds && abs(a-b) <= c.near {
		kind, pred = 1, a
	} else if a > b {
		sign = -1
	}
	t := &c.contexts[365+kind]
	k := t.parameter(t.a + kind*(t.n>>1))
	m := c.golomb(k, c.limit-runOrder[runIndex]-1)
	odd := (m + kind) & 1
	e := (m + kind + odd) / 2
	if (k != 0 || 2*t.b >= t.n) == (odd == 1) {
		e = -e
	}
	if e < 0 {
		t.b++
	}
	t.a += (m + 1 - kind) >> 1
	if t.n == c.reset {
		t.a, t.b, t.n = t.a>>1, t.b>>1, t.n>>1
	}
	t.n++
	return c.reconstruct(pred, sign*e)
}

// parameter returns the Golomb parameter for the sum of magnitudes a.
func (t *context) parameter(a int) int {
	k := 0
	for t.n<<k < a && k < 24 {
		k++
	}
	return k
}

// golomb reads a number in the code of limited length.
func (c *coder) golomb(k, limit int) int {
	high := c.bits.zeros(limit)
	if high < limit-c.qbpp-1 {
		return high<<k | c.bits.read(k)
	}
	return c.bits.read(c.qbpp) + 1
}

// reconstruct adds an error to a prediction, modulo the range.
func (c *coder) reconstruct(pred, e int) int {
	v := pred + e*c.step
	if v < -c.near {
		v += c.span * c.step
	} else if v > c.maxval+c.near {
		v -= c.span * c.step
	}
	return min(max(v, 0), c.maxval)
}

func abs(x int) int {
	if x < 0 {
		return -x
	}
	return x
}
