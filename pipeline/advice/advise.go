package advice

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/pipeline/derive"
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
	Type      string          `json:"type"` // "advice"
	Answer    string          `json:"answer"`
	Weights   string          `json:"weights,omitempty"`
	Scale     float64         `json:"scale"` // stored values are divided by it first
	Mean      []derive.Number `json:"mean"`
	Std       []derive.Number `json:"std"`
	Shift     []derive.Number `json:"shift,omitempty"` // per band, of the images from the weights' mean, in their std
	Sentences []Sentence      `json:"sentences"`
	Probe     *Probe          `json:"probe"` // null where there are no labels, or no split
	Shortcuts []Shortcut      `json:"shortcuts"`
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
	for _, name := range derive.Splits {
		for range d.t.Rows.In(name) {
			d.train, err = summarized(d.t, "train")
			break
		}
	}
	if d.train == nil && err == nil {
		o := derive.Options{Split: split.Options{Valid: split.Share{Fraction: 0.2}, Seed: probeSeed}, OrTrain: true}
		derive.Split(d.t, o) // where that fails all count, as below
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
	d.own = &Constants{Scale: derive.DefaultScale(d.t.Type)}
	for _, b := range d.train.n.Bands {
		d.own.Mean, d.own.Std = append(d.own.Mean, b.Mean/d.own.Scale), append(d.own.Std, b.StdDev/d.own.Scale)
	}
	return nil
}

// answer writes the first line, and those of unit, bands and constants.
func (d *advisor) answer() error {
	w := d.o.Weights
	if d.t.View.Applied() != nil {
		n := derive.Normalize(d.t, &d.train.n, 1, "", "")
		d.a.Scale, d.a.Mean, d.a.Std = n.Scale, n.Mean, n.Std
		d.a.Answer = "The images are normalized already: apply nothing."
		return nil
	}
	if w == nil || d.o.Regime == Scratch {
		d.use(d.own)
		d.a.Answer = "Use your own: " + normalize(d.own) + ", of values " + Step(d.own.Scale) + "."
		d.sayUnit("", 0)
		return nil
	}
	d.a.Weights = w.Name
	c, known, err := fed(w, d.t, d.t.Bands, d.unit)
	if err != nil {
		d.use(d.own)
		d.a.Answer = fmt.Sprintf("%s does not fit: it is for %d bands, the images have %d. Choose its bands with --bands, or use weights for yours.", w.Name, len(w.Mean), len(d.t.Bands))
		d.sayUnit(w.Name, 0)
		return nil
	}
	d.use(c)
	scale := c.Scale
	far, parts := 0.0, []string{}
	for b := range c.Mean {
		shift := (d.own.Mean[b]*d.own.Scale/scale - c.Mean[b]) / c.Std[b]
		d.a.Shift = append(d.a.Shift, derive.Number(shift))
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
		d.a.Answer = fmt.Sprintf("Check the unit and the bands before you use %s's: %s of values %s. %s", w.Name, normalize(c), Step(scale), away)
	default:
		d.a.Answer = strings.TrimSpace(fmt.Sprintf("Use %s's: %s, of values %s. %s", w.Name, normalize(c), Step(scale), away))
	}
	d.sayUnit(w.Name, scale)
	d.sayBands(w, c)
	if w.StdKind != "fixed" {
		d.say(Measured, "", "Your means against theirs, in σ: %s.", strings.Join(parts, ", "))
	}
	return nil
}

func (d *advisor) use(c *Constants) {
	d.a.Scale, d.a.Mean, d.a.Std = c.Scale, derive.Numbers(c.Mean), derive.Numbers(c.Std)
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
		text += "; " + weights + " saw " + d.o.Weights.Unit.String() + ": give it values " + Step(scale)
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
