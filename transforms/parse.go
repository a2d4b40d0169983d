package transforms

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Resolver supplies what a chain's text names but does not hold. A nil field
// makes the transforms that need it an error.
type Resolver struct {
	// Normalize returns the constants of "normalize=NAME", or of the set where
	// name is ""; Name is set by Parse.
	Normalize func(name string) (Normalize, error)
	// Project returns the model of "project=NAME" with its limits; To and
	// Name are set by Parse.
	Project func(name string) (Project, error)
	// Reconstruct returns the model of "reconstruct=NAME" with its limits.
	Reconstruct func(name string) (Reconstruct, error)
	// Percentile returns the values per band of which the given percentages
	// of samples are smaller, for "percentile=2:98".
	Percentile func(percent float64) ([]float64, error)
}

// Parse reads a chain: steps separated by ";", each a word, for most followed
// by "=" and its values, separated by ",":
//
//	resize=256,interpolation=bicubic   shorter side 256; also resize=320x240
//	crop=10,20,64,64                   x, y, width, height
//	crop=224, center-crop=320x240      from the middle
//	pad=256,value=0                    at least 256×256, around the middle
//	flip=horizontal, flip=vertical
//	orient                             upright, as EXIF says
//	bands=4,3,2                        numbers from 1, ranges, names
//	scale=10000                        divided by
//	clip=0:10000                       low:high, both with one number per
//	                                   band or one for all (0,0,0:1,1,2)
//	stretch=0:3000,to=uint8            low:high become 0..1, or all of uint8
//	percentile=2:98,to=uint8           the same between two percentiles
//	nodata=0                           what is no data holds this, declared
//	physical                           stored · scale + offset as declared
//	normalize, normalize=imagenet      (value/scale − mean) / std
//	project=pca.json,to=uint8          components of a model
//	reconstruct=pca.json               bands from components
func Parse(text string, r Resolver) (Chain, error) {
	var c Chain
	for step := range strings.SplitSeq(text, ";") {
		if step = strings.TrimSpace(step); step == "" {
			continue
		}
		t, err := parseStep(step, r)
		if err != nil {
			return nil, fmt.Errorf("transform %q: %w", step, err)
		}
		c = append(c, t)
	}
	return c, nil
}

func parseStep(step string, r Resolver) (Transform, error) {
	word, rest, hasValue := strings.Cut(step, "=")
	a := parseArguments(rest)
	if !hasValue {
		a = arguments{}
	}
	t, err := a.transform(word, r)
	if err == nil {
		err = a.leftover()
	}
	return t, err
}

func (a *arguments) transform(word string, r Resolver) (Transform, error) {
	switch word {
	case "resize":
		w, h, err := a.size()
		if err != nil {
			return nil, err
		}
		t := Resize{Width: w, Height: h}
		if name, ok := a.option("interpolation"); ok {
			t.Filter, err = ParseFilter(name)
		}
		return t, err
	case "crop", "center-crop":
		if len(a.values) == 4 && word == "crop" {
			v, err := integers(a.values)
			if err != nil {
				return nil, err
			}
			return Crop{v[0], v[1], v[2], v[3]}, nil
		}
		w, h, err := a.square()
		return CenterCrop{w, h}, err
	case "pad":
		w, h, err := a.square()
		if err != nil {
			return nil, err
		}
		t := Pad{W: w, H: h}
		if text, ok := a.option("value"); ok {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, fmt.Errorf("value %q is not a number", text)
			}
			t.Value = &v
		}
		return t, nil
	case "flip":
		switch s := strings.Join(a.values, ","); s {
		case "horizontal", "vertical":
			return Flip{Vertical: s == "vertical"}, nil
		default:
			return nil, fmt.Errorf("flip is horizontal or vertical, not %q", s)
		}
	case "orient":
		return Orient{}, a.none()
	case "bands":
		if len(a.values) == 0 {
			return nil, errors.New("needs band numbers or names")
		}
		return Bands{Select: a.values}, nil
	case "scale":
		v, err := floats(a.values)
		if err == nil && len(v) != 1 {
			err = errors.New("needs one number")
		}
		if err != nil {
			return nil, err
		}
		return Scale{By: v[0]}, nil
	case "clip":
		low, high, err := a.limits()
		return Clip{Low: low, High: high}, err
	case "stretch", "percentile":
		low, high, err := a.limits()
		if err != nil {
			return nil, err
		}
		t := Stretch{Low: low, High: high}
		if word == "percentile" {
			if t, err = percentile(low, high, r); err != nil {
				return nil, err
			}
		}
		t.To, err = a.to()
		return t, err
	case "nodata":
		v, err := floats(a.values)
		if err == nil && len(v) != 1 {
			err = errors.New("needs one number")
		}
		if err != nil {
			return nil, err
		}
		return Declare{NoData: v[0]}, nil
	case "physical":
		return Physical{}, a.none()
	case "normalize":
		if len(a.values) > 1 {
			return nil, errors.New("takes the name of constants at most")
		}
		if r.Normalize == nil {
			return nil, errors.New("no constants at hand")
		}
		name := strings.Join(a.values, "")
		t, err := r.Normalize(name)
		t.Name = name
		return t, err
	case "project":
		if len(a.values) != 1 || r.Project == nil {
			return nil, errors.New("needs one model")
		}
		t, err := r.Project(a.values[0])
		if err != nil {
			return nil, err
		}
		t.Name = a.values[0]
		t.To, err = a.to()
		return t, err
	case "reconstruct":
		if len(a.values) != 1 || r.Reconstruct == nil {
			return nil, errors.New("needs one model")
		}
		t, err := r.Reconstruct(a.values[0])
		t.Name = a.values[0]
		return t, err
	}
	return nil, errors.New("unknown; there are resize, crop, center-crop, pad, flip, orient, bands, scale, clip, stretch, percentile, nodata, physical, normalize, project, reconstruct")
}

func percentile(low, high []float64, r Resolver) (t Stretch, err error) {
	if len(low) != 1 || len(high) != 1 || r.Percentile == nil {
		return t, errors.New("needs two percentages and a dataset that they were measured on")
	}
	if t.Low, err = r.Percentile(low[0]); err == nil {
		t.High, err = r.Percentile(high[0])
	}
	return t, err
}
