package split

import (
	"fmt"
	"slices"
	"strings"
)

// Kind is the reason why two items must not be parted.
type Kind uint8

// The kinds, from the plainest to the weakest evidence. Of two items that
// several kinds tie, the first kind is recorded.
const (
	SameGroup Kind = iota // same group key
	Exact                 // same content
	Near                  // perceptual hashes within the radius
	Crop                  // one image shows a part of the other
	Footprint             // footprints overlap or lie within the buffer
	Chip                  // windows of one scene overlap
	Time                  // taken within the time window
	Recorded              // same leak group in an earlier split
	kinds
)

var kindNames = [kinds]string{"group", "exact", "near", "crop", "footprint", "chip", "time", "recorded"}

// places are the kinds that a split by cells of the map can replace by leaving
// out what lies between.
const places = Kinds(1<<Footprint | 1<<Chip)

// String returns the name that a flag takes.
func (k Kind) String() string {
	if k >= kinds {
		return fmt.Sprintf("Kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// MarshalText writes the name, so that it stands in JSON.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads a name.
func (k *Kind) UnmarshalText(text []byte) error {
	i := slices.Index(kindNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown kind of leak %q: want %s", text, strings.Join(kindNames[:], ", "))
	}
	*k = Kind(i)
	return nil
}

// Kinds is a set of kinds. It implements flag.Value: names separated by
// commas.
type Kinds uint8

// Has reports whether k is in the set.
func (s Kinds) Has(k Kind) bool { return s&(1<<k) != 0 }

// With returns the set with k in it.
func (s Kinds) With(k Kind) Kinds { return s | 1<<k }

// String returns what Set reads.
func (s Kinds) String() string {
	var names []string
	for k := range kinds {
		if s.Has(k) {
			names = append(names, k.String())
		}
	}
	return strings.Join(names, ",")
}

// Set parses a list of names.
func (s *Kinds) Set(text string) error {
	var set Kinds
	for name := range strings.SplitSeq(text, ",") {
		var k Kind
		if err := k.UnmarshalText([]byte(name)); err != nil {
			return err
		}
		set = set.With(k)
	}
	*s = set
	return nil
}

// Type names the value in help texts.
func (*Kinds) Type() string { return "kinds" }
