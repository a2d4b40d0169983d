package main

import (
	"fmt"
	"math"
	"strconv"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/bandprep/bandprep/internal/output"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/derive"
)

// batchScatter is the document of stats --batch --json.
type batchScatter struct {
	Type   string      `json:"type"` // "batches"
	Images int         `json:"images"`
	Batch  int         `json:"batch"`
	Repeat int         `json:"repeat"`
	Bands  []batchBand `json:"bands"`
}

type batchBand struct {
	Name             string          `json:"name"`
	Mean             derive.Number   `json:"mean"` // of all images
	StdDev           derive.Number   `json:"stddev"`
	BatchMeans       []derive.Number `json:"batch_means"`
	BatchStdDevs     []derive.Number `json:"batch_stddevs"`
	WorstMeanError   derive.Number   `json:"worst_mean_error"`   // in standard deviations of the band
	WorstStdDevError derive.Number   `json:"worst_stddev_error"` // relative
}

// maxRepeat batches say more than enough of how batches scatter.
const maxRepeat = 100_000

// runBatches answers whether one batch is enough.
func runBatches(c *cobra.Command, o *statsOptions, inputs []string) error {
	if o.batch < 1 || o.repeat < 2 {
		return usageError{fmt.Errorf("--batch %d --repeat %d: want at least 1 image and 2 batches", o.batch, o.repeat)}
	}
	if o.repeat > maxRepeat {
		return usageError{fmt.Errorf("--repeat %d: want %d at most", o.repeat, maxRepeat)}
	}
	s := newSession(c, o.output)
	in, err := s.openStats(c.Flags(), o, inputs)
	if err != nil {
		return err
	}
	if n := in.Len(); o.batch >= n {
		s.notice(fmt.Sprintf("a batch of %d is the whole set of %s: its constants are exact", o.batch, words.Count(n, "image", "images")))
		o.batch = n
	}
	t, scatter, err := pipeline.Batches(s.ctx, in, o.batch, o.repeat, o.sampling.Seed)
	if err != nil {
		return s.failed(t, err)
	}
	defer t.Close()
	s.done()
	n := t.Rows.Len()
	doc := batchScatter{Type: "batches", Images: n, Batch: o.batch, Repeat: o.repeat}
	for b, name := range t.Bands {
		x := &scatter[b]
		doc.Bands = append(doc.Bands, batchBand{name, derive.Number(x.AllMean), derive.Number(x.AllStdDev),
			derive.Numbers(x.Mean), derive.Numbers(x.StdDev), derive.Number(x.WorstMeanError), derive.Number(x.WorstStdDevError)})
	}
	if o.output.json {
		if err := output.WriteJSON(s.out, doc); err != nil {
			return err
		}
		return s.skipped(t)
	}
	s.told(t, nil)
	fmt.Fprintf(s.out, "constants of %s of %d out of %s:\n", words.Count(o.repeat, "batch", "batches"), o.batch, words.Count(n, "image", "images"))
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "band\tmean of all\tof batches\tworst error\tstd of all\tof batches\tworst error\t")
	for b, x := range scatter {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", doc.Bands[b].Name,
			short(doc.Bands[b].Mean), between(x.MeanRange), hundredths(x.WorstMeanError, " % of std"),
			short(doc.Bands[b].StdDev), between(x.StdDevRange), hundredths(x.WorstStdDevError, " %"))
	}
	w.Flush()
	mean, std := 0.0, 0.0
	for _, x := range scatter {
		mean, std = max(mean, x.WorstMeanError), max(std, x.WorstStdDevError)
	}
	fmt.Fprintf(s.out, "A single batch was off by up to %s in the mean and %s in the std.\n", hundredths(mean, " % of std"), hundredths(std, " %"))
	return s.skipped(t)
}

// between writes a range, "-" where undefined.
func between(r [2]float64) string {
	if math.IsNaN(r[0]) {
		return "-"
	}
	return short(derive.Number(r[0])) + " … " + short(derive.Number(r[1]))
}

// hundredths writes a ratio in percent, "-" where undefined.
func hundredths(v float64, unit string) string {
	if math.IsNaN(v) {
		return "-"
	}
	return strconv.FormatFloat(100*v, 'f', 2, 64) + unit
}
