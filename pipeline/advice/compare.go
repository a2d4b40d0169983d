package advice

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/stats"
)

// CompareOptions: see DefaultCompare.
type CompareOptions struct {
	Shift        float64 // smallest |standardized mean difference| that counts
	P            float64 // largest p at which it counts
	Permutations int
	Seed         uint64
}

// DefaultCompare are the documented defaults. 0.1 is what studies that match
// groups call balanced.
var DefaultCompare = CompareOptions{Shift: 0.1, P: 0.01, Permutations: 999, Seed: 42}

// Comparison says how far two sets of images lie apart.
type Comparison struct {
	Type   string         `json:"type"` // "comparison"
	Images [2]int         `json:"images"`
	Groups [2]int         `json:"groups"`
	Bands  []ComparedBand `json:"bands"`
	// P is one for all bands: that of the largest shift. Null where the groups
	// are too few.
	P            derive.Number `json:"p"`
	Deals        float64       `json:"deals"` // ways to deal the groups into two sets
	Permutations int           `json:"permutations"`
	// CovarianceDistance is the Frobenius norm of the difference of the
	// covariances over that of the first; null where products were not kept.
	CovarianceDistance derive.Number   `json:"covariance_distance"`
	Items              []ComparedItem  `json:"items"`  // of the second set, that drive the largest shift
	Labels             []ComparedLabel `json:"labels"` // by how much they contribute
	Off                bool            `json:"off"`
	LeftOut            []string        `json:"left_out"` // measures that need what was not kept
}

// ComparedBand is how far one band of the second set lies from the first.
type ComparedBand struct {
	Name          string        `json:"name"`
	Mean          derive.Number `json:"mean"` // of the first set
	OtherMean     derive.Number `json:"other_mean"`
	Shift         derive.Number `json:"standardized_mean_difference"`
	VarianceRatio derive.Number `json:"variance_ratio"`
}

// ComparedItem is an item far from the mean of the first set.
type ComparedItem struct {
	ID    string        `json:"id"`
	Label string        `json:"label,omitempty"`
	Band  string        `json:"band"`
	Shift derive.Number `json:"shift"` // of its mean, in standard deviations of the first set
}

// ComparedLabel is what one label has to do with the largest shift.
type ComparedLabel struct {
	Label  string        `json:"label"`
	Shares [2]float64    `json:"shares"` // of the images of either set
	Shift  derive.Number `json:"shift"`  // of its mean, in standard deviations; null where a set lacks it
}

// Compare measures how far the images of b lie from those of a, band by band,
// and whether chance explains it. What is dealt anew is groups: those of a
// table, the chips of one image, or single images. Off are two sets that lie
// apart by at least Shift in some band, where p is below P.
func Compare(a, b *table.Table, o CompareOptions) (*Comparison, error) {
	if len(a.Bands) != len(b.Bands) || a.Type != b.Type {
		return nil, fmt.Errorf("%d bands of %s cannot be compared with %d of %s", len(a.Bands), a.Type, len(b.Bands), b.Type)
	}
	c := &Comparison{Type: "comparison", Permutations: o.Permutations, Items: []ComparedItem{}, Labels: []ComparedLabel{},
		LeftOut: []string{"Wasserstein and Jensen-Shannon distances: no histograms are kept"}}
	var clusters [2]*Clusters
	var sums [2]stats.Summary
	for k, t := range [...]*table.Table{a, b} {
		var err error
		if clusters[k], sums[k], c.Images[k], err = clustered(t); err != nil {
			return nil, err
		}
		if c.Groups[k] = clusters[k].Len(); c.Groups[k] == 0 {
			return nil, fmt.Errorf("the %s set has no images", [...]string{"first", "second"}[k])
		}
	}
	shift := CompareClusters(clusters[0], clusters[1], o.Permutations, o.Seed)
	c.P, c.Deals = derive.Number(shift.P), shift.Deals
	worst := 0
	for i, name := range a.Bands {
		c.Bands = append(c.Bands, ComparedBand{name, derive.Number(sums[0].Bands[i].Mean), derive.Number(sums[1].Bands[i].Mean), derive.Number(shift.Mean[i]), derive.Number(shift.Ratio[i])})
		if math.Abs(shift.Mean[i]) > math.Abs(shift.Mean[worst]) || math.IsNaN(shift.Mean[worst]) {
			worst = i
		}
	}
	c.Off = math.Abs(shift.Mean[worst]) >= o.Shift && shift.P < o.P
	c.CovarianceDistance = derive.Number(covarianceDistance(sums[0].Covariance, sums[1].Covariance))
	c.drivers(a, b, worst, &sums[0].Bands[worst])
	return c, nil
}

// clustered adds up the rows of a table by their groups.
func clustered(t *table.Table) (*Clusters, stats.Summary, int, error) {
	c, sum, n := NewClusters(), derive.NewTotals(), 0
	for i := range t.Rows.Len() {
		m, err := t.Rows.AllMoments(i)
		if err != nil {
			return nil, stats.Summary{}, 0, err
		}
		if m.Valid == nil {
			continue
		}
		n++
		if err = sum.Add(t.Rows.ID(i), m); err == nil {
			err = c.Add(groupOf(t.Rows.At(i)), &m)
		}
		if err != nil {
			return nil, stats.Summary{}, 0, err
		}
	}
	return c, sum.Summary(0), n, nil
}

// groupOf names what an item shares its fate with: its group, the image that it
// is a chip of, or nothing.
func groupOf(r *table.Row) string {
	switch {
	case r.Group != "":
		return "group " + r.Group
	case r.Window != nil:
		return "image " + r.Path
	}
	return "item " + r.ID
}

func covarianceDistance(a, b [][]float64) float64 {
	if a == nil || b == nil {
		return math.NaN()
	}
	var difference, whole float64
	for i := range a {
		for j := range a[i] {
			d := b[i][j] - a[i][j]
			difference += float64(d * d)
			whole += float64(a[i][j] * a[i][j])
		}
	}
	return math.Sqrt(difference / whole)
}

// driverItems is how many items and labels a comparison names.
const driverItems = 5

// drivers finds which items and labels of b lie furthest from a in a band.
func (c *Comparison) drivers(a, b *table.Table, band int, first *stats.BandSummary) {
	type part struct {
		images int
		n, sum float64
	}
	parts := make(map[string]*[2]part)
	for k, t := range [...]*table.Table{a, b} {
		for _, r := range t.Rows.All() {
			m := r.Moments()
			if m.Valid == nil || m.Valid[band] == 0 {
				continue
			}
			mean, _ := m.MeanStdDev(band, 0)
			if parts[r.Label] == nil {
				parts[r.Label] = new([2]part)
			}
			p := &parts[r.Label][k]
			p.images++
			p.n += float64(m.Valid[band])
			p.sum += float64(mean * float64(m.Valid[band]))
			if k == 1 {
				c.Items = append(c.Items, ComparedItem{r.ID, r.Label, a.Bands[band], derive.Number((mean - first.Mean) / first.StdDev)})
			}
		}
	}
	// Those that lie on the side of the shift, furthest first.
	side := 1.0
	if c.Bands[band].Shift < 0 {
		side = -1
	}
	slices.SortStableFunc(c.Items, func(x, y ComparedItem) int { return cmp.Compare(side*float64(y.Shift), side*float64(x.Shift)) })
	c.Items = c.Items[:min(len(c.Items), driverItems)]
	if len(parts) < 2 {
		return
	}
	weight := make(map[string]float64)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		p := parts[name]
		l := ComparedLabel{Label: name, Shares: [2]float64{float64(p[0].images) / float64(c.Images[0]), float64(p[1].images) / float64(c.Images[1])},
			Shift: derive.Number((p[1].sum/p[1].n - p[0].sum/p[0].n) / first.StdDev)}
		// What the label adds to the shift of the mean of b.
		if p[1].n > 0 {
			weight[name] += float64(l.Shares[1] * (p[1].sum/p[1].n - first.Mean))
		}
		if p[0].n > 0 {
			weight[name] -= float64(l.Shares[0] * (p[0].sum/p[0].n - first.Mean))
		}
		c.Labels = append(c.Labels, l)
	}
	slices.SortStableFunc(c.Labels, func(x, y ComparedLabel) int {
		return cmp.Compare(side*weight[y.Label], side*weight[x.Label])
	})
	c.Labels = c.Labels[:min(len(c.Labels), driverItems)]
}
