package measure

import (
	"encoding/binary"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats/counts"
)

// appendDistribution appends the histograms of a distribution, or its sketches
// behind their lengths.
func appendDistribution(b []byte, d *table.Distribution) []byte {
	for i := range d.Sketches {
		sketch, _ := d.Sketches[i].AppendBinary(nil) // which never fails
		b = append(binary.AppendUvarint(b, uint64(len(sketch))), sketch...)
	}
	for _, h := range d.Histograms {
		b = table.AppendCounts(b, h.Counts)
	}
	return b
}

// readDistribution reads what appendDistribution wrote of bands of a type, all of
// b. Damaged bytes are an error.
func readDistribution(b []byte, bands int, t raster.SampleType, d *table.Distribution) (err error) {
	low, high := t.Range()
	for range bands {
		if t.IsInteger() && t.Bits() <= 16 {
			h := counts.Histogram{Low: int64(low), Counts: make([]uint64, int(high-low)+1)}
			b, err = table.ParseCounts(b, h.Counts)
			d.Histograms = append(d.Histograms, h)
		} else {
			var s counts.Sketch
			var text []byte
			if text, b, err = cutText(b); err == nil {
				err = s.UnmarshalBinary(text)
			}
			d.Sketches = append(d.Sketches, s)
		}
		if err != nil {
			return err
		}
	}
	if len(b) > 0 {
		return errRecord
	}
	return nil
}
