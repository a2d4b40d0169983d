package classify

import (
	"math"

	"gonum.org/v1/gonum/optimize"
)

// Linear returns for each row of some the class that multinomial logistic
// regression on train gives it. The loss is the sum of the log losses of the
// rows plus half the sum of the squared weights, without the intercepts; L-BFGS
// of gonum minimizes it.
func Linear(train, some *Set) []int {
	w := fitLinear(train)
	out := make([]int, len(some.Y))
	scores := make([]float64, train.Classes)
	for i := range out {
		score(w, some.Row(i), scores)
		for c, v := range scores {
			if v > scores[out[i]] {
				out[i] = c
			}
		}
	}
	return out
}

// mostSteps bounds the work; to go on would change the classes of few rows.
const mostSteps = 100

// fitLinear returns the weights [Classes][Columns+1], the intercept last.
func fitLinear(train *Set) []float64 {
	width := train.Columns + 1
	probabilities := make([]float64, train.Classes)
	n := float64(len(train.Y))
	evaluate := func(w, gradient []float64) float64 {
		loss := 0.0
		for c := range train.Classes {
			for i, v := range w[c*width : c*width+train.Columns] {
				loss += float64(v * v / 2)
				if gradient != nil {
					gradient[c*width+i] = v / n
				}
			}
			if gradient != nil {
				gradient[c*width+train.Columns] = 0
			}
		}
		for i, y := range train.Y {
			x := train.Row(i)
			score(w, x, probabilities)
			loss += softmax(probabilities, y)
			if gradient == nil {
				continue
			}
			for c, p := range probabilities {
				if c == y {
					p--
				}
				p /= n
				g := gradient[c*width : (c+1)*width]
				for k, v := range x {
					g[k] += float64(p * v)
				}
				g[train.Columns] += p
			}
		}
		return loss / n
	}
	problem := optimize.Problem{
		Func: func(w []float64) float64 { return evaluate(w, nil) },
		Grad: func(gradient, w []float64) { evaluate(w, gradient) },
	}
	w := make([]float64, train.Classes*width)
	settings := &optimize.Settings{MajorIterations: mostSteps, GradientThreshold: 1e-5}
	result, _ := optimize.Minimize(problem, w, settings, &optimize.LBFGS{})
	if result == nil {
		return w
	}
	return result.X
}

// score writes the scores of the classes.
func score(w, x, scores []float64) {
	width := len(x) + 1
	for c := range scores {
		row := w[c*width : (c+1)*width]
		s := row[len(x)]
		for k, v := range x {
			s += float64(row[k] * v)
		}
		scores[c] = s
	}
}

// softmax turns scores into probabilities and returns the log loss of class y.
func softmax(scores []float64, y int) float64 {
	top := scores[0]
	for _, v := range scores {
		top = max(top, v)
	}
	sum, own := 0.0, scores[y]-top
	for c, v := range scores {
		scores[c] = math.Exp(v - top)
		sum += scores[c]
	}
	for c := range scores {
		scores[c] /= sum
	}
	return math.Log(sum) - own
}
