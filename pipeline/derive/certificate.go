package derive

import (
	"iter"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
	"github.com/bandprep/bandprep/stats"
)

// Certificate is what a manifest says for its split: the proof of the splitter
// and how alike the pixels of the parts are.
type Certificate struct {
	split.Certificate
	// Balance compares the bands of valid and test with those of train.
	Balance []Balance `json:"balance"`
}

// Balance compares one band of a part with train. The p-values come from
// dealing the items anew at random.
type Balance struct {
	Split       string `json:"split"`
	Band        string `json:"band"`
	MeanShift   Number `json:"mean_shift"` // standardized mean difference
	MeanP       Number `json:"mean_p"`
	StdDevRatio Number `json:"stddev_ratio"`
	StdDevP     Number `json:"stddev_p"`
}

// permutationWork bounds the items times bands times permutations.
const permutationWork = 1 << 28

// certify compares the parts and adds that to the splitter's proof.
func certify(t *table.Table, proof *split.Certificate, seed uint64) (Certificate, error) {
	c := Certificate{Certificate: *proof, Balance: []Balance{}}
	part := func(name string) iter.Seq[*stats.Moments] {
		return func(yield func(*stats.Moments) bool) {
			for i := range t.Rows.In(name) {
				m := t.Rows.Moments(i)
				m.SumProducts = nil
				if !yield(&m) {
					return
				}
			}
		}
	}
	items := make(map[string]int)
	for i := range t.Rows.Len() {
		items[t.Rows.Split(i)]++
	}
	permutations := min(max(permutationWork/(t.Rows.Len()*len(t.Bands)), 99), 999)
	for _, name := range Splits[1:] {
		if items[name] == 0 || items["train"] == 0 {
			continue
		}
		diff, err := stats.Compare(part("train"), part(name), stats.CompareOptions{Permutations: permutations, Seed: seed})
		if err != nil {
			return c, err
		}
		for b, x := range diff {
			c.Balance = append(c.Balance, Balance{name, t.Bands[b], Number(x.MeanShift), Number(x.MeanP), Number(x.StdDevRatio), Number(x.StdDevP)})
		}
	}
	return c, nil
}
