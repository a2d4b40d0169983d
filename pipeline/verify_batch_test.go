package pipeline_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline/advice"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// TestBatchesAreNoMistakes holds that constants of random batches, which are
// right but for chance, are seldom called a mistake: at most one in twenty.
func TestBatchesAreNoMistakes(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	for _, set := range []string{"photos", "scenes"} {
		tab := tableOf(t, testfile.Project(set))
		scale := derive.DefaultScale(tab.Type)
		called, repeats := 0, 100
		for range repeats {
			chosen := make(map[int]bool)
			for _, i := range r.Perm(tab.Rows.Len())[:tab.Rows.Len()/3] {
				chosen[i] = true
			}
			parts, _, err := derive.Stats(tab.Where(func(i int) bool { return chosen[i] }), nil, derive.Options{})
			if err != nil {
				t.Fatal(err)
			}
			c := &advice.Constants{Scale: scale}
			for _, b := range parts[0].Summary().Bands {
				c.Mean, c.Std = append(c.Mean, b.Mean), append(c.Std, b.StdDev)
			}
			c.Mean, c.Std = published(c.Mean, scale), published(c.Std, scale)
			v, err := advice.Verify(tab, c, advice.DefaultVerify)
			if err != nil {
				t.Fatal(err)
			}
			said := strings.Join(v.What, "; ")
			if said != "" && !strings.HasPrefix(said, "consistent with one batch") && !strings.HasPrefix(said, "no usual mistake") && !strings.HasPrefix(said, "only ") {
				called++
				t.Logf("%s: off %v: %s", set, v.Off, said)
			}
		}
		if called > repeats/20 {
			t.Errorf("%s: %d of %d batches are called a mistake", set, called, repeats)
		}
	}
}
