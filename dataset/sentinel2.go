package dataset

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
)

// Since processing baseline 04.00 (January 2022; reprocessed scenes are of 05.00)
// the samples of Sentinel-2 products have 1000 added, so scenes from before and
// after do not go together. The name of a product states the baseline.
var sentinel2Product = regexp.MustCompile(`(?:^|/)S2[A-D]_MSIL[12][AC]_\d{8}T\d{6}_N(\d{4})_`)

const sentinel2Offset = 400 // the first baseline with it

// warnBaselines warns where products from before and after lie side by side.
func (l *Listing) warnBaselines(all []found) {
	var examples [2]string
	var last *place
	see := func(rel string) {
		m := sentinel2Product.FindStringSubmatch(rel)
		if m == nil {
			return
		}
		after := 0
		if n, _ := strconv.Atoi(m[1]); n >= sentinel2Offset {
			after = 1
		}
		if examples[after] == "" {
			examples[after] = rel
		}
	}
	for _, f := range all {
		if f.place != last {
			last = f.place
			see(f.place.rel)
		}
		if strings.HasPrefix(f.name, "S2") {
			see(f.name)
		}
	}
	if examples[0] != "" && examples[1] != "" {
		text := fmt.Sprintf("Sentinel-2 products of processing baseline 04.00 and later have 1000 added to every sample, as %s; older ones, as %s, do not: constants of both together fit neither",
			names.Text(examples[1]), names.Text(examples[0]))
		l.decide(decision.Decision{Kind: "baseline", Sentence: text, Count: 2, Effect: decision.Rival})
	}
}
