package derive

import (
	"errors"
	"maps"
	"math"
	"slices"

	"github.com/bandprep/bandprep/internal/classify"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/stats"
)

// Probe is how far simple statistics of images tell labels apart, without a
// look at what the images show: what a model has to beat.
type Probe struct {
	Labels   int        `json:"labels"`
	Train    int        `json:"train"` // images, of at most 10,000
	Valid    int        `json:"valid"` // of at most 2,000
	Features []Features `json:"features"`
}

// Features is one choice of columns: mean, std, minimum and maximum of every
// band, or mean and std of every component.
type Features struct {
	Name       string   `json:"name"` // "all bands", "RGB", "PCA-3"
	Columns    int      `json:"columns"`
	Neighbours Accuracy `json:"neighbours"` // of the five nearest of train
	Linear     Accuracy `json:"linear"`     // of multinomial logistic regression
}

// Best returns the better of the two accuracies.
func (f *Features) Best() Accuracy {
	if f.Neighbours.Accuracy > f.Linear.Accuracy {
		return f.Neighbours
	}
	return f.Linear
}

// Most rows that a probe looks at, drawn by a keyed hash of their ids.
const (
	probeTrain = 10000
	probeValid = 2000
	probeSeed  = 42
	neighbours = 5
)

// ErrNoProbe is the error of a table whose labels and splits allow no probe.
var ErrNoProbe = errors.New("a probe needs images of at least two labels in train and in valid")

// probed are the rows that a probe looks at.
type probed struct {
	t            *table.Table
	train, valid []int
	labels       []string
	class        map[string]int
}

// chooseProbed draws the rows of a probe.
func chooseProbed(t *table.Table) (*probed, error) {
	p := &probed{t: t, class: make(map[string]int)}
	train, valid := make(map[string]bool), make(map[string]bool)
	for _, i := range Drawn(t.Rows.Len(), t.Rows.ID, probeSeed) {
		split := t.Rows.Split(i)
		if split != "train" && split != "valid" {
			continue
		}
		r := t.Rows.At(i)
		if r.Label == "" || r.Labels != nil || r.Valid == nil {
			continue
		}
		switch {
		case split == "train" && len(p.train) < probeTrain:
			p.train = append(p.train, i)
			train[r.Label] = true
		case split == "valid" && len(p.valid) < probeValid:
			p.valid = append(p.valid, i)
			valid[r.Label] = true
		}
	}
	if len(train) < 2 || len(valid) < 2 {
		return nil, ErrNoProbe
	}
	maps.Copy(train, valid)
	p.labels = slices.Sorted(maps.Keys(train))
	for k, name := range p.labels {
		p.class[name] = k
	}
	slices.Sort(p.train)
	slices.Sort(p.valid)
	return p, nil
}

// NewProbe asks nearest neighbours and a linear classifier what the columns of
// a manifest tell of the labels of valid, trained on train.
func NewProbe(t *table.Table) (*Probe, error) {
	p, err := chooseProbed(t)
	if err != nil {
		return nil, err
	}
	out := &Probe{Labels: len(p.labels), Train: len(p.train), Valid: len(p.valid)}
	all := make([]int, len(t.Bands))
	for i := range all {
		all[i] = i
	}
	out.Features = append(out.Features, p.ask("all bands", bandColumns(all)))
	if len(t.Bands) <= MaxBandsWithoutPCA {
		return out, nil
	}
	if rgb := rgbBands(t.Bands); rgb != nil {
		out.Features = append(out.Features, p.ask("RGB", bandColumns(rgb)))
	}
	sum, err := Sum(t, func(i int) bool { return t.Rows.Split(i) == "train" })
	if err != nil {
		return nil, err
	}
	s := sum.Summary(0)
	if model, use, _, err := fit(&s, t.Bands, FitOptions{Options: pca.Options{Components: 3}}); err == nil {
		out.Features = append(out.Features, p.ask("PCA-3", componentColumns(model, use)))
	}
	return out, nil
}

// rgbBands returns the bands of red, green and blue by their names, as of
// colours or of Sentinel-2 and Landsat 8; nil where they are not known.
func rgbBands(names []string) []int {
	for _, sensor := range [...]string{"", "sentinel-2"} {
		var rgb []int
		for _, colour := range [...]string{"red", "green", "blue"} {
			want := presets.CanonicalBand(colour, sensor)
			if at := slices.IndexFunc(names, func(s string) bool { return presets.CanonicalBand(s, sensor) == want }); at >= 0 {
				rgb = append(rgb, at)
			}
		}
		if len(rgb) == 3 {
			return rgb
		}
	}
	return nil
}

// columns writes the columns of an item.
type columns struct {
	n int
	f func(m *stats.Moments, out []float64)
}

func bandColumns(bands []int) columns {
	return columns{4 * len(bands), func(m *stats.Moments, out []float64) {
		for k, b := range bands {
			mean, std := m.MeanStdDev(b, 0)
			copy(out[4*k:], []float64{mean, std, m.Min[b], m.Max[b]})
		}
	}}
}

// componentColumns are mean and standard deviation of components over the
// complete pixels of an item: what its products of bands give.
func componentColumns(model *pca.Model, use []int) columns {
	k := len(model.Components)
	return columns{2 * k, func(m *stats.Moments, out []float64) {
		for i := range out {
			out[i] = math.NaN()
		}
		s := itemScatter(m)
		if s.N == 0 {
			return
		}
		mean, cov := selectBands(use, s.Mean, s.Cov)
		for c, weights := range model.Components {
			level, variance := 0.0, 0.0
			for i, w := range weights {
				level += float64(w * (mean[i] - model.Mean[i]) / model.Scale[i])
				for j, v := range weights {
					variance += float64(w * v * cov[i][j] / (model.Scale[i] * model.Scale[j]))
				}
			}
			out[2*c], out[2*c+1] = level, math.Sqrt(max(0, variance))
		}
	}}
}

// ask trains both classifiers on the columns and tries them.
func (p *probed) ask(name string, c columns) Features {
	train, valid := p.set(p.train, c), p.set(p.valid, c)
	classify.Standardize(train, valid)
	groups := p.groups(p.valid)
	return Features{name, c.n, accuracy(classify.Neighbours(train, valid, neighbours), valid.Y, groups), accuracy(classify.Linear(train, valid), valid.Y, groups)}
}

func (p *probed) set(rows []int, c columns) *classify.Set {
	s := &classify.Set{X: make([]float64, len(rows)*c.n), Columns: c.n, Classes: len(p.labels)}
	for k, i := range rows {
		m, err := p.t.Rows.AllMoments(i)
		if err != nil {
			m = p.t.Rows.Moments(i)
		}
		c.f(&m, s.Row(k))
		s.Y = append(s.Y, p.class[p.t.Rows.At(i).Label])
	}
	return s
}

func (p *probed) groups(rows []int) []string {
	names := make([]string, len(rows))
	for k, i := range rows {
		names[k] = groupOf(p.t.Rows.At(i))
	}
	return names
}
