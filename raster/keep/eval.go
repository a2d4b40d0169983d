package keep

import (
	"math"

	"github.com/bandprep/bandprep/raster"
)

// node is a part of an expression. It sets out[i] for every pixel of the planes.
type node interface {
	eval(planes []plane, out []bool)
}

// plane is the values of one mask in a window.
type plane struct {
	block *raster.Block
	typ   raster.SampleType
}

// Eval sets out[i] to whether the pixel counts, for the pixels of a window. Blocks
// hold the masks of [Expr.Names], one band each, of the given types.
func (e *Expr) Eval(blocks []*raster.Block, types []raster.SampleType, out []bool) {
	planes := make([]plane, len(blocks))
	for i := range blocks {
		planes[i] = plane{blocks[i], types[i]}
	}
	e.root.eval(planes, out)
	for _, p := range planes {
		known(p.block, out)
	}
}

// known keeps no pixel at which a mask has no number.
func known(b *raster.Block, keeps []bool) {
	if b.Valid == nil && b.F64 == nil {
		return
	}
	for i := range keeps {
		if b.Valid != nil && !b.Valid[i] || b.F64 != nil && math.IsNaN(b.F64[i]) {
			keeps[i] = false
		}
	}
}

// test is a condition on one mask.
type test struct {
	mask int
	is   func(float64) bool
	not  bool
}

// eval asks once for a run of equal values, which masks consist of.
func (n *test) eval(planes []plane, out []bool) {
	p := planes[n.mask]
	last, keeps := math.NaN(), false
	for i := range out {
		if v := p.block.At(i, p.typ); v != last {
			last, keeps = v, n.is(v) != n.not
		}
		out[i] = keeps
	}
}

type negation struct{ of node }

func (n *negation) eval(planes []plane, out []bool) {
	n.of.eval(planes, out)
	for i := range out {
		out[i] = !out[i]
	}
}

// junction is parts of which all have to hold, or any.
type junction struct {
	all  bool
	list []node
}

func (n *junction) eval(planes []plane, out []bool) {
	n.list[0].eval(planes, out)
	next := make([]bool, len(out))
	for _, part := range n.list[1:] {
		part.eval(planes, next)
		for i := range out {
			if next[i] != n.all {
				out[i] = !n.all
			}
		}
	}
}

// hasBits tests that all bits are set, or with none that none of them is. What is
// no whole number has no bits.
func hasBits(bits uint64, none bool) func(float64) bool {
	return func(v float64) bool {
		if v != math.Trunc(v) || v < -(1<<63) || v >= 1<<64 {
			return false
		}
		u := uint64(v)
		if v < 0 {
			u = uint64(int64(v))
		}
		if none {
			return u&bits == 0
		}
		return u&bits == bits
	}
}

func comparison(how string, with float64) func(float64) bool {
	switch how {
	case "!=":
		return func(v float64) bool { return v != with }
	case "<":
		return func(v float64) bool { return v < with }
	case "<=":
		return func(v float64) bool { return v <= with }
	case ">":
		return func(v float64) bool { return v > with }
	case ">=":
		return func(v float64) bool { return v >= with }
	}
	return func(v float64) bool { return v == with }
}
