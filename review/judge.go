package review

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/bandprep/bandprep/pipeline/grades"
)

// judged is the judgement of an item as the page hears of it.
type judged struct {
	Item  int32  `json:"item"`
	Grade int8   `json:"grade"`
	Mark  bool   `json:"mark"`
	Label string `json:"label"` // in place of the table's; "": as there
}

// answer is what follows a change, or the question for changes.
type answer struct {
	Seq     int      `json:"seq"`
	Changes []judged `json:"changes"`
	Undone  *int32   `json:"undone,omitempty"` // the item whose judgement was taken back
}

// says returns the judgement of an item: the grader's, or that of the table.
func (s *Server) says(h *grades.History, i int32) grades.Judgement {
	if j, ok := h.Grader(s.o.Grader).Says(s.items.keys[i]); ok {
		return j
	}
	return s.items.base[i]
}

// follow notes lines of the log. The server must be locked.
func (s *Server) follow(lines []grades.Line) {
	for _, l := range lines {
		if i, ok := s.items.at[l.Key]; ok && l.Grader == s.o.Grader {
			s.changed = append(s.changed, i)
		}
	}
}

// since tells what changed since a number of changes.
func (s *Server) since(seq int) answer {
	a := answer{Seq: len(s.changed), Changes: []judged{}}
	items := slices.Clone(s.changed[min(max(seq, 0), len(s.changed)):])
	slices.Sort(items)
	s.o.Log.View(func(h *grades.History) {
		for _, i := range slices.Compact(items) {
			j := s.says(h, i)
			a.Changes = append(a.Changes, judged{i, j.Grade, j.Mark != "", j.Label})
		}
	})
	return a
}

// changes answers GET /api/changes?since=N.
func (s *Server) changes(w http.ResponseWriter, r *http.Request) {
	since, _ := strconv.Atoi(r.URL.Query().Get("since"))
	s.mu.Lock()
	defer s.mu.Unlock()
	lines, err := s.o.Log.Follow()
	if err != nil {
		fail(w, err)
		return
	}
	s.follow(lines)
	reply(w, s.since(since))
}

// judge answers POST /api/judge: what is given of grade, mark and label replaces
// what was said of the item.
func (s *Server) judge(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Item  *int32  `json:"item"`
		Since int     `json:"since"`
		Grade *int8   `json:"grade"`
		Mark  *bool   `json:"mark"`
		Label *string `json:"label"`
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || q.Item == nil || *q.Item < 0 || int(*q.Item) >= len(s.items.keys) {
		http.Error(w, "no such item", http.StatusBadRequest)
		return
	}
	i := *q.Item
	if q.Label != nil && !slices.Contains(s.items.labels, *q.Label) {
		http.Error(w, "no such label", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var j grades.Judgement
	s.o.Log.View(func(h *grades.History) { j = s.says(h, i) })
	if q.Grade != nil {
		j.Grade = *q.Grade
	}
	if q.Mark != nil {
		if j.Mark = ""; *q.Mark {
			j.Mark = grades.Delete
		}
	}
	if q.Label != nil {
		if j.Label = *q.Label; j.Label == s.items.labelOf(int(i)) {
			j.Label = ""
		}
	}
	line := grades.Line{Time: now(), Grader: s.o.Grader, Key: s.items.keys[i], Judgement: j}
	if err := line.Validate(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	lines, err := s.o.Log.Append(line)
	if err != nil {
		fail(w, err)
		return
	}
	s.follow(lines)
	reply(w, s.since(q.Since))
}

// undo answers POST /api/undo: it takes back the grader's last judgement that
// stands.
func (s *Server) undo(w http.ResponseWriter, r *http.Request) {
	var q struct {
		Since int `json:"since"`
	}
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		http.Error(w, "want since", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	lines, err := s.o.Log.Follow()
	if err != nil {
		fail(w, err)
		return
	}
	s.follow(lines)
	var key grades.Key
	var ok bool
	s.o.Log.View(func(h *grades.History) { key, ok = h.Grader(s.o.Grader).Undoable() })
	if ok {
		if lines, err = s.o.Log.Append(grades.Line{Time: now(), Grader: s.o.Grader, Key: key, Undo: true}); err != nil {
			fail(w, err)
			return
		}
		s.follow(lines)
	}
	a := s.since(q.Since)
	if i, known := s.items.at[key]; ok && known {
		a.Undone = &i
	}
	reply(w, a)
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v)
}

func fail(w http.ResponseWriter, err error) {
	http.Error(w, err.Error(), http.StatusInternalServerError)
}
