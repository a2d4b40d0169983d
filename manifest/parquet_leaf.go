package manifest

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/bandprep/bandprep/exact"
)

// Parquet stores each innermost value of a schema as a column of its own, a
// leaf: columns are one leaf, lists of structs one for each field. Arrow's
// conversion between the two would link an RPC stack into the program.

// leaf is one column of a Parquet file. Entries are those of a list, or the one
// value of a column that is none.
type leaf struct {
	name     string
	sub      string // field of a list of structs
	typ      leafType
	required bool
	list     bool
	optional bool // of a list of structs: the field may be null
	get      func(r *Row, dst []scalar) []scalar
	set      func(r *Row, list []scalar) error
	null     func(r *Row) bool
}

// parquetLeaves returns the leaves of a manifest in the order of its columns.
func parquetLeaves(h *Header) []leaf {
	var all []leaf
	for i := range fields {
		f := &fields[i]
		list := f.leaves(h.Kind)
		names := f.columns(h.Kind)
		for k := range list {
			l := &list[k]
			l.name, l.required = names[min(k, len(names)-1)][0], f.required
			l.null = func(r *Row) bool { return f.null(r, f.at(r)) }
		}
		all = append(all, list...)
	}
	for i, c := range h.Columns {
		typ := [...]leafType{Text: leafText, Int64: leafInt64, Float64: leafFloat, Bool: leafBool, Time: leafTime}[c.Type]
		all = append(all, leaf{
			name: c.Name, typ: typ,
			null: func(r *Row) bool { return i >= len(r.Extra) || r.Extra[i].typ == 0 },
			get: func(r *Row, dst []scalar) []scalar {
				return append(dst, scalar{text: r.Extra[i].text, bits: r.Extra[i].bits})
			},
			set: func(r *Row, list []scalar) error {
				r.Extra[i] = Value{list[0].text, list[0].bits, c.Type}
				if c.Type == Float64 {
					r.Extra[i] = Float64Value(math.Float64frombits(list[0].bits))
				}
				return nil
			},
		})
	}
	return all
}

// single is the leaf of a column that is no list.
func single[T any](f *field, typ leafType, to func(T) scalar, from func(scalar) T) []leaf {
	return []leaf{{
		typ: typ,
		get: func(r *Row, dst []scalar) []scalar { return append(dst, to(*f.at(r).(*T))) },
		set: func(r *Row, list []scalar) error { *f.at(r).(*T) = from(list[0]); return nil },
	}}
}

// entries is a leaf of a column that is a list, with part of each entry.
func entries[T any](f *field, typ leafType, to func(T) scalar, from func(scalar, *T)) leaf {
	return leaf{
		typ: typ, list: true,
		get: func(r *Row, dst []scalar) []scalar {
			for _, v := range *f.at(r).(*[]T) {
				dst = append(dst, to(v))
			}
			return dst
		},
		set: func(r *Row, list []scalar) error {
			p := f.at(r).(*[]T)
			if *p == nil {
				*p = make([]T, len(list))
			}
			if len(*p) != len(list) {
				return fmt.Errorf("%w: %s: lists of %d and %d entries", errDamaged, f.name, len(*p), len(list))
			}
			for i, s := range list {
				from(s, &(*p)[i])
			}
			return nil
		},
	}
}

// four is the leaf of a list of four numbers.
func four[T any](f *field, typ leafType, to func(T) scalar, from func(scalar) T) []leaf {
	return []leaf{{
		typ: typ, list: true,
		get: func(r *Row, dst []scalar) []scalar {
			for _, v := range *f.at(r).(**[4]T) {
				dst = append(dst, to(v))
			}
			return dst
		},
		set: func(r *Row, list []scalar) error {
			if len(list) != 4 {
				return fmt.Errorf("%w: %s of %d numbers, want 4", errDamaged, f.name, len(list))
			}
			v := new([4]T)
			for i, s := range list {
				v[i] = from(s)
			}
			*f.at(r).(**[4]T) = v
			return nil
		},
	}}
}

func number(v int64) scalar     { return scalar{bits: uint64(v)} }
func floating(v float64) scalar { return scalar{bits: math.Float64bits(v), null: v != v} }
func textual(s string) scalar   { return scalar{text: validText(s)} }
func (s scalar) int() int64     { return int64(s.bits) }
func (s scalar) string() string { return strings.Clone(s.text) }
func (s scalar) float() float64 {
	if s.null {
		return math.NaN()
	}
	return math.Float64frombits(s.bits)
}

// leaves returns the leaves of the field; names are not yet set.
func (f *field) leaves(kind SumKind) []leaf {
	switch f.at(new(Row)).(type) {
	case *string:
		return single(f, leafText, textual, scalar.string)
	case *int8:
		return single(f, leafInt8, func(v int8) scalar { return number(int64(v)) }, func(s scalar) int8 { return int8(s.bits) })
	case *int32:
		return single(f, leafInt32, func(v int32) scalar { return number(int64(v)) }, func(s scalar) int32 { return int32(s.bits) })
	case **int32:
		return single(f, leafInt32, func(v *int32) scalar { return number(int64(*v)) }, func(s scalar) *int32 { v := int32(s.bits); return &v })
	case *int64:
		return single(f, leafInt64, number, scalar.int)
	case *time.Time:
		return single(f, leafTime, func(v time.Time) scalar { return number(v.UnixMicro()) }, func(s scalar) time.Time { return time.UnixMicro(s.int()).UTC() })
	case *[16]byte:
		return single(f, leafHash, func(v [16]byte) scalar { return scalar{text: string(v[:])} }, func(s scalar) (v [16]byte) { copy(v[:], s.text); return v })
	case *[24]byte:
		return single(f, leafBytes, func(v [24]byte) scalar { return scalar{text: string(v[:])} }, func(s scalar) (v [24]byte) { copy(v[:], s.text); return v })
	case *[]byte:
		return single(f, leafBytes, func(v []byte) scalar { return scalar{text: string(v)} }, func(s scalar) []byte { return append([]byte{}, s.text...) })
	case **[4]int32:
		return four(f, leafInt32, func(v int32) scalar { return number(int64(v)) }, func(s scalar) int32 { return int32(s.bits) })
	case **[4]float64:
		return four(f, leafFloat, floating, scalar.float)
	case *[]string:
		return []leaf{entries(f, leafText, textual, func(s scalar, v *string) { *v = s.string() })}
	case *[]int64:
		return []leaf{entries(f, leafInt64, number, func(s scalar, v *int64) { *v = s.int() })}
	case *[]float64:
		return []leaf{entries(f, leafFloat, floating, func(s scalar, v *float64) { *v = s.float() })}
	case *[]ClassPixels:
		list := []leaf{
			entries(f, leafInt64, func(c ClassPixels) scalar { return number(c.Value) }, func(s scalar, c *ClassPixels) { c.Value = s.int() }),
			entries(f, leafInt64, func(c ClassPixels) scalar { return number(c.Pixels) }, func(s scalar, c *ClassPixels) { c.Pixels = s.int() }),
		}
		list[0].sub, list[1].sub = "value", "pixels"
		return list
	case *[]Box:
		list := []leaf{
			entries(f, leafFloat, func(b Box) scalar { return floating(b.X) }, func(s scalar, b *Box) { b.X = s.float() }),
			entries(f, leafFloat, func(b Box) scalar { return floating(b.Y) }, func(s scalar, b *Box) { b.Y = s.float() }),
			entries(f, leafFloat, func(b Box) scalar { return floating(b.Width) }, func(s scalar, b *Box) { b.Width = s.float() }),
			entries(f, leafFloat, func(b Box) scalar { return floating(b.Height) }, func(s scalar, b *Box) { b.Height = s.float() }),
			entries(f, leafText, func(b Box) scalar { return scalar{text: validText(b.Label), null: b.Label == ""} }, func(s scalar, b *Box) { b.Label = s.string() }),
		}
		for i, name := range [...]string{"x", "y", "width", "height", "label"} {
			list[i].sub, list[i].optional = name, true
		}
		return list
	case *[]exact.Sum:
		return f.sumLeaves(kind)
	}
	panic(fmt.Sprintf("manifest: column %s: no leaf", f.name))
}

func (f *field) sumLeaves(kind SumKind) []leaf {
	switch kind {
	case SumsInt64:
		return []leaf{entries(f, leafInt64, func(s exact.Sum) scalar { return number(int64(s.Int().Lo)) },
			func(s scalar, v *exact.Sum) { *v = exact.IntSum(exact.FromInt64(s.int())) })}
	case SumsDecimal:
		return []leaf{entries(f, leafDecimal, func(s exact.Sum) scalar { return scalar{bits: s.Int().Lo, high: s.Int().Hi} },
			func(s scalar, v *exact.Sum) { *v = exact.IntSum(exact.Int{Hi: s.high, Lo: s.bits}) })}
	}
	part := func(t *exact.Triple, i int) *float64 { return [...]*float64{&t.Hi, &t.Mid, &t.Lo}[i] }
	var list []leaf
	for i := range 3 {
		list = append(list, entries(f, leafFloat, func(s exact.Sum) scalar {
			t := s.Triple()
			return floating(*part(&t, i))
		}, func(s scalar, v *exact.Sum) {
			t := v.Triple()
			*part(&t, i) = s.float()
			*v = exact.TripleSum(t)
		}))
	}
	return list
}
