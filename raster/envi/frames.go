package envi

import (
	"math/bits"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/internal/strided"
	"github.com/bandprep/bandprep/raster"
)

// addresses returns where samples of so many bytes stand. A minor frame is what
// lies together: a line of one band (bsq, bil) or the bands of a pixel (bip). A
// major frame is a band (bsq) or a line of all bands (bil, bip). Either may have
// extra bytes before and behind it, which "minor frame offsets" and "major frame
// offsets" give. (GDAL 3.6.2 takes a major frame of bsq for a line.)
func (f Fields) addresses(size, samples, lines, bands int64) (l strided.Layout, err error) {
	minor, err := f.frame("minor frame offsets")
	if err != nil {
		return l, err
	}
	major, err := f.frame("major frame offsets")
	if err != nil {
		return l, err
	}
	var ok bool
	switch interleave := strings.ToLower(f["interleave"]); interleave {
	case "bsq", "":
		l.Col = size
		l.Row, ok = minor.around(samples, l.Col, true)
		l.Band, ok = major.around(lines, l.Row, ok)
	case "bil":
		l.Col = size
		l.Band, ok = minor.around(samples, l.Col, true)
		l.Row, ok = major.around(bands, l.Band, ok)
	case "bip":
		l.Band = size
		l.Col, ok = minor.around(bands, l.Band, true)
		l.Row, ok = major.around(samples, l.Col, ok)
	default:
		return l, raster.Broken(format, "header", "interleave %q", interleave)
	}
	if !ok {
		return l, raster.Broken(format, "header", "%d×%d×%d samples", samples, lines, bands)
	}
	l.Start = minor.before + major.before
	return l, nil
}

// frame is the extra bytes around a frame.
type frame struct{ before, behind int64 }

// frame reads one or two numbers of bytes.
func (f Fields) frame(key string) (e frame, err error) {
	parts := f.list(key)
	if len(parts) > 2 {
		return e, raster.Broken(format, "header", "%s = %q", key, f[key])
	}
	for i, to := range []*int64{&e.before, &e.behind}[:len(parts)] {
		const most = 1 << 40
		n, err := strconv.ParseInt(parts[i], 10, 64)
		if err != nil || n < 0 || n > most {
			return e, raster.Broken(format, "header", "%s = %q", key, f[key])
		}
		*to = n
	}
	return e, nil
}

// around returns the bytes from one frame to the next, each of n parts of so
// many bytes. It is not ok on overflow, nor where what came before was not.
func (e frame) around(n, part int64, ok bool) (int64, bool) {
	hi, lo := bits.Mul64(uint64(n), uint64(part))
	sum, carry := bits.Add64(lo, uint64(e.before+e.behind), 0)
	return int64(sum), ok && hi == 0 && carry == 0 && sum < 1<<62
}
