package grades

import "slices"

// Summary is what graders did.
type Summary struct {
	Graders    []GraderSummary `json:"graders"`
	Agreements []Agreement     `json:"agreements"`
	Damaged    int             `json:"damaged_lines"`
}

// GraderSummary is what one grader did.
type GraderSummary struct {
	Grader  string   `json:"grader"`
	Graded  int      `json:"graded"`
	Grades  [10]int  `json:"grades"` // how many of each grade; the first: judged without a grade
	Marked  int      `json:"marked"`
	Labels  int      `json:"relabelled"`
	Seconds *float64 `json:"median_seconds"` // between two judgements, without breaks; nil: fewer than two
}

// Agreement is how far two graders agree on the grades of the images that both
// graded. Kappa is Cohen's (1960): observed agreement p and that by chance e,
// from how often each gives each grade, make (p − e)/(1 − e). It is nil where e
// is 1 or no image was graded by both.
type Agreement struct {
	First  string   `json:"first"`
	Second string   `json:"second"`
	Images int      `json:"images"`
	Same   int      `json:"same"`
	Kappa  *float64 `json:"kappa"`
}

// Summary returns what the graders did.
func (h *History) Summary() Summary {
	s := Summary{Graders: []GraderSummary{}, Agreements: []Agreement{}, Damaged: h.Damaged}
	names := h.Graders()
	for i, name := range names {
		s.Graders = append(s.Graders, h.graders[name].summary(name))
		for _, other := range names[i+1:] {
			s.Agreements = append(s.Agreements, h.agreement(name, other))
		}
	}
	return s
}

func (g *Grader) summary(name string) GraderSummary {
	s := GraderSummary{Grader: name}
	for _, n := range g.now {
		if n.line == 0 {
			continue
		}
		s.Grades[n.Grade]++
		if n.Grade > 0 {
			s.Graded++
		}
		if n.Mark != "" {
			s.Marked++
		}
		if n.Label != "" {
			s.Labels++
		}
	}
	if len(g.gaps) > 0 {
		gaps := slices.Sorted(slices.Values(g.gaps))
		median := (gaps[(len(gaps)-1)/2] + gaps[len(gaps)/2]).Seconds() / 2
		s.Seconds = &median
	}
	return s
}

func (h *History) agreement(first, second string) Agreement {
	a := Agreement{First: first, Second: second}
	var counts [10][10]int
	for k, x := range h.graders[first].now {
		if y := h.graders[second].now[k]; x.Grade > 0 && y.Grade > 0 {
			counts[x.Grade][y.Grade]++
			a.Images++
		}
	}
	chance := 0 // times the square of the images
	for g := range counts {
		a.Same += counts[g][g]
		row, column := 0, 0
		for other := range counts {
			row += counts[g][other]
			column += counts[other][g]
		}
		chance += row * column
	}
	if n := a.Images; chance < n*n {
		kappa := float64(a.Same*n-chance) / float64(n*n-chance)
		a.Kappa = &kappa
	}
	return a
}
