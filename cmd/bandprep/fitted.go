package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/bandprep/bandprep/decision"
	"github.com/bandprep/bandprep/internal/words"
	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/table"
)

// printFitted prints what components keep and lose.
func printFitted(w io.Writer, r *derive.Fitted) {
	m := r.Model
	fmt.Fprintf(w, "%s of %s, fitted on %s of %s\n", words.Count(len(m.Components), "component", "components"),
		words.Count(len(m.Bands), "band", "bands"), words.Count(r.Pixels, "pixel", "pixels"), words.Count(r.Items, "item", "items"))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	d := r.Diagnosis
	errors := d != nil && d.Errors != nil
	fmt.Fprint(t, "component\tvariance\tshare\t")
	if errors {
		fmt.Fprint(t, "± of share\t")
	}
	fmt.Fprintln(t, "together\tlargest loadings\t")
	together := m.Cumulative()
	for c, name := range m.ComponentNames() {
		fmt.Fprintf(t, "%s\t%.6g\t%.2f %%\t", name, m.ExplainedVariance[c], 100*m.ExplainedVarianceRatio[c])
		if errors {
			fmt.Fprintf(t, "%.2f %%\t", 100*d.Errors.Ratio[c])
		}
		var top []string
		for _, b := range loadings(m, c)[:min(3, len(m.Bands))] {
			top = append(top, fmt.Sprintf("%s %+.2f", m.Bands[b], m.Components[c][b]))
		}
		fmt.Fprintf(t, "%.2f %%\t%s\t\n", 100*together[c], strings.Join(top, ", "))
	}
	t.Flush()
	if d == nil {
		fmt.Fprintln(w, "too many items and bands to tell what each loses")
		return
	}
	printLoss(w, m, d)
}

// manyBands is the number of bands above which no line is printed for each.
const manyBands = 32

// exactShare is the share of the signal below which what is lost is rounding.
const exactShare = 1e-12

func printLoss(w io.Writer, m *pca.Model, d *derive.Diagnosis) {
	if d.All.Fidelity.Band == nil {
		return
	}
	fmt.Fprintln(w, "what the components lose (root mean square error after reconstruction, in stored values):")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	if len(m.Bands) <= manyBands {
		fmt.Fprint(t, "band\terror\t")
		for _, name := range m.ComponentNames() {
			fmt.Fprintf(t, "%s\t", name)
		}
		fmt.Fprintln(t)
		for b, name := range m.Bands {
			fmt.Fprintf(t, "%s\t%.4g\t", name, d.All.Fidelity.Band[b])
			for c := range m.Components {
				fmt.Fprintf(t, "%+.3f\t", m.Components[c][b])
			}
			fmt.Fprintln(t)
		}
		t.Flush()
	}
	if d.All.Fidelity.Outside < exactShare {
		fmt.Fprintln(w, "as many components as dimensions: nothing is lost")
		return
	}
	for _, list := range []struct {
		what string
		of   []derive.Described
	}{{"class", d.Classes}, {"described worst", d.Worst}} {
		if len(list.of) == 0 {
			continue
		}
		fmt.Fprintf(t, "%s\tpixels\tlost\tworst band\terror\t\n", list.what)
		for _, x := range list.of {
			b := worstBand(x.Fidelity.Band)
			fmt.Fprintf(t, "%s\t%s\t%.3g %%\t%s\t%.4g\t\n", oneLine(x.Name), words.Number(x.Pixels), 100*x.Fidelity.Outside, m.Bands[b], x.Fidelity.Band[b])
		}
		t.Flush()
	}
	if s := d.Separation; s != nil {
		fmt.Fprintf(w, "between the classes the components keep %.1f %% of the scatter and %.1f %% of the separation (trace of W⁻¹B)\n", 100*s.Between, 100*s.Fisher/s.FisherAll)
	}
}

func worstBand(errors []float64) int {
	worst := 0
	for b, e := range errors {
		if e > errors[worst] {
			worst = b
		}
	}
	return worst
}

// fitDocument is what `pca fit --json` prints.
func fitDocument(r *derive.Fitted, t *table.Table) map[string]any {
	numbers := derive.Numbers
	doc := map[string]any{
		"type": "pca-fit", "model": r.Model, "items": r.Items, "pixels": r.Pixels, "cumulative": numbers(r.Model.Cumulative()),
		"decisions": append([]decision.Decision{}, t.Decisions...), "warnings": slices.Concat([]string{}, t.Warnings, r.Warnings), "skipped": append([]table.Skipped{}, t.Skipped...),
	}
	d := r.Diagnosis
	if d == nil {
		return doc
	}
	describe := func(list []derive.Described) []any {
		out := []any{}
		for _, x := range list {
			out = append(out, map[string]any{"name": x.Name, "pixels": x.Pixels, "lost": derive.Number(x.Fidelity.Outside), "band_error": numbers(x.Fidelity.Band)})
		}
		return out
	}
	doc["band_error"], doc["lost"] = numbers(d.All.Fidelity.Band), derive.Number(d.All.Fidelity.Outside)
	doc["classes"], doc["worst_items"] = describe(d.Classes), describe(d.Worst)
	if e := d.Errors; e != nil {
		doc["standard_errors"] = map[string]any{"groups": e.Groups, "explained_variance": numbers(e.Variance), "explained_variance_ratio": numbers(e.Ratio)}
	}
	if s := d.Separation; s != nil {
		doc["separation"] = map[string]any{"between": derive.Number(s.Between), "fisher": derive.Number(s.Fisher), "fisher_all_bands": derive.Number(s.FisherAll)}
	}
	return doc
}
