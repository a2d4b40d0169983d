package stats

// The kernels sum samples of one chunk in integers. Those below are the
// reference; on amd64 they are replaced by vector code with equal results.
// Signed planes hold samples about a pivot, so that products of two samples
// are small and many of them fit into 32 bits.

// range16Go returns the extremes of x, which is not empty.
func range16Go(x []uint16) (low, high uint16) {
	low, high = x[0], x[0]
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	return low, high
}

// center16Go sets dst to x − pivot and returns the sum of dst. The differences
// must fit into 16 bits.
func center16Go(dst []int16, x []uint16, pivot uint16) int64 {
	var s int64
	dst = dst[:len(x)]
	for i, v := range x {
		d := int16(v - pivot)
		dst[i] = d
		s += int64(d)
	}
	return s
}

// center8Go sets dst to x − 128 and returns the sum of dst and the extremes of
// x, which is not empty.
func center8Go(dst []int16, x []uint8) (sum int64, low, high uint8) {
	low, high = x[0], x[0]
	dst = dst[:len(x)]
	for i, v := range x {
		d := int16(v) - 128
		dst[i] = d
		sum += int64(d)
		low, high = min(low, v), max(high, v)
	}
	return sum, low, high
}

// split16Go sets high and low so that x = 256·high + low, with low in −128 …
// 127 and high in −128 … 128.
func split16Go(high, low, x []int16) {
	high, low = high[:len(x)], low[:len(x)]
	for i, v := range x {
		l := int16(int8(v))
		low[i] = l
		high[i] = v>>8 - l>>15
	}
}

// dotGo returns the sum of products of a and b, which are equally long.
func dotGo(a, b []int16) int64 {
	var s int64
	b = b[:len(a)]
	for i, v := range a {
		s += int64(v) * int64(b[i])
	}
	return s
}

// dots9Go adds to out[3·i+j] the sum of products of the planes a[i·stride:]
// and b[j·stride:] of n samples, for i and j from 0 to 2.
func dots9Go(a, b []int16, stride, n int, out *[9]int64) {
	for i := range 3 {
		for j := range 3 {
			out[3*i+j] += dotGo(a[i*stride:][:n], b[j*stride:][:n])
		}
	}
}

// rgb8Go adds to sum the sums of the three planes p[b·stride:] of n samples,
// to cross those of their products 00 01 02 11 12 22, and widens low and high
// to their extremes.
func rgb8Go(p []uint8, stride, n int, sum *[3]uint64, cross *[6]uint64, low, high *[3]uint8) {
	r, g, b := p[:n], p[stride:][:n], p[2*stride:][:n]
	for i := range n {
		x, y, z := uint64(r[i]), uint64(g[i]), uint64(b[i])
		sum[0] += x
		sum[1] += y
		sum[2] += z
		cross[0] += x * x
		cross[1] += x * y
		cross[2] += x * z
		cross[3] += y * y
		cross[4] += y * z
		cross[5] += z * z
		low[0], high[0] = min(low[0], r[i]), max(high[0], r[i])
		low[1], high[1] = min(low[1], g[i]), max(high[1], g[i])
		low[2], high[2] = min(low[2], b[i]), max(high[2], b[i])
	}
}
