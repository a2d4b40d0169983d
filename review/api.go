package review

import (
	"fmt"
	"net/http"
	"strconv"

	"github.com/bandprep/bandprep/pipeline/derive"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/table"
)

// start answers GET /api/start with everything that the page knows of all
// images: parallel lists, since there may be many.
func (s *Server) start(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	lines, err := s.o.Log.Follow()
	if err != nil {
		fail(w, err)
		return
	}
	s.follow(lines)
	n := len(s.items.keys)
	ids, states := make([]string, n), []judged{}
	s.o.Log.View(func(h *grades.History) {
		for i := range n {
			ids[i] = s.items.keys[i].ID
			if j := s.says(h, int32(i)); j != (grades.Judgement{}) {
				states = append(states, judged{int32(i), j.Grade, j.Mark != "", j.Label})
			}
		}
	})
	mode := "grade"
	if s.o.LabelMode {
		mode = "label"
	}
	reply(w, map[string]any{
		"name": s.o.Name, "run": s.run, "grader": s.o.Grader, "mode": mode, "keys": append([]Key{}, s.o.Keys...), "next": append([]string{}, s.o.Next...),
		"ids":   ids,
		"label": s.items.label, "labels": s.items.labels, "judged": states, "seq": len(s.changed),
		"bands": s.o.Table.Bands, "true": trueColour(s.o.Table.Bands), "components": s.o.Model != nil,
		"stretches": stretches(s.o.Table.Type), "orders": s.orderNames(),
	})
}

// list answers GET /api/list?order=&filter=&seed=.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	keep, err := s.filter(q.Get("filter"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	seed, _ := strconv.ParseUint(q.Get("seed"), 10, 64)
	order, groups, err := s.order(q.Get("order"), seed)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	list := []int32{}
	group := []int32{}
	for k, i := range order {
		if keep(int(i)) {
			list = append(list, i)
			if groups != nil {
				group = append(group, groups[k])
			}
		}
	}
	reply(w, map[string]any{"items": list, "groups": group})
}

// item reads the number of an item.
func (s *Server) item(text string) (int, error) {
	i, err := strconv.Atoi(text)
	if err != nil || i < 0 || i >= len(s.items.keys) {
		return 0, fmt.Errorf("no such item")
	}
	return i, nil
}

// facts answers GET /api/facts?item=N.
func (s *Server) facts(w http.ResponseWriter, r *http.Request) {
	i, err := s.item(r.URL.Query().Get("item"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	row := s.o.Table.Rows.At(i)
	m := row.Moments()
	mean, stddev := table.MeanStdDev(&m)
	all := s.images.compose.whole()
	type band struct {
		Name   string        `json:"name"`
		Mean   derive.Number `json:"mean"`
		StdDev derive.Number `json:"stddev"`
		// Away is the distance of the mean from that of the dataset in standard
		// deviations of the means of images.
		Away derive.Number `json:"away"`
	}
	bands := []band{}
	for b := range mean {
		x := band{s.o.Table.Bands[b], derive.Number(mean[b]), derive.Number(stddev[b]), 0}
		if sd := all.Bands[b].StdDevBetween; sd > 0 {
			x.Away = derive.Number((mean[b] - all.Bands[b].Mean) / sd)
		}
		bands = append(bands, x)
	}
	f := map[string]any{"id": row.ID, "path": row.Path, "label": row.Label, "split": row.Split, "group": row.Group, "width": row.Width, "height": row.Height,
		"sample_type": row.SampleType, "bytes": row.Bytes, "bands": bands, "loss": s.losses[i]}
	if !row.Time.IsZero() {
		f["time"] = row.Time
	}
	reply(w, f)
}

// summary answers GET /api/summary.
func (s *Server) summary(w http.ResponseWriter, _ *http.Request) {
	var sum grades.Summary
	s.o.Log.View(func(h *grades.History) { sum = h.Summary() })
	reply(w, sum)
}

// image answers GET /image/N?….
func (s *Server) image(w http.ResponseWriter, r *http.Request) {
	i, err := s.item(r.PathValue("item"))
	var v view
	if err == nil {
		v, err = parseView(r.URL.Query(), s.o.Table, s.o.Model != nil)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	data, err := s.images.get(r.Context(), i, v, r.URL.Query().Get("ahead") != "")
	if err != nil {
		fail(w, err)
		return
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, max-age=3600")
	w.Write(data)
}
