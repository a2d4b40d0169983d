package codec

import (
	"testing"

	"github.com/bandprep/bandprep/internal/conform"
)

// TestCorrupt opens every damaged file of the collection, whichever reader its
// first bytes choose.
func TestCorrupt(t *testing.T) {
	conform.Corrupt(t, func([]byte) bool { return true }, Open)
}
