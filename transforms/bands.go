package transforms

import (
	"errors"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// Bands keeps some bands, in the order given, as [raster.SelectBands] has them.
type Bands struct {
	Select []string
	inPlace
}

// Header implements [Transform].
func (t Bands) Header(h raster.Header) (raster.Header, error) {
	index, err := t.index(h)
	if err != nil {
		return h, err
	}
	return only(h, index), nil
}

// Apply implements [Transform].
func (t Bands) Apply(h raster.Header, _ raster.Window, dst, src *raster.Block) error {
	index, err := t.index(h)
	if err != nil {
		return err
	}
	n := src.Window.Pixels()
	dst.Reset(src.Window, len(index), src.Storage())
	if src.Valid != nil {
		dst.MakeValid()
	}
	for to, from := range index {
		copyRange(dst, to*n, src, from*n, n)
	}
	return nil
}

func (t Bands) String() string { return "bands=" + strings.Join(t.Select, ",") }

func (t Bands) index(h raster.Header) ([]int, error) {
	if len(t.Select) == 0 {
		return nil, errors.New("no bands selected")
	}
	return raster.SelectBands(strings.Join(t.Select, ","), BandNames(h), nil)
}

// BandNames returns the names of the bands. One without a name is called by
// its 1-based number; all are where two share a name.
func BandNames(h raster.Header) []string {
	names := make([]string, len(h.Bands))
	seen := map[string]bool{}
	for i, b := range h.Bands {
		if names[i] = b.Name; b.Name == "" {
			names[i] = strconv.Itoa(i + 1)
		}
		seen[names[i]] = true
	}
	if len(seen) < len(names) {
		for i := range names {
			names[i] = strconv.Itoa(i + 1)
		}
	}
	return names
}

// copyRange copies n samples and flags, where dst has any.
func copyRange(dst *raster.Block, to int, src *raster.Block, from, n int) {
	switch src.Storage() {
	case raster.StoreU8:
		copy(dst.U8[to:to+n], src.U8[from:])
	case raster.StoreU16:
		copy(dst.U16[to:to+n], src.U16[from:])
	default:
		copy(dst.F64[to:to+n], src.F64[from:])
	}
	if src.Valid != nil {
		copy(dst.Valid[to:to+n], src.Valid[from:])
	}
}
