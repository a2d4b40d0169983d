package grades

import (
	"maps"
	"slices"
	"time"
)

// History is what the lines of a log say together. The zero value is a log
// without lines.
type History struct {
	Damaged int // lines that are none, or take back what does not stand
	count   int // lines that count
	graders map[string]*Grader
}

// Grader is what one person said.
type Grader struct {
	now   map[Key]standing
	steps []step
	last  time.Time
	gaps  []time.Duration // between lines, without breaks
}

// standing is a judgement that stands since a line, counted from 1; 0 is none.
type standing struct {
	Judgement
	line int
}

// step is what an undo goes back to.
type step struct {
	key    Key
	before standing
}

// pause is the time between two lines from which they do not count for speed.
const pause = 2 * time.Minute

// Add replays the next line. It reports whether the line counts.
func (h *History) Add(l *Line) bool {
	g := h.graders[l.Grader]
	if g == nil {
		if h.graders == nil {
			h.graders = make(map[string]*Grader)
		}
		g = &Grader{now: make(map[Key]standing)}
		h.graders[l.Grader] = g
	}
	if l.Undo {
		key, ok := g.Undoable()
		if !ok || key != l.Key {
			h.Damaged++
			return false
		}
		top := len(g.steps) - 1
		g.now[key] = g.steps[top].before
		g.steps = g.steps[:top]
	} else {
		g.steps = append(g.steps, step{l.Key, g.now[l.Key]})
		g.now[l.Key] = standing{l.Judgement, h.count + 1}
	}
	h.count++
	if gap := l.Time.Sub(g.last); !g.last.IsZero() && gap >= 0 && gap < pause {
		g.gaps = append(g.gaps, gap)
	}
	g.last = l.Time
	return true
}

// Grader returns what one grader said; nil where there is nothing.
func (h *History) Grader(name string) *Grader { return h.graders[name] }

// Graders returns the names of the graders, sorted.
func (h *History) Graders() []string { return slices.Sorted(maps.Keys(h.graders)) }

// Says returns the judgement of an image that stands.
func (g *Grader) Says(k Key) (j Judgement, ok bool) {
	if g == nil {
		return j, false
	}
	s := g.now[k]
	return s.Judgement, s.line > 0
}

// Undoable returns the image whose judgement an undo takes back.
func (g *Grader) Undoable() (k Key, ok bool) {
	if g == nil || len(g.steps) == 0 {
		return k, false
	}
	return g.steps[len(g.steps)-1].key, true
}

// Latest returns of every image the judgement that was made last, whoever made
// it, and the images that graders judge differently.
func (h *History) Latest() (latest map[Key]Judgement, differ []Key) {
	at := make(map[Key]standing)
	unlike := make(map[Key]bool)
	for _, name := range h.Graders() {
		for k, s := range h.graders[name].now {
			if s.line == 0 {
				continue
			}
			other, ok := at[k]
			if ok && other.Judgement != s.Judgement {
				unlike[k] = true
			}
			if s.line > other.line {
				at[k] = s
			}
		}
	}
	latest = make(map[Key]Judgement, len(at))
	for k, s := range at {
		latest[k] = s.Judgement
	}
	return latest, slices.SortedFunc(maps.Keys(unlike), compareKeys)
}
