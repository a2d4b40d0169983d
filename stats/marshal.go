package stats

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/bandprep/bandprep/exact"
	"github.com/bandprep/bandprep/raster"
)

// Moments are written in two forms, both without loss. The binary form is, all
// numbers lowest byte first:
//
//	1 byte             version, 1
//	1 byte and as many name of the sample type
//	4                  bands d
//	8, 8               pixels, complete pixels
//	1                  1 where there are products, plus 2 where bands are dead
//	8·d, 8·d, 8·d      valid samples, minima, maxima
//	24·d, 24·d, 24·d   sums, sums of squares, sums over complete pixels
//	24·d·(d+1)/2       sums of products, if any
//	d                  1 for dead bands, if any
const momentsVersion = 1

const (
	withProducts = 1 << iota
	withDead
)

// AppendBinary appends the binary form of m to b.
func (m Moments) AppendBinary(b []byte) ([]byte, error) {
	if err := m.checkLengths(); err != nil {
		return b, err
	}
	if err := m.checkCounts(); err != nil {
		return b, err
	}
	name := m.Type.String()
	b = append(b, momentsVersion, byte(len(name)))
	b = append(b, name...)
	b = binary.LittleEndian.AppendUint32(b, uint32(m.Bands))
	b = binary.LittleEndian.AppendUint64(b, uint64(m.Pixels))
	b = binary.LittleEndian.AppendUint64(b, uint64(m.Complete))
	b = append(b, byte(withProducts*boolToInt(m.SumProducts != nil)+withDead*boolToInt(m.Dead != nil)))
	for _, n := range m.Valid {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	for _, list := range [...][]float64{m.Min, m.Max} {
		for _, x := range list {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
		}
	}
	for _, list := range [...][]exact.Sum{m.Sum, m.SumSquares, m.SumComplete, m.SumProducts} {
		for _, s := range list {
			b, _ = s.AppendBinary(b)
		}
	}
	return append(b, asBytes(m.Dead)...), nil
}

// MarshalBinary returns the binary form of m.
func (m Moments) MarshalBinary() ([]byte, error) { return m.AppendBinary(nil) }

var errShort = errors.New("stats: moments are cut off or too long")

// UnmarshalBinary reads the binary form and validates it as [Moments.Validate]
// does; sums beyond the range are taken as they were written. It leaves m as
// it was where it returns an error.
func (m *Moments) UnmarshalBinary(b []byte) error {
	if len(b) < 2 || b[0] != momentsVersion {
		return errors.New("stats: not moments of version 1")
	}
	name, b := int(b[1]), b[2:]
	if len(b) < name+4+8+8+1 {
		return errShort
	}
	t, err := raster.ParseSampleType(string(b[:name]))
	if err != nil {
		return fmt.Errorf("stats: moments of %w", err)
	}
	b = b[name:]
	bands := int64(binary.LittleEndian.Uint32(b))
	pixels, complete, flags := int64(binary.LittleEndian.Uint64(b[4:])), int64(binary.LittleEndian.Uint64(b[12:])), b[20]
	b = b[21:]
	if flags > withProducts+withDead {
		return fmt.Errorf("stats: moments with flags %d", flags)
	}
	products, dead := flags&withProducts != 0, flags&withDead != 0
	want := bands * (3*8 + 3*24)
	if products {
		want += 24 * (bands * (bands + 1) / 2)
	}
	if dead {
		want += bands
	}
	if bands > int64(len(b)) || want != int64(len(b)) { // bounds what is allocated
		return errShort
	}
	var r Moments
	r.reset(t, int(bands), products)
	r.Pixels, r.Complete = pixels, complete
	for i := range r.Valid {
		r.Valid[i], b = int64(binary.LittleEndian.Uint64(b)), b[8:]
	}
	for _, list := range [...][]float64{r.Min, r.Max} {
		for i := range list {
			list[i], b = math.Float64frombits(binary.LittleEndian.Uint64(b)), b[8:]
		}
	}
	for _, list := range [...][]exact.Sum{r.Sum, r.SumSquares, r.SumComplete, r.SumProducts} {
		for i := range list {
			if list[i], err = sumOf(b[:24], t); err != nil {
				return err
			}
			b = b[24:]
		}
	}
	if dead {
		r.Dead = make([]bool, bands)
		for i := range r.Dead {
			if b[i] > 1 {
				return fmt.Errorf("stats: the flag of dead band %d is %d", i+1, b[i])
			}
			r.Dead[i] = b[i] == 1
		}
	}
	return m.take(&r)
}

// sumOf reads a sum of samples of type t.
func sumOf(b []byte, t raster.SampleType) (exact.Sum, error) {
	s := exact.SumOf(b)
	if !IntegerSums(t) {
		var x exact.Triple
		return s, x.UnmarshalBinary(b)
	}
	if exact.IntSum(s.Int()) != s {
		return s, errors.New("stats: a sum of integers has more than 128 bits")
	}
	return s, nil
}

// take sets m to r, which was read, if that is valid.
func (m *Moments) take(r *Moments) error {
	if err := r.Validate(); err != nil && !errors.Is(err, ErrRange) {
		return err
	}
	*m = *r
	return nil
}

// momentsJSON is the JSON form. Extremes of bands without valid samples are
// null. Sums are strings, a decimal integer or three decimal float64: JSON
// readers round numbers.
type momentsJSON struct {
	Type        string     `json:"type"`
	Bands       int        `json:"bands"`
	Pixels      int64      `json:"pixels"`
	Valid       []int64    `json:"valid"`
	Min         []*float64 `json:"min"`
	Max         []*float64 `json:"max"`
	Complete    int64      `json:"complete"`
	Sum         []string   `json:"sum"`
	SumSquares  []string   `json:"sum_squares"`
	SumComplete []string   `json:"sum_complete"`
	SumProducts []string   `json:"sum_products,omitempty"`
	Dead        []bool     `json:"dead,omitempty"`
}

// MarshalJSON returns m as an object, from which UnmarshalJSON makes equal
// moments. Sums are strings: "123" for integers, "12.5 0 0" for the three
// parts of an [exact.Triple].
func (m Moments) MarshalJSON() ([]byte, error) {
	if err := m.checkLengths(); err != nil {
		return nil, err
	}
	if err := m.checkCounts(); err != nil {
		return nil, err
	}
	return json.Marshal(momentsJSON{
		Type: m.Type.String(), Bands: m.Bands, Pixels: m.Pixels, Valid: m.Valid, Complete: m.Complete, Dead: m.Dead,
		Min: numbers(m.Min), Max: numbers(m.Max),
		Sum: m.texts(m.Sum), SumSquares: m.texts(m.SumSquares), SumComplete: m.texts(m.SumComplete), SumProducts: m.texts(m.SumProducts),
	})
}

// UnmarshalJSON reads what MarshalJSON writes and validates it as
// [Moments.UnmarshalBinary] does.
func (m *Moments) UnmarshalJSON(data []byte) error {
	var in momentsJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("stats: moments: %w", err)
	}
	t, err := raster.ParseSampleType(in.Type)
	if err != nil {
		return fmt.Errorf("stats: moments of %w", err)
	}
	r := Moments{Type: t, Bands: in.Bands, Pixels: in.Pixels, Valid: in.Valid, Complete: in.Complete, Min: floats(in.Min), Max: floats(in.Max)}
	if len(in.Dead) > 0 {
		r.Dead = in.Dead
	}
	for _, list := range [...]struct {
		to   *[]exact.Sum
		from []string
	}{{&r.Sum, in.Sum}, {&r.SumSquares, in.SumSquares}, {&r.SumComplete, in.SumComplete}, {&r.SumProducts, in.SumProducts}} {
		for _, text := range list.from {
			s, err := parseSum(text, t)
			if err != nil {
				return fmt.Errorf("stats: moments: %w", err)
			}
			*list.to = append(*list.to, s)
		}
	}
	return m.take(&r)
}

func (m *Moments) texts(sums []exact.Sum) []string {
	var list []string
	for _, s := range sums {
		text, _ := s.Triple().MarshalText()
		if IntegerSums(m.Type) {
			text, _ = s.Int().MarshalText()
		}
		list = append(list, string(text))
	}
	return list
}

func parseSum(text string, t raster.SampleType) (exact.Sum, error) {
	if IntegerSums(t) {
		var v exact.Int
		err := v.UnmarshalText([]byte(text))
		return exact.IntSum(v), err
	}
	var x exact.Triple
	err := x.UnmarshalText([]byte(text))
	return exact.TripleSum(x), err
}

// numbers returns pointers to x, nil for NaN.
func numbers(x []float64) []*float64 {
	list := make([]*float64, len(x))
	for i := range x {
		if !math.IsNaN(x[i]) {
			list[i] = &x[i]
		}
	}
	return list
}

// floats undoes numbers.
func floats(list []*float64) []float64 {
	x := make([]float64, len(list))
	for i, p := range list {
		x[i] = math.NaN()
		if p != nil {
			x[i] = *p
		}
	}
	return x
}
