package raster

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// SelectBands resolves a list of bands, separated by commas, to indices in the
// order given. An entry is, tried in this order,
//
//   - a name, in capitals or not: "B04", "red";
//   - a number from 1: "4", or a range, also downwards: "1-6", "6-1", and with
//     an end left open "5-";
//   - a range of names, in the order of the file: "B02-B04";
//   - a range of wavelengths in nanometres or micrometres, "500-900nm" or
//     "0.5-0.9um": the bands whose centre lies in it, both ends included;
//   - a wavelength, "665nm": the band whose centre is nearest, at most 20 nm away.
//
// Names are those of the bands, all different, and wavelengths their centres in
// nanometres, 0 where unknown; wavelengths may be nil. A band that is named twice
// is an error, since it would count twice.
func SelectBands(list string, names []string, wavelengths []float64) ([]int, error) {
	s := selector{names, wavelengths}
	var out []int
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		chosen, err := s.entry(entry)
		if err != nil {
			return nil, fmt.Errorf("bands %s: %w", list, err)
		}
		for _, b := range chosen {
			if slices.Contains(out, b) {
				return nil, fmt.Errorf("bands %s: %s names band %d (%s) a second time", list, entry, b+1, names[b])
			}
			out = append(out, b)
		}
	}
	return out, nil
}

type selector struct {
	names       []string
	wavelengths []float64
}

func (s *selector) entry(entry string) ([]int, error) {
	if i := s.named(entry); i >= 0 {
		return []int{i}, nil
	}
	if text, scale, ok := wavelengthUnit(entry); ok {
		return s.light(entry, text, scale)
	}
	if n, err := strconv.Atoi(entry); err == nil {
		return s.span(n, n)
	}
	// Names may hold hyphens too: each is tried as the one of the range.
	for at := range len(entry) {
		if entry[at] != '-' || at == 0 {
			continue
		}
		first, last := strings.TrimSpace(entry[:at]), strings.TrimSpace(entry[at+1:])
		a, errA := strconv.Atoi(first)
		b, errB := strconv.Atoi(last)
		if last == "" {
			b, errB = len(s.names), nil
		}
		if errA == nil && errB == nil {
			return s.span(a, b)
		}
		if i, k := s.named(first), s.named(last); i >= 0 && k >= 0 {
			return s.span(i+1, k+1)
		}
	}
	return nil, fmt.Errorf("no band is named %q (bands: %s)", entry, s.some())
}

// some lists the first names.
func (s *selector) some() string {
	const most = 30
	if len(s.names) <= most {
		return strings.Join(s.names, ", ")
	}
	return strings.Join(s.names[:most], ", ") + fmt.Sprintf(", … %d in all", len(s.names))
}

func (s *selector) named(name string) int {
	if i := slices.Index(s.names, name); i >= 0 {
		return i
	}
	return slices.IndexFunc(s.names, func(n string) bool { return strings.EqualFold(n, name) })
}

// span returns the indices of bands a to b, counted from 1.
func (s *selector) span(a, b int) ([]int, error) {
	if a < 1 || b < 1 || a > len(s.names) || b > len(s.names) {
		return nil, fmt.Errorf("%d to %d is outside 1 to %d", a, b, len(s.names))
	}
	step := 1
	if b < a {
		step = -1
	}
	list := []int{a - 1}
	for a != b {
		a += step
		list = append(list, a-1)
	}
	return list, nil
}

// wavelengthUnit cuts the unit off an entry and tells how many nanometres it is.
func wavelengthUnit(entry string) (text string, scale float64, ok bool) {
	lower := strings.ToLower(entry)
	for _, u := range []struct {
		unit  string
		scale float64
	}{{"nm", 1}, {"µm", 1000}, {"μm", 1000}, {"um", 1000}} {
		if text, ok := strings.CutSuffix(lower, u.unit); ok && text != "" && strings.Trim(text, "0123456789.- ") == "" {
			return text, u.scale, true
		}
	}
	return "", 0, false
}

// nearest is how far from a wavelength asked for the centre of its band may be.
const nearest = 20

// light returns the bands of a wavelength or of a range of them.
func (s *selector) light(entry, text string, scale float64) ([]int, error) {
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	a, errA := strconv.ParseFloat(strings.TrimSpace(first), 64)
	b, errB := strconv.ParseFloat(strings.TrimSpace(last), 64)
	if errA != nil || errB != nil || a > b {
		return nil, fmt.Errorf("%s is no range of wavelengths", entry)
	}
	a, b = a*scale, b*scale
	var list []int
	known, best := false, -1
	for i, w := range s.wavelengths {
		if i >= len(s.names) || !(w > 0) {
			continue
		}
		known = true
		if ranged && w >= a && w <= b {
			list = append(list, i)
		}
		if d := abs(w - a); !ranged && d <= nearest && (best < 0 || d < abs(s.wavelengths[best]-a)) {
			best = i
		}
	}
	switch {
	case !known:
		return nil, fmt.Errorf("%s: the images do not state the wavelengths of their bands", entry)
	case best >= 0:
		return []int{best}, nil
	case len(list) == 0:
		return nil, fmt.Errorf("%s: no band has its centre there", entry)
	}
	return list, nil
}

func abs(v float64) float64 { return max(v, -v) }
