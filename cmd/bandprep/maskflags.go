package main

import (
	"github.com/spf13/pflag"

	"github.com/bandprep/bandprep/pipeline/table"
)

// addMaskFlags defines the flags that say which pixels count.
func addMaskFlags(s *pflag.FlagSet, m *table.Masks) {
	s.StringVar(&m.Pattern, "mask-from", "", "count only pixels inside the image's mask, a `path` as '{dir}/../masks/{name}.png'")
	s.Var((*floatList)(&m.Values), "mask-value", "values of the mask where pixels count (default: all but 0)")
	s.StringVar(&m.Keep, "keep", "", "count only pixels for which this `condition` on masks is true, as 'SCL in 4-7,11' or 'QA_PIXEL !bits 1,2,3,4'")
	s.BoolVar(&m.Clear, "clear", false, "the usual --keep of the product that the images are, as it says")
}
