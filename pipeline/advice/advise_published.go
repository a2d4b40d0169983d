package advice

import "math"

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
