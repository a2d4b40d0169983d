package derive

import "math"

// Accuracy is the share of images whose label was told, with its interval at
// 95 %, and what chance gives.
type Accuracy struct {
	Accuracy float64 `json:"accuracy"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	// Chance is the share that would be right if the same answers had been
	// given to the images in any other order.
	Chance float64 `json:"chance"`
}

// Skill is the part of what chance leaves that was told: 0 is chance, 1 all.
func (a Accuracy) skill(share float64) float64 {
	if a.Chance >= 1 {
		return 0
	}
	return (share - a.Chance) / (1 - a.Chance)
}

// accuracy counts right answers. The interval is Wilson's, for as many
// independent images as the groups amount to: their variance over that of
// independent images is the design effect.
func accuracy(said, truth []int, groups []string) Accuracy {
	n := float64(len(truth))
	right := 0.0
	saidOf, trueOf := make(map[int]float64), make(map[int]float64)
	type group struct{ n, right float64 }
	by := make(map[string]*group)
	var order []*group
	for i, y := range truth {
		saidOf[said[i]]++
		trueOf[y]++
		g := by[groups[i]]
		if g == nil {
			g = new(group)
			by[groups[i]] = g
			order = append(order, g)
		}
		g.n++
		if said[i] == y {
			g.right++
			right++
		}
	}
	a := Accuracy{Accuracy: right / n}
	together := 0.0
	for c, k := range saidOf {
		together += k * trueOf[c] // whole numbers: exact in any order
	}
	a.Chance = together / (n * n)
	var between, squares float64
	for _, g := range order {
		d := g.right - float64(a.Accuracy*g.n)
		between += float64(d * d)
		squares += float64(g.n * g.n)
	}
	effect := squares / n // of answers that are the same in a whole group
	if v := a.Accuracy * (1 - a.Accuracy); v > 0 {
		effect = between / (n * v)
		if k := float64(len(order)); k > 1 {
			effect *= k / (k - 1)
		}
	}
	n /= max(1, effect)
	const z = 1.959964
	middle := (a.Accuracy + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(a.Accuracy*(1-a.Accuracy)/n+z*z/(4*n*n))
	a.Low, a.High = max(0, middle-half), min(1, middle+half)
	return a
}
