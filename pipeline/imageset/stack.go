package imageset

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/dataset"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/stack"
)

// openStack opens an item whose bands lie in several files.
func openStack(it *dataset.Item, ro raster.Options, o *Options) (src raster.Source, bytes int64, err error) {
	var members []stack.Member
	defer func() {
		if err != nil {
			for _, m := range members {
				m.Source.Close()
			}
		}
	}()
	var bands []raster.Band
	for i, name := range it.Stack.Names {
		path := it.Stack.Paths[i]
		f, err := it.OpenBand(i)
		if err != nil {
			return nil, 0, &memberError{path, err}
		}
		member, err := openFile(f, ro, o)
		if err != nil {
			return nil, 0, &memberError{path, err}
		}
		bytes += f.Size()
		members = append(members, stack.Member{Name: path, Source: member})
		inFile := strings.Split(name, ",")
		if said := it.Stack.Bands; len(bands)+len(inFile) <= len(said) {
			if member, err = describe(member, said[len(bands):][:len(inFile)]); err != nil {
				return nil, 0, &memberError{path, err}
			}
			members[i].Source = member
		}
		for k, band := range member.Header().Bands {
			if k < len(inFile) {
				band.Name = inFile[k]
			} else {
				band.Name = fmt.Sprintf("%s.%d", name, k+1)
			}
			bands = append(bands, band)
		}
	}
	so := stack.Options{Resampling: raster.Resampling(o.View.Resample)}
	chosen, err := selectBands(o.View.Bands, bands)
	if err != nil {
		return nil, 0, &optionError{err}
	}
	if so.Bands, so.Resolution, err = stackGrid(o.View.StackGrid, chosen, bands); err != nil {
		return nil, 0, err
	}
	bandNames := BandNames(bands)
	nodata, first := stackNoData(o.View.NoDataValues(), chosen, len(bands)), 0
	for i := range members {
		m := &members[i]
		n := len(m.Source.Header().Bands)
		v := raster.ViewOptions{Names: bandNames[first : first+n], Alpha: raster.AlphaBand}
		if nodata != nil {
			v.NoData = nodata[first : first+n]
		}
		m.Source = raster.NewView(m.Source, v)
		first += n
	}
	if it.Stack.Bands != nil {
		stack.Widen(members)
	}
	s, err := stack.New(members, so)
	if err != nil {
		return nil, 0, err
	}
	return s, bytes, nil
}

// stackNoData returns the nodata value of each band of a stack where values are
// given for the chosen ones (nil: all), else nil. Of bands that are not chosen it
// does not matter.
func stackNoData(given []float64, chosen []int, bands int) []float64 {
	if len(given) == 0 {
		return nil
	}
	values := make([]float64, bands)
	for i := range values {
		values[i] = given[min(i, len(given)-1)]
	}
	for k, i := range chosen {
		values[i] = given[min(k, len(given)-1)]
	}
	return values
}

// stackGrid returns the bands whose finest grid is that of the stack, or the
// resolution of the grid: as given, else that of the bands chosen.
func stackGrid(spec string, chosen []int, bands []raster.Band) (of []int, resolution float64, err error) {
	if spec == "" {
		return chosen, 0, nil
	}
	if i := slices.IndexFunc(BandNames(bands), func(name string) bool { return strings.EqualFold(name, spec) }); i >= 0 {
		return []int{i}, 0, nil
	}
	if v, e := strconv.ParseFloat(spec, 64); e == nil && v > 0 && !math.IsInf(v, 0) {
		return nil, v, nil
	}
	return nil, 0, &optionError{fmt.Errorf("--stack-grid %s: want a band (%s) or the side of a pixel in units of the map", spec, strings.Join(BandNames(bands), ", "))}
}

// optionError says that an option does not go with the images: it ends the run,
// whatever image it was found at.
type optionError struct{ error }

// memberError is an error of one file of a stack.
type memberError struct {
	path string
	err  error
}

func (e *memberError) Error() string { return e.path + ": " + e.err.Error() }
func (e *memberError) Unwrap() error { return e.err }

// skip notes an item that cannot be opened, by the one file that is meant.
func (s *Set) skip(it *dataset.Item, err error) {
	path := it.Path
	if it.Stack != nil {
		path = it.Stack.Paths[0]
	}
	if m := (*memberError)(nil); errors.As(err, &m) {
		path, err = m.path, m.err
	}
	s.Skipped = append(s.Skipped, dataset.Skipped{Path: path, Err: err})
}

// stacks counts the stacks whose bands go by their sizes, not by their place, and
// those whose bands lack samples for which no value stands.
type stacks struct{ bySize, lacking tally }

// tally counts items and names the first.
type tally struct {
	n       int
	example string
}

func (c *tally) add(id string) {
	if c.n++; c.n == 1 {
		c.example = id
	}
}

func (c *stacks) add(r *opened) {
	h := &r.headers[0]
	switch {
	case r.item.Stack == nil || !h.Coarse:
	case h.Geo == nil || !h.Geo.Placed():
		c.bySize.add(r.item.ID)
	case h.HasMask && !DeclaresNoData(h.Bands):
		c.lacking.add(r.item.ID)
	}
}

// decide says both.
func (c *stacks) decide(s *Set) {
	note := func(c *tally, flag, what string) {
		if c.n > 0 {
			s.decide(decision.Decision{Kind: "stack", Count: int64(c.n), Example: c.example, Flag: flag, Effect: decision.Rival,
				Sentence: words.Count(c.n, "stack has", "stacks have") + " " + what})
		}
	}
	note(&c.bySize, "--stack-grid", "bands of several sizes without georeference: they count as bands of the same ground")
	note(&c.lacking, "--nodata", "bands that do not cover the whole grid: what is missing does not count, and is declared as no data in files that apply writes")
}
