package decision_test

import (
	"fmt"

	"github.com/bandprep/bandprep/decision"
)

// What a terminal shows of decisions: the gravest first, and how many remain.
func ExampleShown() {
	list := []decision.Decision{
		{Kind: "alpha", Sentence: "the fourth band is infrared", Count: 12, Flag: "--alpha mask", Effect: decision.Rival},
		{Kind: "label_rasters", Sentence: "8 files of masks are label rasters", Count: 8, Flag: "--label-rasters images", Effect: decision.LeftOut},
		{Kind: "split", Sentence: "folders give the splits", Count: 30},
	}
	shown, more := decision.Shown(list, 1)
	fmt.Println(shown[0], "and", more, "more")
	// Output: 8 files of masks are label rasters (otherwise: --label-rasters images) and 1 more
}
