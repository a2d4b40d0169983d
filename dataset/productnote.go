package dataset

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/dataset/internal/names"
	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/product"
	"github.com/bandprep/bandprep/internal/words"
)

// productNote gathers what was made of products, for the decisions.
type productNote struct {
	kinds    map[string]int
	order    []string
	example  string
	n        int
	others   []string
	mistaken int // whose folder has the name of another product
	odd      string
}

func newProductNote() *productNote { return &productNote{kinds: make(map[string]int)} }

func (n *productNote) add(item *found, p *product.Product) {
	id := item.rel()
	if n.n++; n.n == 1 {
		n.example = id
	}
	if n.kinds[p.Kind]++; n.kinds[p.Kind] == 1 {
		n.order = append(n.order, p.Kind)
	}
	for _, b := range p.Others {
		if !slices.Contains(n.others, b.Name) {
			n.others = append(n.others, b.Name)
		}
	}
	if base := path.Base(id); strings.HasPrefix(base, "S2") && strings.HasPrefix(p.ID, "S2") && !strings.Contains(p.ID, "/") && base != p.ID {
		if n.mistaken++; n.mistaken == 1 {
			n.odd = fmt.Sprintf("%s is described as %s", names.Text(base), names.Text(p.ID))
		}
	}
}

func (n *productNote) decide(l *Listing) {
	if n.n == 0 {
		return
	}
	var kinds []string
	for _, k := range n.order {
		kinds = append(kinds, fmt.Sprintf("%d of %s", n.kinds[k], k))
	}
	sentence := words.Count(n.n, "product is one image", "products are one image each") + ": " + words.Few(kinds)
	if len(n.others) > 0 {
		sentence += "; no bands unless named: " + words.Few(n.others)
	}
	l.decide(decision.Decision{Kind: "product", Count: int64(n.n), Example: n.example, Flag: "--stack none", Effect: decision.Noted, Sentence: sentence})
	if n.mistaken > 0 {
		l.decide(decision.Decision{Kind: "product_conflict", Count: int64(n.mistaken), Example: n.odd, Effect: decision.Rival,
			Sentence: words.Count(n.mistaken, "product has", "products have") + " the metadata of another one by its name; the metadata count"})
	}
}
