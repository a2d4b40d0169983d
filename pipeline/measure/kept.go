package measure

import (
	"fmt"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/pipeline/table"
)

// decideKept tells the condition for pixels that count, and the share of samples that
// are left, nodata aside.
func decideKept(t *table.Table) {
	if t.View.Masks.Keep == "" {
		return
	}
	var valid, total int64
	for i := range t.Rows.Len() {
		m := t.Rows.Moments(i)
		for _, n := range m.Valid {
			valid, total = valid+n, total+m.Pixels
		}
	}
	t.Decisions = append(t.Decisions, decision.Decision{Kind: "keep", Count: total - valid, Flag: "--keep", Stage: decision.Measured, Effect: decision.LeftOut,
		Sentence: fmt.Sprintf("pixels count where %s: %.3g %% of the samples are left, without those that are no data", t.View.Masks.Keep, 100*float64(valid)/float64(total))})
}
