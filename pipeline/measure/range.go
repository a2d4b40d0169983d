package measure

import (
	"fmt"
	"math"

	"github.com/bandprep/bandprep/pipeline/imageset"
)

// inRange returns an error where sums of the samples of an image are beyond
// float64: it names the sample that lies furthest out, which mostly means no data.
func inRange(set *imageset.Set, m *Measured) error {
	err := m.Moments.CheckRange()
	if err == nil {
		return nil
	}
	far := 0.0
	for b := range m.Moments.Bands {
		for _, v := range [2]float64{m.Moments.Min[b], m.Moments.Max[b]} {
			if math.Abs(v) > math.Abs(far) {
				far = v
			}
		}
	}
	return fmt.Errorf("%w: samples reach %s; if that means no data, give --nodata %[2]s", err, number(far, set.Layouts[m.Image.Layout].Type))
}
