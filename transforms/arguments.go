package transforms

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/bandprep/bandprep/raster"
)

// arguments are what follows the "=" of a step.
type arguments struct {
	values  []string
	options map[string]string
}

func parseArguments(text string) arguments {
	a := arguments{options: map[string]string{}}
	for v := range strings.SplitSeq(text, ",") {
		if key, value, ok := strings.Cut(v, "="); ok {
			a.options[key] = value
		} else {
			a.values = append(a.values, v)
		}
	}
	return a
}

func (a *arguments) option(name string) (string, bool) {
	v, ok := a.options[name]
	delete(a.options, name)
	return v, ok
}

func (a *arguments) leftover() error {
	for name := range a.options {
		return fmt.Errorf("has no option %q", name)
	}
	return nil
}

func (a *arguments) none() error {
	if len(a.values) > 0 {
		return errors.New("takes no value")
	}
	return nil
}

// size returns a width and a height; the height of "256" is 0.
func (a *arguments) size() (w, h int, err error) {
	if len(a.values) != 1 {
		return 0, 0, errors.New("needs a size such as 256 or 320x240")
	}
	first, second, both := strings.Cut(a.values[0], "x")
	v, err := integers([]string{first})
	if err == nil && both {
		var u []int
		if u, err = integers([]string{second}); err == nil {
			v = append(v, u...)
		}
	}
	if err != nil {
		return 0, 0, fmt.Errorf("size %q: write 256 or 320x240", a.values[0])
	}
	for _, n := range v {
		if n < 1 {
			return 0, 0, fmt.Errorf("size %q", a.values[0])
		}
	}
	return append(v, 0)[0], append(v, 0)[1], nil
}

func (a *arguments) square() (w, h int, err error) {
	w, h, err = a.size()
	if h == 0 {
		h = w
	}
	return w, h, err
}

// limits returns what stands before and after the colon.
func (a *arguments) limits() (low, high []float64, err error) {
	before, after, ok := strings.Cut(strings.Join(a.values, ","), ":")
	if !ok {
		return nil, nil, errors.New("needs low:high")
	}
	if low, err = floats(strings.Split(before, ",")); err == nil {
		high, err = floats(strings.Split(after, ","))
	}
	return low, high, err
}

func (a *arguments) to() (raster.SampleType, error) {
	name, ok := a.option("to")
	if !ok {
		return raster.Unknown, nil
	}
	t, err := raster.ParseSampleType(name)
	if err == nil {
		_, err = quantized(raster.Header{}, t)
	}
	return t, err
}

func integers(values []string) ([]int, error) {
	var list []int
	for _, s := range values {
		v, err := strconv.ParseInt(s, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("%q is not a whole number", s)
		}
		list = append(list, int(v))
	}
	return list, nil
}

func floats(values []string) ([]float64, error) {
	var list []float64
	for _, s := range values {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a number", s)
		}
		list = append(list, v)
	}
	return list, nil
}
