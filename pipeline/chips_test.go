package pipeline_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// TestChipsEqualNumpy cuts scenes with nodata into chips that overlap.
func TestChipsEqualNumpy(t *testing.T) {
	for _, edge := range []table.Edge{table.EdgeDrop, table.EdgeKeep, table.EdgePad} {
		t.Run(edge.String(), func(t *testing.T) {
			o := options()
			o.Images.View.Chips = table.Chips{W: 20, H: 16, StrideX: 12, StrideY: 10, Edge: edge}
			got := measureAll(t, inspect(t, o, testfile.Project("landsat")), o)
			want := expected.Chips[edge.String()]
			if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(g, w) {
				t.Fatalf("chips %v, want %v", g, w)
			}
			for id, w := range want {
				m := got[id]
				w.Complete = m.Moments.Complete // dead bands have a rule of their own, see TestDeadBands
				if m.Moments.Dead == nil {
					w.Complete = want[id].Complete
				}
				w.equal(t, id, &m.Moments)
			}
		})
	}
}

// TestMinValid leaves out the chips whose share of valid samples, over all
// bands and by numpy's count, is below the limit.
func TestMinValid(t *testing.T) {
	const share = 0.7
	var want []string
	for id, w := range expected.Chips["pad"] {
		valid := int64(0)
		for _, n := range w.Valid {
			valid += n
		}
		if float64(valid)/float64(w.Total)/float64(len(w.Valid)) >= share {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	o := options()
	o.Images.View.Chips = table.Chips{W: 20, H: 16, StrideX: 12, StrideY: 10, Edge: table.EdgePad, MinValid: share}
	s := inspect(t, o, testfile.Project("landsat"))
	kept, err := s.in.Table(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for i := range kept.Rows.Len() {
		got = append(got, kept.Rows.ID(i))
	}
	if !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	left := int64(len(expected.Chips["pad"]) - len(want))
	at := slices.IndexFunc(kept.Decisions, func(d decision.Decision) bool { return d.Kind == "sparse_chips" })
	if at < 0 || kept.Decisions[at].Count != left || left == 0 {
		t.Errorf("decisions %+v, want %d left out", kept.Decisions, left)
	}
}

// counter counts how often every pixel of a source is delivered.
type counter struct {
	raster.Source
	mu   *sync.Mutex
	seen map[raster.Window]int
}

func (c counter) Read(ctx context.Context, w raster.Window, dst *raster.Block) error {
	c.mu.Lock()
	c.seen[w]++
	c.mu.Unlock()
	return c.Source.Read(ctx, w, dst)
}

// Tasks cuts the scene as a striped file would be, so that there are several.
func (c counter) Tasks(w raster.Window) []raster.Window { return w.Rows(7, 1) }

// TestEveryBlockOnce reads chips of which every pixel lies in up to 25, and
// counts the windows that are read.
func TestEveryBlockOnce(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		var mu sync.Mutex
		seen := make(map[raster.Window]int)
		o := options()
		o.Images.Workers = workers
		o.Images.Open = func(f raster.File, ro raster.Options) (raster.Source, error) {
			src, err := codec.Open(f, ro)
			if err != nil {
				return nil, err
			}
			return counter{src, &mu, seen}, nil
		}
		o.Images.View.Chips = table.Chips{W: 20, H: 20, StrideX: 4, StrideY: 4}
		s := inspect(t, o, testfile.Project("scenes", "chip-00.tif"))
		if n := len(measureAll(t, s, o)); n != 36 {
			t.Fatalf("%d chips, want 36", n)
		}
		pixels := 0
		for w, n := range seen {
			if n != 1 {
				t.Errorf("%d workers: window %v was read %d times", workers, w, n)
			}
			pixels += w.Pixels()
		}
		if pixels != 40*40 {
			t.Errorf("%d workers: %d pixels were read, want %d", workers, pixels, 40*40)
		}
	}
}

// TestChipsTooLarge says that an image is too small for a chip.
func TestChipsTooLarge(t *testing.T) {
	o := options()
	o.Images.View.Chips = table.Chips{W: 64, H: 64}
	s := inspect(t, o, testfile.Project("landsat"))
	if s.Images.Len() != 0 || len(s.Warnings) != 1 {
		t.Errorf("%d images, warnings %q", s.Images.Len(), s.Warnings)
	}
}
