package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/report/svg"
	"github.com/bandprep/bandprep/split"
)

// mostLabels is how many labels are drawn.
const mostLabels = 40

// leaks says in plain words what the certificate proves.
func (p *page) leaks() string {
	c := &p.d.Certificate
	if c.Crossing > 0 {
		return fmt.Sprintf("Items that belong together lie in different parts: %s.", words.Count(c.Crossing, "group does", "groups do"))
	}
	if c.Groups == 0 {
		return ""
	}
	s := "No items that are known to belong together lie in different parts"
	if n := c.Items - c.Groups; n > 0 {
		s += fmt.Sprintf(" (%s, the largest of %s)", words.Count(c.Groups, "leak group", "leak groups"), words.Count(c.Largest, "item", "items"))
	}
	return s + "."
}

// split shows the parts.
func (p *page) split() []block {
	c := &p.d.Certificate
	list := []block{{Text: p.hide(p.d.Splitter.Sentence) + " " + p.leaks()}}
	var facts []string
	for _, kind := range slices.Sorted(maps.Keys(c.Merged)) {
		if n := c.Merged[kind]; n > 0 {
			facts = append(facts, fmt.Sprintf("Kept together (%s): %s.", kind, words.Count(n, "pair", "pairs")))
		}
	}
	if c.Excluded > 0 {
		facts = append(facts, words.Count(c.Excluded, "item lies between the parts and is", "items lie between the parts and are")+" in none.")
	}
	for _, n := range c.MapDistance {
		facts = append(facts, fmt.Sprintf("On the map, parts come within %s %s of each other.", svg.Short(n.Distance), n.Unit))
	}
	if n := c.HashDistance; n != nil {
		facts = append(facts, fmt.Sprintf("In looks, the nearest two items of different parts are %s %s apart%s.", svg.Short(n.Distance), n.Unit, p.between(n)))
	}
	if c.Off != "" {
		facts = append(facts, "Not looked at: "+c.Off+".")
	}
	for _, f := range facts {
		list = append(list, block{Text: f})
	}
	parts := &svg.Table{Head: []string{"Part", "Items", "Share, %", "Wanted", "Leak groups", "Pixels"}}
	sorted := slices.Clone(c.Parts)
	slices.SortStableFunc(sorted, func(a, b split.Part) int {
		return cmp.Or(cmp.Compare(a.Fold, b.Fold), cmp.Compare(slices.Index(derive.Splits, a.Split), slices.Index(derive.Splits, b.Split)))
	})
	for _, x := range sorted {
		name := x.Split
		if x.Fold >= 0 {
			name = fmt.Sprintf("fold %d", x.Fold)
		}
		parts.Rows = append(parts.Rows, []string{name, words.Number(x.Items), fmt.Sprintf("%.1f", 100*float64(x.Items)/float64(max(c.Items, 1))), words.Number(x.Target), words.Number(x.Groups), words.Number(x.Pixels)})
	}
	list = append(list, block{Table: parts})
	var figures []svg.Figure
	for _, f := range []*svg.Figure{p.labels(), p.places(), p.times()} {
		if f != nil {
			figures = append(figures, *f)
		}
	}
	return append(list, block{Figures: figures})
}

func (p *page) between(n *split.Nearest) string {
	if p.Patients {
		return ""
	}
	return fmt.Sprintf(" (%s and %s)", n.A, n.B)
}

// parts returns the parts that have items, and the number of each.
func (p *page) parts() (names []string, number map[string]int) {
	number = make(map[string]int)
	there := make(map[string]bool)
	for i := range p.t.Rows.Len() {
		there[p.t.Rows.Split(i)] = true
	}
	for _, name := range append(derive.Splits, "") {
		if there[name] {
			number[name] = len(names)
			if name == "" {
				name = "none"
			}
			names = append(names, name)
		}
	}
	return names, number
}

// labels draws the items of each label.
func (p *page) labels() *svg.Figure {
	names, number := p.parts()
	counts := make(map[string][]int)
	for _, r := range p.t.Rows.All() {
		if r.Label == "" {
			continue
		}
		if counts[r.Label] == nil {
			counts[r.Label] = make([]int, len(names))
		}
		counts[r.Label][number[r.Split]]++
	}
	if len(counts) < 2 {
		return nil
	}
	sum := func(l string) (n int) {
		for _, v := range counts[l] {
			n += v
		}
		return n
	}
	order := slices.Sorted(maps.Keys(counts))
	slices.SortStableFunc(order, func(a, b string) int { return sum(b) - sum(a) })
	shown := func(l string) string {
		if p.Patients { // folders may be called after patients
			return fmt.Sprintf("label %d", slices.Index(order, l)+1)
		}
		return l
	}
	most, least := order[0], order[len(order)-1]
	s := svg.Stacks{Title: "Labels", Series: names}
	if s.Sentence = fmt.Sprintf("%s of %s each.", words.Count(len(order), "label", "labels"), words.Count(sum(most), "item", "items")); sum(most) != sum(least) {
		s.Sentence = fmt.Sprintf("%s; %s has most items (%s), %s fewest (%s).", words.Count(len(order), "label", "labels"), shown(most), words.Number(sum(most)), shown(least), words.Number(sum(least)))
	}
	if len(order) > mostLabels {
		s.Sentence += fmt.Sprintf(" The %d largest are shown.", mostLabels)
	}
	for _, l := range order[:min(len(order), mostLabels)] {
		s.Names, s.Counts = append(s.Names, shown(l)), append(s.Counts, counts[l])
	}
	f := s.Figure()
	return &f
}

// places draws where items lie: on the globe where all that lie anywhere have a
// footprint there, else in the coordinate system of most.
func (p *page) places() *svg.Figure {
	names, number := p.parts()
	by := make(map[string][]svg.Place)
	placed := 0
	for _, r := range p.t.Rows.All() {
		if r.BBox == nil && r.Footprint == nil {
			continue
		}
		placed++
		series := number[r.Split]
		if b := r.BBox; b != nil {
			by[r.CRS] = append(by[r.CRS], svg.Place{MinX: b[0], MinY: b[1], MaxX: b[2], MaxY: b[3], Series: series})
		}
		if f := r.Footprint; len(f) >= 2 {
			b := svg.Place{MinX: f[0], MinY: f[1], MaxX: f[0], MaxY: f[1], Series: series}
			for k := 0; k+1 < len(f); k += 2 {
				b.MinX, b.MaxX, b.MinY, b.MaxY = min(b.MinX, f[k]), max(b.MaxX, f[k]), min(b.MinY, f[k+1]), max(b.MaxY, f[k+1])
			}
			by["\x00globe"] = append(by["\x00globe"], b)
		}
	}
	if placed == 0 || p.Patients {
		return nil
	}
	m := svg.Places{Title: "Map of the parts", Series: names}
	best := ""
	for _, crs := range slices.Sorted(maps.Keys(by)) {
		if len(by[crs]) > len(by[best]) || best == "" {
			best = crs
		}
	}
	if globe := by["\x00globe"]; len(globe) == placed {
		m.Boxes, m.Degrees = globe, true
		m.Unit = "longitude and latitude"
	} else {
		m.Boxes, m.Degrees = by[best], best == "EPSG:4326"
		m.Unit = "coordinates of " + best
	}
	m.Sentence = fmt.Sprintf("%s on the map.", words.Count(len(m.Boxes), "item lies", "items lie"))
	if n := placed - len(m.Boxes); n > 0 {
		m.Sentence += fmt.Sprintf(" %s in other coordinate systems and are not drawn.", words.Count(n, "item lies", "items lie"))
	}
	f := m.Figure()
	return &f
}

// times draws when items were taken.
func (p *page) times() *svg.Figure {
	names, number := p.parts()
	c := svg.Timeline{Title: "Time", Series: names}
	var first, last time.Time
	for _, r := range p.t.Rows.All() {
		if r.Time.IsZero() {
			continue
		}
		if len(c.Times) == 0 || r.Time.Before(first) {
			first = r.Time
		}
		if r.Time.After(last) {
			last = r.Time
		}
		c.Times, c.Of = append(c.Times, r.Time), append(c.Of, number[r.Split])
	}
	if len(c.Times) == 0 || p.Patients {
		return nil
	}
	c.Sentence = fmt.Sprintf("%s a time, from %s to %s.", words.Count(len(c.Times), "item has", "items have"), first.UTC().Format("2006-01-02"), last.UTC().Format("2006-01-02"))
	if n := p.t.Rows.Len() - len(c.Times); n > 0 {
		c.Sentence += fmt.Sprintf(" Of %s it is not known.", words.Count(n, "item", "items"))
	}
	f := c.Figure()
	return &f
}
