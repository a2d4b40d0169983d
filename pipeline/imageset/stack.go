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
	var bands []raster.Band
	defer func() {
		if err != nil {
			for _, m := range members {
				m.Source.Close()
			}
		}
	}()
	for i, name := range it.Stack.Names {
		path := it.Stack.Paths[i]
		f, err := it.OpenBand(i)
		if err != nil {
			return nil, 0, err
		}
		band, err := openFile(f, ro, o)
		if err != nil {
			return nil, 0, &memberError{path, err}
		}
		bytes += f.Size()
		names := []string{name}
		for n := 2; n <= len(band.Header().Bands); n++ {
			names = append(names, fmt.Sprintf("%s.%d", name, n))
		}
		view := raster.NewView(band, raster.ViewOptions{Names: names, Alpha: raster.AlphaBand})
		members = append(members, stack.Member{Name: path, Source: view})
		bands = append(bands, view.Header().Bands...)
	}
	so := stack.Options{Resampling: raster.Resampling(o.View.Resample)}
	if so.Bands, so.Resolution, err = stackGrid(o.View.StackGrid, o.View.Bands, bands); err != nil {
		return nil, 0, err
	}
	s, err := stack.New(members, so)
	if err != nil {
		return nil, 0, err
	}
	return s, bytes, nil
}

// stackGrid returns the bands whose finest grid is that of the stack, or the
// resolution of the grid: as given, else that of the bands chosen.
func stackGrid(spec, chosen string, bands []raster.Band) (of []int, resolution float64, err error) {
	if spec == "" {
		of, err = selectBands(chosen, bands)
		if err != nil {
			err = &optionError{err}
		}
		return of, 0, err
	}
	if i := slices.IndexFunc(BandNames(bands), func(name string) bool { return strings.EqualFold(name, spec) }); i >= 0 {
		return []int{i}, 0, nil
	}
	if v, e := strconv.ParseFloat(spec, 64); e == nil && v > 0 && !math.IsInf(v, 0) {
		return nil, v, nil
	}
	_, err = selectBands(spec, bands)
	return nil, 0, &optionError{fmt.Errorf("--stack-grid %s: want a band or the side of a pixel in units of the map: %w", spec, err)}
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

// stacks counts the stacks whose bands go by their sizes, not by their place.
type stacks struct {
	bySize  int
	example string
}

func (c *stacks) add(r *opened) {
	h := &r.headers[0]
	if r.item.Stack != nil && h.Coarse && (h.Geo == nil || !h.Geo.Placed()) {
		if c.bySize++; c.bySize == 1 {
			c.example = r.item.ID
		}
	}
}

// decide says so.
func (c *stacks) decide(s *Set) {
	if c.bySize > 0 {
		s.decide(decision.Decision{Kind: "stack", Count: int64(c.bySize), Example: c.example, Flag: "--stack-grid", Effect: decision.Rival,
			Sentence: words.Count(c.bySize, "stack has", "stacks have") + " bands of several sizes without georeference: they count as bands of the same ground"})
	}
}
