package pca

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// covariances makes matrices out of small integers, which are equal on every
// processor: of full and of lower rank, with equal and with nearly equal
// variances, diagonal, in blocks, with constant bands.
func covariances(d int) map[string][][]float64 {
	r := rand.New(rand.NewPCG(uint64(d), 7))
	list := map[string][][]float64{
		"random":       gramOf(r, d, 2*d, 1000),
		"rank deficit": gramOf(r, d, max(1, d/2), 1000),
		"small":        gramOf(r, d, d, 2),
		"diagonal":     zeros(d, d),
		"identity":     zeros(d, d),
		"pairs":        zeros(d, d),
		"nearly equal": zeros(d, d),
		"all equal":    zeros(d, d),
		"one varies":   zeros(d, d),
		"ten decades":  gramOf(r, d, 2*d, 1000),
	}
	for i := range d {
		list["diagonal"][i][i] = float64(1 + i*i%7)
		list["identity"][i][i] = 3
		list["pairs"][i][i] = 2
		if i^1 < d {
			list["pairs"][i][i^1] = 1
		}
		for j := range d {
			list["all equal"][i][j] = 0.1
			list["nearly equal"][i][j] = math.Ldexp(list["random"][i][j], -60-d)
			list["ten decades"][i][j] = math.Ldexp(list["ten decades"][i][j], -i*20/d-j*20/d)
		}
		list["nearly equal"][i][i]++
	}
	list["one varies"][d-1][d-1] = 1.0 / 3
	return list
}

// gramOf returns the sum of products of d bands over n pixels of integers.
func gramOf(r *rand.Rand, d, n, limit int) [][]float64 {
	x, g := zeros(d, n), zeros(d, d)
	for _, row := range x {
		for i := range row {
			row[i] = float64(r.IntN(limit) - limit/3)
		}
	}
	for i := range d {
		for j := range d {
			g[i][j] = dot(x[i], x[j])
		}
	}
	return g
}

var digestBands = []int{2, 3, 4, 5, 8, 13, 40}

// digest is that of all models of the covariances.
func digest(t *testing.T) string {
	h := sha256.New()
	add := func(what string, m *Model, err error) {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		text, _ := json.Marshal(m)
		fmt.Fprintln(h, what, string(text), m.Warnings)
	}
	for _, d := range append(digestBands, 224) {
		list := covariances(d)
		noise := list["diagonal"]
		for _, what := range []string{"random", "rank deficit", "small", "diagonal", "identity", "pairs", "nearly equal", "all equal", "one varies", "ten decades"} {
			o := Options{Components: min(d, 3)}
			if d < 14 {
				o.Components = d
			}
			m, err := Fit(names(d), make([]float64, d), list[what], o)
			add(fmt.Sprint(what, d), m, err)
			if d < 14 && what != "one varies" {
				o.Standardize = true
				m, err = Fit(names(d), make([]float64, d), list[what], o)
				add(fmt.Sprint(what, d, " standardized"), m, err)
				o.Standardize = false
			}
			if d < 14 {
				m, err = FitNoise(names(d), make([]float64, d), list[what], noise, o)
				add(fmt.Sprint(what, d, " noise"), m, err)
			}
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestDigest(t *testing.T) {
	t.Log("digest", digest(t))
}

// Models have equal bits without assembly and on other processors.
func TestSameBitsElsewhere(t *testing.T) {
	if testing.Short() || runtime.GOARCH != "amd64" {
		t.Skip("runs itself from amd64 for other processors")
	}
	want := digest(t)
	for _, c := range []struct {
		name string
		env  string
		args []string
		tool string
	}{
		{"noasm", "GOARCH=amd64", []string{"-tags=noasm"}, "go"},
		{"386", "GOARCH=386", nil, "go"},
		{"arm64", "GOARCH=arm64", []string{"-exec=qemu-aarch64"}, "qemu-aarch64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := exec.LookPath(c.tool); err != nil {
				t.Skipf("%s is not installed", c.tool)
			}
			args := append([]string{"test", "-count=1", "-v", "-run=^TestDigest$"}, c.args...)
			cmd := exec.Command("go", append(args, ".")...)
			cmd.Env = append(os.Environ(), c.env, "CGO_ENABLED=0")
			out, err := cmd.CombinedOutput()
			if err != nil {
				if c.name == "386" && strings.Contains(string(out), "exec format error") {
					t.Skip("this machine does not run 386")
				}
				t.Fatalf("%v\n%s", err, out)
			}
			if !strings.Contains(string(out), "digest "+want) {
				t.Errorf("other bits than here, %s:\n%s", want, out)
			}
		})
	}
}

// What the solver left in its last bits, and how it turned vectors of equal
// variance, does not show.
func TestRefineForgetsTheSolver(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	for _, d := range digestBands {
		for what, cov := range covariances(d) {
			s, _, err := scaled(cov, ones(d))
			if err != nil {
				t.Fatal(err)
			}
			want, err := solve(s)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := solve(s)
			k := min(d, 5)
			want.refine(k)
			disturb(r, got)
			got.refine(k)
			if !reflect.DeepEqual(got.values[:k], want.values[:k]) || !reflect.DeepEqual(got.vectors[:k], want.vectors[:k]) {
				t.Errorf("%d bands, %s:\ngot  %v %v\nwant %v %v", d, what, got.values[:k], got.vectors[:k], want.values[:k], want.vectors[:k])
			}
		}
	}
}

// disturb changes last bits, and rotates neighbours of equal variance.
func disturb(r *rand.Rand, s *spectrum) {
	for i := range s.values {
		s.solved[i] += s.values[0] * (r.Float64() - 0.5) * 0x1p-51
		if i > 0 && s.solved[i-1]-s.solved[i] <= clusterGap/4*s.values[0] {
			sin, cos := math.Sincos(r.Float64())
			for b, v := range s.vectors[i] {
				w := s.vectors[i-1][b]
				s.vectors[i-1][b], s.vectors[i][b] = cos*w-sin*v, sin*w+cos*v
			}
		}
		for b := range s.vectors[i] {
			s.vectors[i][b] += (r.Float64() - 0.5) * 0x1p-52
		}
	}
}

func ones(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = 1
	}
	return x
}

// For two bands there is a formula; math/big evaluates it with 400 bits.
func TestRefinedEqualsFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	f := func(x float64) *big.Float { return new(big.Float).SetPrec(400).SetFloat64(x) }
	z := func() *big.Float { return new(big.Float).SetPrec(400) }
	for range 300 {
		a, c := 1+r.Float64(), r.Float64()*math.Ldexp(1, -r.IntN(20))
		b := (r.Float64() - 0.5) * math.Sqrt(a*c)
		m, err := Fit(names(2), []float64{0, 0}, [][]float64{{a, b}, {b, c}}, Options{Components: 2})
		if err != nil {
			t.Fatal(err)
		}
		half := z().Quo(z().Sub(f(a), f(c)), f(2))
		root := z().Sqrt(z().Add(z().Mul(half, half), z().Mul(f(b), f(b))))
		middle := z().Quo(z().Add(f(a), f(c)), f(2))
		x, y := f(b), z().Sub(z().Add(middle, root), f(a)) // (A − λ)·(x, y) = 0
		if b < 0 {
			x.Neg(x)
			y.Neg(y)
		}
		length := z().Sqrt(z().Add(z().Mul(x, x), z().Mul(y, y)))
		vx, _ := x.Quo(x, length).Float64()
		vy, _ := y.Quo(y, length).Float64()
		v1, _ := z().Add(middle, root).Float64()
		v2, _ := z().Sub(middle, root).Float64()
		if want := []float64{vx, vy}; math.Abs(vx) > math.Abs(vy) && !reflect.DeepEqual(m.Components[0], want) {
			t.Errorf("component %v, want %v", m.Components[0], want)
		}
		if want := []float64{v1, v2}; !reflect.DeepEqual(m.ExplainedVariance, want) {
			t.Errorf("variances %v, want %v", m.ExplainedVariance, want)
		}
	}
}

// The rule for equal variances, by hand: the first band takes what it can of
// the common space, the next the rest.
func TestEqualVariances(t *testing.T) {
	third := 1.0 / 3
	for _, c := range []struct {
		what string
		cov  [][]float64
		want [][]float64
	}{
		{"identity", [][]float64{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}, [][]float64{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
		{"two", [][]float64{{1, 0, 0}, {0, 2, 0}, {0, 0, 2}}, [][]float64{{0, 1, 0}, {0, 0, 1}, {1, 0, 0}}},
		// The plane across (1, 1, 1) has variance 1: (2, −1, −1)/√6, then (0, 1, −1)/√2.
		{"plane", [][]float64{{1 + third, third, third}, {third, 1 + third, third}, {third, third, 1 + third}},
			[][]float64{{math.Sqrt(third), math.Sqrt(third), math.Sqrt(third)}, {math.Sqrt(2 * third), -math.Sqrt(third / 2), -math.Sqrt(third / 2)}, {0, math.Sqrt(0.5), -math.Sqrt(0.5)}}},
	} {
		m, err := Fit(names(3), make([]float64, 3), c.cov, Options{Components: 3})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if !near(m.Components[i], want, 2e-16) {
				t.Errorf("%s: component %d is %v, want %v", c.what, i+1, m.Components[i], want)
			}
		}
		if len(m.Warnings) == 0 || !strings.Contains(m.Warnings[len(m.Warnings)-1], "nearly the same variance") {
			t.Errorf("%s: warnings %q", c.what, m.Warnings)
		}
	}
}

// Refined components are orthonormal, diagonalize, and lie within rounding of
// what the solver found.
func TestRefineLaws(t *testing.T) {
	for _, d := range digestBands {
		for what, cov := range covariances(d) {
			m, err := Fit(names(d), make([]float64, d), cov, Options{Components: d})
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Validate(); err != nil {
				t.Errorf("%d bands, %s: %v", d, what, err)
			}
			var e mat.EigenSym
			s, total, _ := scaled(cov, ones(d))
			e.Factorize(s, false)
			for i, v := range e.Values(nil) {
				if got := m.ExplainedVariance[d-1-i]; math.Abs(got-v) > 1e-11*total {
					t.Errorf("%d bands, %s: variance %d is %v, the solver says %v", d, what, d-i, got, v)
				}
			}
			for i, a := range m.Components {
				for j, b := range m.Components {
					want := 0.0
					if i == j {
						want = m.ExplainedVariance[i]
					}
					if got := inner(a, cov, b); math.Abs(got-want) > 1e-11*total {
						t.Errorf("%d bands, %s: components %d and %d have covariance %v, want %v", d, what, i+1, j+1, got, want)
					}
					want = float64(boolToInt(i == j))
					if got := dot(a, b); math.Abs(got-want) > 1e-14 {
						t.Errorf("%d bands, %s: components %d and %d have product %v", d, what, i+1, j+1, got)
					}
				}
			}
		}
	}
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
