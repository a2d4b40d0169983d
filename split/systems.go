package split

import (
	"sync"

	"github.com/bandprep/bandprep/internal/geodesy"
)

// system is what is known of a coordinate reference system by its name.
type system struct {
	plane string          // equal for systems with equal coordinates
	known *geodesy.System // nil: not known
}

// systems remembers names that were looked up. What it holds depends on the
// names alone, so that it does not matter who asked first.
var systems = struct {
	sync.Mutex
	of map[string]*system
}{of: map[string]*system{}}

// systemOf looks a name up.
func systemOf(crs string) *system {
	systems.Lock()
	defer systems.Unlock()
	if s, ok := systems.of[crs]; ok {
		return s
	}
	s := &system{plane: "unknown " + crs}
	if known, err := geodesy.Parse(crs); err == nil {
		s.plane, s.known = known.Plane(), known
	}
	if len(systems.of) >= 4096 { // more than any honest set has
		clear(systems.of)
	}
	systems.of[crs] = s
	return s
}
