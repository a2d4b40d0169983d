package report

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/report/svg"
)

// mostListed is how many items a list has.
const mostListed = 200

// items shows outliers, duplicates, damaged files and other findings.
func (p *page) items() ([]block, error) {
	var list []block
	out := p.Choice.Outliers
	list = append(list, block{Head: "Unlike the others"})
	if len(out) == 0 {
		list = append(list, block{Text: "No item has a mean or standard deviation far from those of the others (modified z-score above 3.5)."})
	} else {
		list = append(list, block{Text: fmt.Sprintf("%s a mean or standard deviation far from those of the others (modified z-score above 3.5)%s.", words.Count(len(out), "item has", "items have"), listed(len(out)))})
		t := &svg.Table{Head: []string{"Item", "Score", "Value", "What"}}
		for _, o := range out[:min(len(out), mostListed)] {
			what := "mean of " + p.t.Bands[o.Band]
			if o.StdDev {
				what = "standard deviation of " + p.t.Bands[o.Band]
			}
			t.Rows = append(t.Rows, []string{p.name(o.Row), svg.Short(o.Score), number(o.Value), what})
		}
		shots, err := p.shots(p.Choice.farthest(), mostOutliers, func(pic Picture) []named { return []named{{pic.Raw, "as stored"}} })
		if err != nil {
			return nil, err
		}
		list = append(list, block{Shots: shots}, block{Table: t})
	}
	twins, err := p.twins()
	if err != nil {
		return nil, err
	}
	list = append(list, twins...)
	list = append(list, block{Head: "Damaged files"})
	if len(p.t.Skipped) == 0 {
		list = append(list, block{Text: "None."})
	} else {
		t := &svg.Table{Head: []string{"File", "Reason"}}
		for i, s := range p.t.Skipped[:min(len(p.t.Skipped), mostListed)] {
			name := s.Path
			if p.Patients {
				name = fmt.Sprintf("file %d", i+1)
			}
			t.Rows = append(t.Rows, []string{name, p.hide(s.Error)})
		}
		list = append(list, block{Text: words.Count(len(p.t.Skipped), "file", "files") + " could not be used" + listed(len(p.t.Skipped)) + "."}, block{Table: t})
	}
	return append(list, p.others()...), nil
}

func listed(n int) string {
	if n <= mostListed {
		return ""
	}
	return fmt.Sprintf("; the first %d are listed", mostListed)
}

// twins shows duplicates side by side.
func (p *page) twins() ([]block, error) {
	counts := make(map[string]int)
	for _, f := range p.Findings {
		counts[f.Kind]++
	}
	list := []block{{Head: "Duplicates"}}
	if counts[derive.FoundExact]+counts[derive.FoundNear] == 0 {
		return append(list, block{Text: "No two items are equal or look alike."}), nil
	}
	list = append(list, block{Text: fmt.Sprintf("%s of equal files, %s of images that look alike, %s under different labels. The splitter keeps each group in one part.",
		words.Count(counts[derive.FoundExact], "group", "groups"), words.Count(counts[derive.FoundNear], "group", "groups"), words.Number(counts[derive.FoundConflict]))})
	var shots []shot
	for _, pair := range p.Choice.Duplicates {
		s := shot{}
		for k, i := range pair {
			if p.Pictures == nil {
				break
			}
			pic, ok := p.Pictures.Of[i]
			if !ok {
				continue
			}
			one, err := show(pic.Raw, p.name(i))
			if err != nil {
				return nil, err
			}
			s.Images = append(s.Images, one)
			if k > 0 {
				s.Caption += " and "
			}
			s.Caption += p.caption(i, pic)
		}
		if s.Images != nil {
			shots = append(shots, s)
		}
	}
	return append(list, block{Shots: shots}), nil
}

// others lists what else a check found.
func (p *page) others() []block {
	t := &svg.Table{Head: []string{"Item", "Found", "What"}}
	n := 0
	for _, f := range p.Findings {
		switch f.Kind {
		case derive.FoundDamaged, derive.FoundExact, derive.FoundNear, derive.FoundNoData:
			continue
		}
		if n++; n > mostListed {
			continue
		}
		name := ""
		if len(f.Items) > 0 {
			if i, ok := find(p.t, f.Items[0]); ok {
				name = p.name(i)
			}
			if more := len(f.Items) - 1; more > 0 {
				name += fmt.Sprintf(" and %d more", more)
			}
		}
		t.Rows = append(t.Rows, []string{name, f.Kind, p.hide(f.Text)})
	}
	if n == 0 {
		return nil
	}
	return []block{{Head: "Also found"}, {Text: words.Count(n, "finding", "findings") + listed(n) + "."}, {Table: t}}
}

// radiometry shows mean and standard deviation of each item, in standard
// deviations of train and as the mean over bands, so that bands of any unit go
// together.
func (p *page) radiometry() ([]block, error) {
	train, ok := p.d.Summaries["train"]
	if !ok {
		return nil, nil
	}
	names, part := p.parts()
	s := svg.Scatter{Title: "Mean against standard deviation", X: "mean, in standard deviations from that of train", Y: "std over that of train", Series: names}
	out := make(map[int]bool)
	for _, o := range p.Choice.Outliers[:min(len(p.Choice.Outliers), mostListed)] { // the farthest
		out[o.Row] = true
	}
	ringed := 0
	for i := range p.t.Rows.Len() {
		m := p.t.Rows.Moments(i)
		mean, stddev := table.MeanStdDev(&m)
		x, y, n := 0.0, 0.0, 0.0
		for b, t := range train.Bands {
			if b < len(mean) && mean[b] == mean[b] && t.StdDev > 0 {
				x, y, n = x+(mean[b]-t.Mean)/t.StdDev, y+stddev[b]/t.StdDev, n+1
			}
		}
		if n == 0 || math.IsNaN(x) {
			continue
		}
		if out[i] {
			ringed++
		}
		s.Points = append(s.Points, svg.Point{X: x / n, Y: y / n, Series: part[p.t.Rows.Split(i)], Out: out[i]})
	}
	s.Sentence = fmt.Sprintf("%s, %s ringed as unlike the others.", words.Count(len(s.Points), "item", "items"), words.Number(ringed))
	if n := len(p.Choice.Outliers); n > ringed {
		s.Sentence = fmt.Sprintf("%s; of %s unlike the others the %s farthest are ringed.", words.Count(len(s.Points), "item", "items"), words.Number(n), words.Number(ringed))
	}
	return []block{{Figures: []svg.Figure{s.Figure()}}}, nil
}
