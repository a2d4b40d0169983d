package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/raster"
)

// printStatistics prints the table of one set of images.
func printStatistics(w io.Writer, title string, d *derive.Statistics) {
	images := words.Count(d.Images, "image", "images")
	if s := d.Sample; s != nil {
		images = words.Number(s.Images) + " of " + words.Count(s.Population, "image", "images")
	}
	fmt.Fprintf(w, "%s: %s, %s, %s of %s\n", title, images,
		words.Count(d.Pixels, "pixel", "pixels"), words.Count(len(d.Bands), "band", "bands"), sampleType(d))
	if s := d.Sample; s != nil {
		fmt.Fprintf(w, "intervals (±) hold with probability %g\n", s.Confidence)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := "band\tvalid\tminimum\tmaximum\tmean\tstd\t"
	scaled := d.Normalization != nil && d.Normalization.Scale != 1
	if scaled {
		s := strconv.FormatFloat(d.Normalization.Scale, 'g', -1, 64)
		head += "mean/" + s + "\tstd/" + s + "\t"
	}
	if d.Sample != nil {
		head += "mean ±\tstd ±\teffective n\t"
	}
	percent := percentNames(d)
	for _, p := range percent {
		head += p + " %\t"
	}
	fmt.Fprintln(t, head)
	for i, b := range d.Bands {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t", b.Name, share(b.Valid, b.Total),
			short(b.Minimum), short(b.Maximum), short(b.Mean), short(b.StdDev))
		if scaled {
			fmt.Fprintf(t, "%s\t%s\t", fixed(d.Normalization.Mean[i]), fixed(d.Normalization.Std[i]))
		}
		if d.Sample != nil {
			fmt.Fprintf(t, "%s\t%s\t%s\t", halfWidth(b.MeanInterval), halfWidth(b.StdDevInterval), whole(d.Sample.EffectiveSamples[i]))
		}
		for _, p := range percent {
			fmt.Fprintf(t, "%s\t", short(b.Percentiles[p]))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}

func sampleType(d *derive.Statistics) string {
	if len(d.Bands) == 0 {
		return "nothing"
	}
	return d.Bands[0].SampleType
}

// percentNames returns the percentiles of the document in ascending order.
func percentNames(d *derive.Statistics) []string {
	var names []string
	if len(d.Bands) > 0 {
		for p := range d.Bands[0].Percentiles {
			names = append(names, p)
		}
	}
	number := func(s string) float64 { v, _ := strconv.ParseFloat(s, 64); return v }
	for i := range names {
		for j := i; j > 0 && number(names[j]) < number(names[j-1]); j-- {
			names[j], names[j-1] = names[j-1], names[j]
		}
	}
	return names
}

// printAdvice prints which constants to use.
func printAdvice(w io.Writer, t *table.Table, n *derive.Normalization) {
	if len(t.Bands) == 3 && t.Type == raster.Uint8 {
		fmt.Fprintf(w, "Training from scratch: Normalize(mean=%s, std=%s) for values divided by %s (ToTensor)\n",
			list(n.Mean), list(n.Std), strconv.FormatFloat(n.Scale, 'g', -1, 64))
		fmt.Fprintln(w, "Fine-tuning pretrained weights: keep the constants that they were trained with (ImageNet: mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])")
		return
	}
	if n.Done() {
		fmt.Fprintln(w, upper(n.Note))
		if a := n.Applied; a != nil {
			fmt.Fprintf(w, "What was applied: (value/%s - mean) / std, mean=%s, std=%s\n", strconv.FormatFloat(a.Scale, 'g', -1, 64), given(a.Mean), given(a.Std))
		}
		return
	}
	if n.Scale == 1 {
		fmt.Fprintf(w, "Constants are for %s values as they are (scale 1): (value - mean) / std\n", unit(t))
	} else {
		fmt.Fprintf(w, "Constants are for %[2]s values divided by %[1]s: (value/%[1]s - mean) / std\n", strconv.FormatFloat(n.Scale, 'g', -1, 64), unit(t))
	}
	if n.Note != "" {
		fmt.Fprintln(w, upper(n.Note))
	}
}

// unit says what the samples of a table are.
func unit(t *table.Table) string {
	if t.View.Physical {
		return "physical"
	}
	return "stored"
}

// upper writes the first letter of a sentence as a capital.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// given writes constants that were applied.
func given(v []table.Float) string {
	numbers := make([]derive.Number, len(v))
	for i, x := range v {
		numbers[i] = derive.Number(x)
	}
	return list(numbers)
}

func list(v []derive.Number) string {
	parts := make([]string, len(v))
	for i, x := range v {
		parts[i] = fixed(x)
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// short writes a number with six significant digits, "-" where undefined.
func short(n derive.Number) string {
	v := float64(n)
	if math.IsNaN(v) {
		return "-"
	}
	if v == math.Trunc(v) && math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 6, 64)
}

// fixed writes a constant with four decimals, or more where it is small.
func fixed(n derive.Number) string {
	v := float64(n)
	switch {
	case math.IsNaN(v):
		return "-"
	case v != 0 && math.Abs(v) < 0.01:
		return strconv.FormatFloat(v, 'g', 4, 64)
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}

// whole writes a number without decimals.
func whole(n derive.Number) string {
	if math.IsNaN(float64(n)) {
		return "-"
	}
	return words.Number(int64(math.Round(float64(n))))
}

// halfWidth writes half the width of an interval.
func halfWidth(v *[2]derive.Number) string {
	if v == nil {
		return "-"
	}
	return strconv.FormatFloat(float64(v[1]-v[0])/2, 'g', 3, 64)
}

// share writes the valid share in percent.
func share(valid, total int64) string {
	if valid == total {
		return "all"
	}
	return fmt.Sprintf("%.4g %%", 100*float64(valid)/float64(total))
}
