package split

import (
	"fmt"
	"strings"
)

// Method is how leak groups are put into subsets. It implements flag.Value.
type Method uint8

// The methods.
const (
	// Auto keeps folders where items lie in split folders; else it is
	// spatial where every item is georeferenced, stratified where there are
	// two labels or more, random otherwise.
	Auto Method = iota
	// Random ranks leak groups by a keyed hash of seed and ID.
	Random
	// Stratified balances labels, then pixels, over the subsets.
	Stratified
	// Group is Stratified, or Random without labels, and requires that
	// items have a group key.
	Group
	// Spatial puts cells of the map into subsets.
	Spatial
	// Temporal trains on the past: train, then valid, then test in time.
	Temporal
	// Hash places an item by a salted hash of its group key, else of its
	// content: what else is in the dataset has no influence.
	Hash
	// Folder keeps the subsets that folders give and completes them.
	Folder
	// CSV keeps the subsets that a CSV gives and completes them.
	CSV
)

var methods = [...]string{"auto", "random", "stratified", "group", "spatial", "temporal", "hash", "folder", "csv"}

// String returns the name that a flag takes.
func (m Method) String() string {
	if int(m) >= len(methods) {
		return fmt.Sprintf("Method(%d)", uint8(m))
	}
	return methods[m]
}

// Set parses a name.
func (m *Method) Set(name string) error {
	for i, n := range methods {
		if n == name {
			*m = Method(i)
			return nil
		}
	}
	return fmt.Errorf("unknown method %q: want one of %s", name, strings.Join(methods[1:], ", "))
}

// Type names the value in help texts.
func (*Method) Type() string { return "method" }
