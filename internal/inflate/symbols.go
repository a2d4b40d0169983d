package inflate

// Entries of the symbols, without their codes; RFC 1951, section 3.2.5.
var (
	litResults  = makeLitResults()
	distResults = makeDistResults()
	preResults  = makePreResults()
)

func makeLitResults() (r [288]entry) {
	for i := range 256 {
		r[i] = literal | 1<<6 | entry(i)<<8
	}
	r[256] = endOfBlock
	base := entry(3)
	for i := 257; i < 285; i++ {
		extra := entry(max((i-257)/4-1, 0))
		r[i] = base<<16 | extra
		base += 1 << extra
	}
	r[285] = 258 << 16
	r[286], r[287] = invalidCode, invalidCode
	return r
}

func makeDistResults() (r [32]entry) {
	base := entry(1)
	for i := range 30 {
		extra := entry(max(i/2-1, 0))
		r[i] = base<<16 | extra
		base += 1 << extra
	}
	r[30], r[31] = invalidCode, invalidCode
	return r
}

// The symbols of the code that code lengths are written in: bits 16–20.
func makePreResults() (r [19]entry) {
	for i := range r {
		r[i] = literal | entry(i)<<16
	}
	return r
}

// preOrder is the order in which lengths of that code come.
var preOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

func fixedLengths() (l [288]uint8) {
	for i := range l {
		switch {
		case i < 144:
			l[i] = 8
		case i < 256:
			l[i] = 9
		case i < 280:
			l[i] = 7
		default:
			l[i] = 8
		}
	}
	return l
}
