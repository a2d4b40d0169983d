package split

import "fmt"

// Cells is the shape of the cells of a spatial split. It implements
// flag.Value.
type Cells uint8

// The shapes.
const (
	Grid   Cells = iota // squares
	KMeans              // clusters of items
)

// String returns the name that a flag takes.
func (c Cells) String() string {
	if c == KMeans {
		return "kmeans"
	}
	return "grid"
}

// Set parses a name.
func (c *Cells) Set(name string) error {
	switch name {
	case "grid":
		*c = Grid
	case "kmeans":
		*c = KMeans
	default:
		return fmt.Errorf("unknown cells %q: want grid or kmeans", name)
	}
	return nil
}

// Type names the value in help texts.
func (*Cells) Type() string { return "cells" }
