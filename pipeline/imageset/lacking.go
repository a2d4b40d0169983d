package imageset

import (
	"fmt"
	"maps"
	"slices"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
)

// lackingPages counts files whose size is not what they say of themselves.
type lackingPages struct {
	claiming, surplus           int
	claimed, there              int // of the first
	firstClaiming, firstSurplus string
}

func (l *lackingPages) add(r *opened) {
	if h := &r.headers[0]; h.Claimed > 0 {
		if l.claiming++; l.claiming == 1 {
			l.firstClaiming, l.claimed, l.there = r.item.ID, h.Claimed, max(h.Pages, 1)
		}
	}
	if r.surplus {
		if l.surplus++; l.surplus == 1 {
			l.firstSurplus = r.item.ID
		}
	}
}

func (l *lackingPages) decide(s *Set) {
	if l.claiming > 0 {
		s.decide(decision.Decision{Kind: "claimed_images", Count: int64(l.claiming), Example: l.firstClaiming, Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("%s more images than are there, the first %d where there are %d", words.Count(l.claiming, "file claims", "files claim"), l.claimed, l.there)})
	}
	if l.surplus > 0 {
		s.decide(decision.Decision{Kind: "surplus_bytes", Count: int64(l.surplus), Example: l.firstSurplus, Effect: decision.Rival,
			Sentence: fmt.Sprintf("%s bytes beyond the samples: a header that says too little", words.Count(l.surplus, "file holds", "files hold"))})
	}
}

// decidePassed says which files were passed over where they outnumber the images.
func (s *Set) decidePassed() {
	n := 0
	var kinds []string
	for _, kind := range slices.Sorted(maps.Keys(s.listing.Passed)) {
		n += s.listing.Passed[kind]
		kinds = append(kinds, fmt.Sprintf("%d %s", s.listing.Passed[kind], kind))
	}
	if n > s.listing.Items.Len() {
		s.decide(decision.Decision{Kind: "passed_over", Count: int64(n), Effect: decision.LeftOut,
			Sentence: fmt.Sprintf("passed over %s beside %s: %s", words.Count(n, "file", "files"), words.Count(s.listing.Items.Len(), "image", "images"), words.Few(kinds))})
	}
}
