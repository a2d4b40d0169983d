package advice_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/bandprep/bandprep/pipeline/advice"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/stats"
)

// addPhoto adds an image of two 8-bit pixels.
func (s *madeSet) addPhoto(r *rand.Rand, change func(row *table.Row)) {
	b := &raster.Block{Window: raster.Window{W: 2, H: 1}, Bands: 3}
	for range 6 {
		b.U8 = append(b.U8, uint8(r.IntN(256)))
	}
	a := stats.NewAccumulator(3, raster.Uint8, stats.Options{})
	a.Add(b)
	m := a.Moments()
	row := &table.Row{Type: raster.Uint8}
	row.ID = fmt.Sprintf("i%07d.png", s.Rows.Len())
	row.Path, row.Width, row.Height, row.Bands, row.SampleType, row.Fold = row.ID, 2, 1, 3, "uint8", -1
	row.SetMoments(&m)
	change(row)
	if err := s.Rows.Add(row); err != nil {
		s.t.Fatal(err)
	}
	s.Rows.Assign(s.Rows.Len()-1, row.Split, -1)
}

// BenchmarkAnswers asks 10,000 rows, with labels of ten classes, everything.
func BenchmarkAnswers(b *testing.B) {
	s := newMade(new(testing.T), "red", "green", "blue")
	s.Type = raster.Uint8
	r := rand.New(rand.NewPCG(1, 1))
	for i := range 10000 {
		s.addPhoto(r, func(row *table.Row) {
			row.Label, row.Group, row.Split = fmt.Sprint("label", i%10), fmt.Sprint("g", i/4), "train"
			if i/4%5 == 0 {
				row.Split = "valid"
			}
			row.Width, row.Height, row.Bytes = 64, 64, int64(4000+r.IntN(999))
		})
	}
	imagenet, err := advice.ConstantsOf(presets.Find("imagenet"), &s.Table, 255)
	if err != nil {
		b.Fatal(err)
	}
	side := func(split string) *table.Table {
		return s.Where(func(i int) bool { return s.Rows.Split(i) == split })
	}
	for name, ask := range map[string]func() error{
		"verify": func() error { _, err := advice.Verify(&s.Table, imagenet, advice.DefaultVerify); return err },
		"compare": func() error {
			_, err := advice.Compare(side("train"), side("valid"), advice.DefaultCompare)
			return err
		},
		"probe":     func() error { _, err := advice.NewProbe(&s.Table); return err },
		"shortcuts": func() error { _, err := advice.Shortcuts(&s.Table); return err },
		"advise":    func() error { _, err := advice.Advise(&s.Table, advice.AdviceOptions{}); return err },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := ask(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
