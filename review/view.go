package review

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// view says how an image is shown.
type view struct {
	bands   [3]int // indices; of one band three times the same
	pca     bool   // components in place of bands
	stretch string
	size    int // of the square that the image fits into, in pixels
}

// The stretches: which values become black and white.
const (
	stretchStored  = "stored"  // 0 and 255
	stretchDataset = "dataset" // 2 and 98 % of the dataset, estimated from some of its images
	stretchImage   = "image"   // 2 and 98 % of what is shown of the image
	stretchSigma   = "sigma"   // mean ± 2 standard deviations of the dataset
	stretchMinMax  = "minmax"  // smallest and largest of what is shown of the image
)

// stretches returns the stretches of a sample type, the usual one first.
func stretches(t raster.SampleType) []string {
	list := []string{stretchDataset, stretchImage, stretchSigma, stretchMinMax}
	if t == raster.Uint8 {
		list = append([]string{stretchStored}, list...)
	}
	return list
}

// maxSize is the largest size of a composed image.
const maxSize = 4096

func parseView(q url.Values, t *table.Table, model bool) (v view, err error) {
	v.stretch = q.Get("stretch")
	if v.stretch == "" {
		v.stretch = stretches(t.Type)[0]
	}
	if !slices.Contains(stretches(t.Type), v.stretch) {
		return v, fmt.Errorf("no such stretch")
	}
	if v.size, err = strconv.Atoi(q.Get("size")); err != nil || v.size < 16 || v.size > maxSize {
		return v, fmt.Errorf("size: want 16 to %d pixels", maxSize)
	}
	switch text := q.Get("bands"); text {
	case "pca":
		if v.pca = model; !model {
			return v, fmt.Errorf("the manifest has no components")
		}
	case "":
		v.bands = trueColour(t.Bands)
	default:
		parts := strings.Split(text, ",")
		if len(parts) != 1 && len(parts) != 3 {
			return v, fmt.Errorf("want one or three bands")
		}
		for k := range v.bands {
			b, err := strconv.Atoi(parts[min(k, len(parts)-1)])
			if err != nil || b < 1 || b > len(t.Bands) {
				return v, fmt.Errorf("band %q: want 1 to %d", parts[min(k, len(parts)-1)], len(t.Bands))
			}
			v.bands[k] = b - 1
		}
	}
	return v, nil
}

// trueColour returns the bands that are red, green and blue: by their names, by
// the numbers that Sentinel-2 and Landsat 8 give them, else the first three.
func trueColour(bands []string) [3]int {
	for _, names := range [][3]string{{"red", "green", "blue"}, {"r", "g", "b"}, {"b04", "b03", "b02"}, {"b4", "b3", "b2"}, {"sr_b4", "sr_b3", "sr_b2"}} {
		var at [3]int
		for k, name := range names {
			at[k] = slices.IndexFunc(bands, func(b string) bool { return strings.EqualFold(b, name) })
		}
		if !slices.Contains(at[:], -1) {
			return at
		}
	}
	switch n := len(bands); {
	case n < 3:
		return [3]int{}
	case n >= 10 && n <= 13: // Sentinel-2 without names
		return [3]int{3, 2, 1}
	}
	return [3]int{0, 1, 2}
}
