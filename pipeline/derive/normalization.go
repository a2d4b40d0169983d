package derive

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// Number is a float64 that JSON writes with the shortest digits that read back
// to it, and as null where it is undefined.
type Number float64

// MarshalJSON writes the number or null.
func (n Number) MarshalJSON() ([]byte, error) {
	v := float64(n)
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return []byte(shortest(v)), nil
}

// UnmarshalJSON reads a number or null.
func (n *Number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	var v float64
	if _, err := fmt.Sscan(string(data), &v); err != nil {
		return fmt.Errorf("number %s: %w", data, err)
	}
	*n = Number(v)
	return nil
}

// Numbers converts a list.
func Numbers(v []float64) []Number {
	out := make([]Number, len(v))
	for i, x := range v {
		out[i] = Number(x)
	}
	return out
}

// Normalization are the constants to apply: (value/Scale − Mean) / Std.
type Normalization struct {
	Type    string   `json:"type"` // "normalization"
	Bands   []string `json:"bands"`
	Mean    []Number `json:"mean"`
	Std     []Number `json:"std"`
	Scale   float64  `json:"scale"`
	Divisor string   `json:"divisor"`  // "n" or "n-1"
	StdKind string   `json:"std_kind"` // "pixel": over all pixels of all images
	Split   string   `json:"split"`    // the items they come from: "train", or "all"
	Images  int64    `json:"images"`
	Digest  string   `json:"digest"` // of ids, exact sums and value-changing options
	Version string   `json:"version"`
	Note    string   `json:"note,omitempty"` // what else is to know before they are applied
	// Applied is what is already done to the samples: then the constants are
	// the identity.
	Applied *table.Applied `json:"applied,omitempty"`
	// Declared is what the files say that stored samples stand for.
	Declared *Declared `json:"declared,omitempty"`
	// Folds are the constants of the training part of each fold, in order: of
	// the items of all other folds.
	Folds []FoldConstants `json:"folds,omitempty"`
}

// Declared are scale and offset per band, which the files declare: physical
// values are stored · scale + offset. Where images differ in them there are none.
type Declared struct {
	Scale   []table.Float `json:"scale,omitempty"`
	Offset  []table.Float `json:"offset,omitempty"`
	Applied bool          `json:"applied"` // statistics and constants are of physical values
}

// declared returns what the files of a table declare, nil where they say nothing.
func declared(t *table.Table) *Declared {
	if t.Declared == nil && !t.View.Physical {
		return nil
	}
	d := &Declared{Applied: t.View.Physical}
	for _, b := range t.Declared {
		d.Scale, d.Offset = append(d.Scale, b.Scale), append(d.Offset, b.Offset)
	}
	return d
}

// FoldConstants are the constants to apply while one fold is valid.
type FoldConstants struct {
	Fold   int32    `json:"fold"`
	Mean   []Number `json:"mean"`
	Std    []Number `json:"std"`
	Images int64    `json:"images"` // that they come from
}

// ProgramVersion is written into results.
const ProgramVersion = "0.2.0"

// DefaultScale returns 255 for 8-bit samples and 1 for all others.
func DefaultScale(t raster.SampleType) float64 {
	if t == raster.Uint8 {
		return 255
	}
	return 1
}

// Normalize derives the constants of the images of a table from the statistics
// of a split. Those of images that are normalized already are the identity.
func Normalize(t *table.Table, s *stats.Summary, scale float64, split, digest string) Normalization {
	n := Normalization{Type: "normalization", Bands: t.Bands, Scale: scale, Divisor: s.Divisor, StdKind: "pixel",
		Split: split, Images: s.Images, Digest: digest, Version: ProgramVersion, Declared: declared(t)}
	for _, b := range s.Bands {
		n.Mean = append(n.Mean, Number(b.Mean/scale))
		n.Std = append(n.Std, Number(b.StdDev/scale))
	}
	if n.Applied = t.View.Applied(); n.Applied != nil {
		n.identity()
	} else if scale == 1 && LooksNormalized(s) {
		n.Note = looksNormalized
	} else if scale == 1 {
		n.Note = pretrained(t, s)
	}
	return n
}

// digester hashes what a result depends on.
type digester struct {
	w interface {
		io.Writer
		Sum([]byte) []byte
	}
	buf []byte
}

// newDigester starts with what changes values: how samples were seen, and how
// constants are derived of them.
func newDigester(t *table.Table, o *Options) (*digester, error) {
	view, err := json.Marshal(t.View)
	if err != nil {
		return nil, err
	}
	d := &digester{w: sha256.New()}
	fmt.Fprintf(d.w, "%s\nddof=%d\naverage=%s\nscale=%s\n", view, o.DDOF, o.average(), shortest(o.scale(t)))
	return d, nil
}

// shortest writes a float with the fewest digits that read back to it.
func shortest(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// add counts an item by its id and its exact sums, which its samples decide:
// to hash a scene's bytes would mean to read it twice. The order of items is
// that of ids.
func (d *digester) add(id string, m *stats.Moments) {
	b := append(d.buf[:0], id...)
	b = append(b, 0)
	b = binary.LittleEndian.AppendUint64(b, uint64(m.Pixels))
	for i, n := range m.Valid {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
		b, _ = m.Sum[i].AppendBinary(b)
		b, _ = m.SumSquares[i].AppendBinary(b)
	}
	d.w.Write(b)
	d.buf = b
}

func (d *digester) sum() string { return "sha256:" + hex.EncodeToString(d.w.Sum(nil)) }
