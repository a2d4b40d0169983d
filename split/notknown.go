package split

import (
	"fmt"

	"github.com/bandprep/bandprep/internal/words"
)

// Answer is what can be said of one kind of leak between the parts of a split.
type Answer uint8

// The answers. NotKnown is the zero value: nothing is certified unasked.
const (
	NotKnown Answer = iota // some pairs cannot be compared, no other leaks
	NoLeak                 // every pair was compared, none leaks
	Leak                   // a pair leaks
)

// String returns "not known", "no leak" or "leak".
func (a Answer) String() string {
	return [...]string{"not known", "no leak", "leak"}[a]
}

// MarshalText writes the words, so that they stand in JSON.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// Uncompared counts the pairs of items in different parts of which one kind of
// leak is not known.
type Uncompared struct {
	Kind   Kind   `json:"kind"`
	Pairs  int64  `json:"pairs"`
	Reason string `json:"reason"`
}

// String says it: "group: not known for 12 pairs (3 items have no group)".
func (u Uncompared) String() string {
	return fmt.Sprintf("%v: not known for %s (%s)", u.Kind, words.Count(int(u.Pairs), "pair", "pairs"), u.Reason)
}

// facts are, per kind, what an item must have to be compared with another, and
// the name of it. Of chips nothing is unknown: what is no chip overlaps none.
var facts = map[Kind]struct {
	what string
	// of returns the system within which items can be compared; false: the
	// item lacks the fact.
	of func(*Item) (system string, known bool)
}{
	SameGroup: {"group", func(i *Item) (string, bool) { return "", i.Group != "" }},
	Exact:     {"content hash", func(i *Item) (string, bool) { return "", i.Hash != [16]byte{} }},
	Near:      {"perceptual hash", func(i *Item) (string, bool) { return "", i.HasPHash }},
	Crop:      {"picture to compare parts of", func(i *Item) (string, bool) { return "", i.Picture != nil || !i.HasPHash }},
	Footprint: {"known place", func(i *Item) (string, bool) {
		if i.Bounds == nil || i.CRS == "" {
			return "", false
		}
		s := systemOf(i.CRS)
		if s.known != nil {
			return "", true // all of these meet on the ellipsoid
		}
		return s.plane, true
	}},
	Time: {"time", func(i *Item) (string, bool) { return "", !i.Time.IsZero() }},
}

// uncompared counts, for every kind that is on, the pairs across parts that
// cannot be compared or, of near duplicates, were not.
func (t *task) uncompared() []Uncompared {
	var found []Uncompared
	held := make([]int64, len(t.bins))
	for _, b := range t.assigned {
		if b != nowhere {
			held[b]++
		}
	}
	all := acrossParts(held)
	for k := range kinds {
		fact, needed := facts[k]
		if !needed || all == 0 || t.o.Off.Has(k) || k == Near && t.o.near() < 0 || k == Crop && !t.o.crops() || k == Time && t.o.Within == 0 {
			continue
		}
		known := map[string][]int64{} // system → part → items
		lacking := 0
		for i, b := range t.assigned {
			if b == nowhere {
				continue
			}
			system, ok := fact.of(t.at(int32(i)))
			if !ok {
				lacking++
				continue
			}
			if known[system] == nil {
				known[system] = make([]int64, len(t.bins))
			}
			known[system][b]++
		}
		compared := int64(0)
		both := make([]int64, len(t.bins)) // items of which the fact is known
		for _, n := range known {
			compared += acrossParts(n)
			for b := range n {
				both[b] += n[b]
			}
		}
		add := func(pairs int64, format string, args ...any) {
			if pairs > 0 {
				found = append(found, Uncompared{k, pairs, fmt.Sprintf(format, args...)})
			}
		}
		add(all-acrossParts(both), "%s no %s", words.Count(lacking, "item has", "items have"), fact.what)
		add(acrossParts(both)-compared, "they lie in %d coordinate systems that cannot be compared", len(known))
		switch k {
		case Near:
			add(min(t.skipped[k], compared), "too many images look alike to compare all pairs")
		case Crop:
			add(min(t.skipped[k], compared), "too many images to compare all with parts of each other")
		}
	}
	return found
}

// acrossParts returns the pairs of items in different parts.
func acrossParts(held []int64) int64 {
	pairs, before := int64(0), int64(0)
	for _, n := range held {
		pairs += before * n
		before += n
	}
	return pairs
}

// Answers says for every kind that was looked at whether it leaks. Kinds that
// are off are missing.
func (r *AuditResult) Answers() map[Kind]Answer {
	answers := map[Kind]Answer{}
	var off Kinds
	if r.Certificate.Off != "" {
		off.Set(r.Certificate.Off) // written by us
	}
	for k := range kinds {
		if off.Has(k) || k == Near && r.Certificate.Near < 0 || k == Crop && !r.Certificate.Crops || k == Time && r.Certificate.Within == "" {
			continue
		}
		answers[k] = NoLeak
	}
	for _, u := range r.Certificate.Uncompared {
		answers[u.Kind] = NotKnown
	}
	for k, n := range r.Leaking {
		if n > 0 {
			answers[k] = Leak
		}
	}
	return answers
}

// Summary is the verdict in one line. It says "no leak" only where every pair
// could be compared by every kind that is on.
func (r *AuditResult) Summary() string {
	leak, unknown := len(r.Leaks) > 0, len(r.Certificate.Uncompared) > 0
	switch {
	case leak:
		return fmt.Sprintf("%s found", words.Count(len(r.Leaks), "leak", "leaks"))
	case unknown:
		return "no leak found where items can be compared, the rest is not known"
	}
	return "no leak"
}
