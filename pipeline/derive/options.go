package derive

import (
	"fmt"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/split"
)

// Options say how constants are derived. The zero value is the documented
// default of every command.
type Options struct {
	DDOF         int       // divisor n − DDOF of standard deviation and covariance: 0 or 1
	Scale        float64   // samples are divided by it for the constants; 0: [DefaultScale]
	EqualWeights bool      // every image counts alike, however large
	Percentiles  []float64 // in percent, for documents that have a distribution
	Split        split.Options
	Where        Conditions // choose parts of the split
	Asked        []string   // parts whose size was asked for, and is no default
	OrTrain      bool       // where no split is possible everything is train, and a warning says so
}

// Validate returns an error that names the option at fault.
func (o *Options) Validate() error {
	if o.DDOF != 0 && o.DDOF != 1 {
		return fmt.Errorf("--ddof %d: want 0 (divisor n) or 1 (divisor n−1)", o.DDOF)
	}
	for _, p := range o.Percentiles {
		if !(p >= 0 && p <= 100) {
			return fmt.Errorf("--percentiles %g: want numbers from 0 to 100", p)
		}
	}
	if err := o.Where.validate(&o.Split); err != nil {
		return err
	}
	return o.Split.Validate()
}

func (o *Options) average() string {
	if o.EqualWeights {
		return "image"
	}
	return "pixel"
}

func (o *Options) scale(t *table.Table) float64 {
	if o.Scale != 0 {
		return o.Scale
	}
	return DefaultScale(t.Type)
}
