package report

import (
	"fmt"
	"image"
	"math"

	"github.com/bandprep/bandprep/report/svg"
)

// mostShots is how many items a batch shows.
const mostShots = 16

// named is a picture and what it is.
type named struct {
	image *image.NRGBA
	what  string
}

// shots encodes the pictures of up to n of the rows.
func (p *page) shots(rows []int, n int, of func(Picture) []named) (list []shot, err error) {
	if p.Pictures == nil {
		return nil, nil
	}
	for _, i := range rows {
		pic, ok := p.Pictures.Of[i]
		if !ok || len(list) == n {
			continue
		}
		s := shot{Caption: p.caption(i, pic)}
		for _, x := range of(pic) {
			if x.image == nil {
				continue
			}
			one, err := show(x.image, p.name(i)+", "+x.what)
			if err != nil {
				return nil, err
			}
			s.Images = append(s.Images, one)
		}
		list = append(list, s)
	}
	return list, nil
}

func (p *page) caption(i int, pic Picture) string {
	r := p.t.Rows.At(i)
	s := p.name(i)
	if r.Label != "" {
		s += " · " + r.Label
	}
	if r.Split != "" {
		s += " · " + r.Split
	}
	if pic.Cut {
		s += " · the middle of it"
	}
	return s
}

// batch shows images before and after normalization, and the range of the
// normalized values of train, which follows from the rows.
func (p *page) batch() ([]block, error) {
	s, ok := p.d.Summaries["train"]
	if !ok {
		return nil, nil
	}
	n := &p.d.Normalization
	low, high := math.Inf(1), math.Inf(-1)
	t := &svg.Table{Head: []string{"Band", "Lowest", "Mean", "Std", "Highest"}}
	for b, x := range s.Bands {
		mean, std := float64(n.Mean[b]), float64(n.Std[b])
		z := func(v float64) float64 { return (v/n.Scale - mean) / std }
		lo, hi := z(x.Minimum), z(x.Maximum)
		if lo == lo && !math.IsInf(lo, 0) && !math.IsInf(hi, 0) {
			low, high = math.Min(low, lo), math.Max(high, hi)
		}
		t.Rows = append(t.Rows, []string{p.t.Bands[b], decimals(lo), decimals(z(x.Mean)), decimals(x.StdDev / n.Scale / std), decimals(hi)})
	}
	text := "No band can be normalized."
	if low <= high {
		text = fmt.Sprintf("Normalized values of train reach from %s to %s; their mean is 0 and their standard deviation 1 in every band. "+
			"If your training code sees another range, it normalizes twice, or not at all.", decimals(low), decimals(high))
	}
	list := []block{{Text: text}, {Table: t}}
	shots, err := p.shots(p.Choice.Random, mostShots, func(pic Picture) []named {
		return []named{{pic.Raw, "as stored"}, {pic.Normalized, "normalized"}}
	})
	if err != nil || shots == nil {
		return list, err
	}
	list = append(list, block{Text: "Left as stored" + p.shown() + "; right normalized, −2 black and 2 white. Pixels that do not count are chequered."}, block{Shots: shots})
	labels, err := p.labelRasters()
	return append(list, labels...), err
}

// mostLabelled is how many items are shown with their label raster.
const mostLabelled = 8

// labelRasters shows what the classes of pixels are.
func (p *page) labelRasters() ([]block, error) {
	var rows []int
	for _, i := range p.Choice.Random {
		if p.Pictures.Of[i].Labels != nil {
			rows = append(rows, i)
		}
	}
	if rows == nil {
		return nil, nil
	}
	shots, err := p.shots(rows, mostLabelled, func(pic Picture) []named {
		return []named{{pic.Raw, "as stored"}, {pic.Labels, "with its label raster"}}
	})
	return []block{{Head: "Label rasters"}, {Text: "Right the image under the colours of its classes: " + p.Pictures.Classes + "."}, {Shots: shots}}, err
}

// shown says which bands pictures show, and how, where that needs saying.
func (p *page) shown() string {
	if p.Pictures.Shown == "" {
		return ""
	}
	return ", " + p.Pictures.Shown
}

// decimals writes a normalized value.
func decimals(v float64) string {
	switch {
	case v != v || math.IsInf(v, 0):
		return "–"
	case math.Abs(v) < 0.0005:
		return "0.000"
	case v < 0:
		return fmt.Sprintf("−%.3f", -v)
	}
	return fmt.Sprintf("%.3f", v)
}
