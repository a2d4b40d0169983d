package derive

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/table"
	"github.com/bandprep/bandprep/presets"
	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/split"
)

// Regime is how weights are going to be trained.
type Regime string

const (
	AnyRegime Regime = "" // not said
	Frozen    Regime = "frozen"
	Finetune  Regime = "finetune"
	Scratch   Regime = "scratch"
)

// AdviceOptions say what is going to be trained.
type AdviceOptions struct {
	Weights *presets.Preset // nil: ImageNet's for 8-bit RGB, else none
	Regime  Regime
}

// What a sentence rests on.
const (
	Measured  = "measured on your data"
	Published = "published"
)

// Sentence is one line of advice.
type Sentence struct {
	Text   string `json:"text"`
	Basis  string `json:"basis"`
	Source string `json:"source,omitempty"` // of what is published
}

// Advice says how to feed images to weights: the answer first, then why.
type Advice struct {
	Type      string     `json:"type"` // "advice"
	Answer    string     `json:"answer"`
	Weights   string     `json:"weights,omitempty"`
	Scale     float64    `json:"scale"` // stored values are divided by it first
	Mean      []Number   `json:"mean"`
	Std       []Number   `json:"std"`
	Shift     []Number   `json:"shift,omitempty"` // per band, of the images from the weights' mean, in their std
	Sentences []Sentence `json:"sentences"`
	Probe     *Probe     `json:"probe"` // null where there are no labels, or no split
	Shortcuts []Shortcut `json:"shortcuts"`
}

// advisor gathers what advice is made of.
type advisor struct {
	t     *table.Table // with splits
	o     AdviceOptions
	train *summary
	own   *Constants
	unit  presets.Unit
	a     *Advice
}

func (d *advisor) say(basis, source, format string, args ...any) {
	d.a.Sentences = append(d.a.Sentences, Sentence{fmt.Sprintf(format, args...), basis, source})
}

// Advise says which constants to use and what else decides the training, in
// this order: unit, bands, constants, images needed, classes, more than three
// bands, what simple statistics reach, shortcuts. A table without splits is
// split as by default, and keeps these splits.
func Advise(t *table.Table, o AdviceOptions) (*Advice, error) {
	d := &advisor{t: t, o: o, a: &Advice{Type: "advice", Shortcuts: []Shortcut{}}}
	if err := d.measure(); err != nil {
		return nil, err
	}
	if o.Weights == nil && o.Regime != Scratch && len(t.Bands) == 3 && t.Type == raster.Uint8 {
		d.o.Weights = presets.Find("imagenet")
	}
	if err := d.answer(); err != nil {
		return nil, err
	}
	d.published()
	d.needed()
	d.classes()
	if err := d.manyBands(); err != nil {
		return nil, err
	}
	return d.a, d.probe()
}

// measure splits the table where it is not, and adds up train.
func (d *advisor) measure() (err error) {
	for _, name := range Splits {
		for range d.t.Rows.In(name) {
			d.train, err = summarized(d.t, "train")
			break
		}
	}
	if d.train == nil && err == nil {
		o := Options{Split: split.Options{Valid: split.Share{Fraction: 0.2}, Seed: probeSeed}, OrTrain: true}
		Split(d.t, o) // where that fails all count, as below
		if d.train, err = summarized(d.t, "train"); d.train == nil && err == nil {
			d.train, err = summarized(d.t, "all")
		}
	}
	if err != nil {
		return err
	}
	if d.train == nil {
		return fmt.Errorf("no measured item")
	}
	d.unit = unitOf(d.t, &d.train.n)
	d.own = &Constants{Scale: DefaultScale(d.t.Type)}
	for _, b := range d.train.n.Bands {
		d.own.Mean, d.own.Std = append(d.own.Mean, b.Mean/d.own.Scale), append(d.own.Std, b.StdDev/d.own.Scale)
	}
	return nil
}

// answer writes the first line, and those of unit, bands and constants.
func (d *advisor) answer() error {
	w := d.o.Weights
	if w == nil || d.o.Regime == Scratch {
		d.use(d.own)
		d.a.Answer = "Use your own: " + normalize(d.own) + ", of values " + step(d.own.Scale) + "."
		d.sayUnit("", 0)
		return nil
	}
	d.a.Weights = w.Name
	scale := scaleInto(d.unit, w.Unit, d.t.Type)
	known := scale != 0
	if !known {
		scale = presetScale(w, d.t.Type)
	}
	c, err := ConstantsOf(w, d.t, scale)
	if err != nil {
		d.use(d.own)
		d.a.Answer = fmt.Sprintf("%s does not fit: it is for %d bands, the images have %d. Choose its bands with --bands, or use weights for yours.", w.Name, len(w.Mean), len(d.t.Bands))
		d.sayUnit(w.Name, 0)
		return nil
	}
	d.use(c)
	far, parts := 0.0, []string{}
	for b := range c.Mean {
		shift := (d.own.Mean[b]*d.own.Scale/scale - c.Mean[b]) / c.Std[b]
		d.a.Shift = append(d.a.Shift, Number(shift))
		far = max(far, math.Abs(shift))
		parts = append(parts, fmt.Sprintf("%s %+.2f", d.t.Bands[b], shift))
	}
	away := fmt.Sprintf("Yours lie up to %.2f σ away.", far)
	if w.StdKind == "fixed" {
		away = ""
	}
	switch {
	case !known:
		d.a.Answer = fmt.Sprintf("First find out the unit: %s is for %s, and yours is not told by the values. Then %s.", w.Name, w.Unit, normalize(c))
	case far > 3 && w.StdKind != "fixed":
		d.a.Answer = fmt.Sprintf("Check the unit and the bands before you use %s's: %s of values %s. %s", w.Name, normalize(c), step(scale), away)
	default:
		d.a.Answer = strings.TrimSpace(fmt.Sprintf("Use %s's: %s, of values %s. %s", w.Name, normalize(c), step(scale), away))
	}
	d.sayUnit(w.Name, scale)
	d.sayBands(w, c)
	if w.StdKind != "fixed" {
		d.say(Measured, "", "Your means against theirs, in σ: %s.", strings.Join(parts, ", "))
	}
	return nil
}

func (d *advisor) use(c *Constants) {
	d.a.Scale, d.a.Mean, d.a.Std = c.Scale, Numbers(c.Mean), Numbers(c.Std)
}

// normalize writes constants ready to paste.
func normalize(c *Constants) string {
	list := func(v []float64) string {
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = strconv.FormatFloat(x, 'g', 4, 64)
			if x != 0 && math.Abs(x) >= 10000 || math.Abs(x) == math.Trunc(x) {
				parts[i] = strconv.FormatFloat(x, 'f', -1, 64)
			}
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return "Normalize(mean=" + list(c.Mean) + ", std=" + list(c.Std) + ")"
}

// sayUnit says what the values are, and how they come into the unit that
// weights have seen.
func (d *advisor) sayUnit(weights string, scale float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, b := range d.train.n.Bands {
		if b.Valid > 0 {
			low, high = min(low, b.Minimum), max(high, b.Maximum)
		}
	}
	text := fmt.Sprintf("Unit: %s from %g to %g", d.t.Type, round3(low), round3(high))
	if d.unit != (presets.Unit{}) {
		text += ", so they look like " + d.unit.String()
	} else {
		text += ", which does not tell their unit"
	}
	if weights != "" && scale != 0 {
		text += "; " + weights + " saw " + d.o.Weights.Unit.String() + ": give it values " + step(scale)
	}
	if d.unit == presets.Numbers && carriesOffset(&d.train.n) {
		text += "; no value is below 950: they seem to carry the offset of 1000 of Sentinel-2 baseline 04.00, which weights from before have not seen"
	}
	d.say(Measured, "", "%s.", text)
}

func round3(v float64) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	return r
}

// sayBands says whether the bands are those of the weights, in their order.
func (d *advisor) sayBands(w *presets.Preset, c *Constants) {
	switch order := w.Order(d.t.Bands); {
	case order != nil:
		d.say(Measured, "", "Bands: yours are %s, the weights saw %s: reorder them with --bands %s.", strings.Join(d.t.Bands, ", "), strings.Join(order, ", "), strings.Join(order, ","))
	case w.Bands != nil && !c.Named:
		d.say(Measured, "", "Bands: the names of yours (%s) do not tell that they are %s in this order: make sure.", few(d.t.Bands), few(w.Bands))
	}
}

func few(names []string) string {
	if len(names) > 4 {
		return strings.Join(names[:3], ", ") + ", … " + names[len(names)-1]
	}
	return strings.Join(names, ", ")
}

// published says what experiments of others say about the choice.
func (d *advisor) published() {
	if d.o.Weights == nil && d.o.Regime != Scratch {
		return
	}
	switch d.o.Regime {
	case Scratch:
		d.say(Published, "TooTouch/Normalization-Test README", "From scratch: your own constants of train; normalizing every image by itself mostly cost 1 to 4 points.")
	case Frozen:
		d.say(Published, "torchgeo-bench docs/interesting-findings.md@0660813 and results/all_results.csv; isaaccorley/resize-is-all-you-need results",
			"Frozen: a wrong unit cost 30 to 53 points. In the right unit it is split: the weights' scaling won by 14 to 33 points for three models, your own z-score in 11 of 14 pairs with DINOv3 (+1.8 on average). Beyond 1 σ try both.")
	case Finetune:
		d.say(Published, "TooTouch/Normalization-Test README", "Fine-tuning all weights: own constants or the weights' made −0.4 to +0.7 points in 16 pairs; keep the weights', so that checkpoints stay interchangeable.")
	default:
		d.say(Published, "TooTouch/Normalization-Test README; torchgeo-bench docs/interesting-findings.md@0660813",
			"The right unit decides (30 to 53 points, frozen); own constants or the weights' make under 1 point when all is fine-tuned (16 pairs), and results are split when frozen (--regime frozen).")
	}
}

// needed says how many images the constants take, and what one batch costs.
func (d *advisor) needed() {
	estimates := d.train.sample.Estimates(0.95, 0)
	worst, known := 0.0, 0.0 // variance of the mean of one image in units of σ²
	for b, e := range estimates {
		if s := d.train.n.Bands[b].StdDev; s > 0 && e.ImageVariance/(s*s) > worst {
			worst = e.ImageVariance / (s * s)
			known = (e.MeanInterval[1] - e.MeanInterval[0]) / 2 / s
		}
	}
	switch {
	case worst == 0:
		return
	case known > 1:
		d.say(Measured, "", "Images needed: more than these %d, whose means are known to no better than one σ.", d.train.sample.Items())
		return
	}
	const z, part = 1.96, 0.02
	off := func(n float64) float64 { return 100 * z * math.Sqrt(worst/n) }
	d.say(Measured, "", "Images needed: means are known to ±%.1f %% of σ; ±2 %% takes about %.0f images. One batch of 64 is off by up to %.0f %% of σ, of 2000 by %.1f %%.",
		100*known, math.Ceil(worst*(z/part)*(z/part)), off(64), off(2000))
}
