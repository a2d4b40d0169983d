package grades_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/bandprep/bandprep/manifest"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/table"

	"pgregory.net/rapid"
)

func line(grader, id string, j grades.Judgement) grades.Line {
	return grades.Line{Time: time.Unix(0, 0).UTC(), Grader: grader, Key: grades.Key{ID: id, Hash: "h" + id}, Judgement: j}
}

// model is what a grader said, kept in the simplest way: all judgements ever
// made, the last one of an image counts.
type model struct{ done []grades.Line }

func (m *model) says(id string) (j grades.Judgement, ok bool) {
	for _, l := range m.done {
		if l.ID == id {
			j, ok = l.Judgement, true
		}
	}
	return j, ok
}

// TestReplayEqualsModel holds that after any steps of several graders, crashes
// in the middle of a line and a second process on the same file, the log
// replayed says what the steps say.
func TestReplayEqualsModel(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		name := filepath.Join(dir, fmt.Sprint(n, ".jsonl"))
		open := func() *grades.Log {
			l, err := grades.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		logs := []*grades.Log{open(), open()}
		models := map[string]*model{"": {}, "ann": {}}
		damaged := 0
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			which := rapid.IntRange(0, 1).Draw(t, "process")
			l, grader := logs[which], rapid.SampledFrom([]string{"", "ann"}).Draw(t, "grader")
			m := models[grader]
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0: // a crash within a line, and a new start
				f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
				if err != nil {
					t.Fatal(err)
				}
				f.WriteString(`{"time":"2024-01-01T00:00:00Z","id":"a","grade":`)
				f.Close()
				for i := range logs {
					logs[i].Close()
					logs[i] = open()
				}
				if _, err := logs[0].Append(line("ann", "c", grades.Judgement{Grade: 9})); err != nil {
					t.Fatal(err)
				}
				models["ann"].done = append(models["ann"].done, line("ann", "c", grades.Judgement{Grade: 9}))
				damaged++
				logs[1].Close()
				logs[1] = open()
			case 1, 2, 3:
				if _, err := l.Follow(); err != nil {
					t.Fatal(err)
				}
				var key grades.Key
				var ok bool
				l.View(func(h *grades.History) { key, ok = h.Grader(grader).Undoable() })
				if ok != (len(m.done) > 0) {
					t.Fatalf("undoable: %v, %d steps", ok, len(m.done))
				}
				if !ok {
					continue
				}
				if last := m.done[len(m.done)-1]; key != last.Key {
					t.Fatalf("undo takes back %v, the last step was %v", key, last.Key)
				}
				if _, err := l.Append(grades.Line{Grader: grader, Key: key, Undo: true}); err != nil {
					t.Fatal(err)
				}
				m.done = m.done[:len(m.done)-1]
			default:
				j := grades.Judgement{Grade: int8(rapid.IntRange(0, 9).Draw(t, "grade")), Mark: rapid.SampledFrom([]string{"", grades.Delete}).Draw(t, "mark"),
					Label: rapid.SampledFrom([]string{"", "cat"}).Draw(t, "label")}
				step := line(grader, rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "id"), j)
				if _, err := l.Append(step); err != nil {
					t.Fatal(err)
				}
				m.done = append(m.done, step)
			}
		}
		for _, l := range logs {
			if _, err := l.Follow(); err != nil {
				t.Fatal(err)
			}
			l.Close()
		}
		h, err := grades.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if h.Damaged != damaged {
			t.Fatalf("%d damaged lines, want %d", h.Damaged, damaged)
		}
		for grader, m := range models {
			for _, id := range []string{"a", "b", "c"} {
				want, wantOK := m.says(id)
				if got, ok := h.Grader(grader).Says(grades.Key{ID: id, Hash: "h" + id}); got != want || ok != wantOK {
					t.Fatalf("%q says %v of %s, want %v", grader, got, id, want)
				}
			}
		}
	})
}

// TestLogReplaced holds that nothing is written into a file that nobody finds
// any more.
func TestLogReplaced(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.jsonl")
	l, err := grades.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, damage := range []func(){func() { os.Remove(name) }, func() { os.WriteFile(name, []byte("\n"), 0o644) }} {
		damage()
		if _, err := l.Append(line("", "a", grades.Judgement{Grade: 1})); err == nil || !strings.Contains(err.Error(), "replaced") {
			t.Fatalf("error %v", err)
		}
	}
}

func TestDamagedLines(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.jsonl")
	text := strings.Join([]string{
		`{"id":"a","grade":3}`, `{"id":"a","grade":10}`, `{"id":"a","grade":-1}`, `{"grade":1}`, `{"id":"a","mark":"x"}`, `[]`, `"`, ``, `{"id":"b","undo":true}`,
		`{"id":"a","undo":true,"grade":2}`, `{"id":"` + strings.Repeat("x", 1<<18) + `"}`, `{"id":"b","grade":2}`, `{"id":"c","grade":`}, "\n")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	h, err := grades.Read(name)
	if err != nil {
		t.Fatal(err)
	}
	latest, _ := h.Latest()
	if h.Damaged != 9 || len(latest) != 2 || latest[grades.Key{ID: "a"}].Grade != 3 || latest[grades.Key{ID: "b"}].Grade != 2 {
		t.Errorf("%d damaged, %v", h.Damaged, latest)
	}
}

// TestKappa has the table of Cohen's kappa that textbooks use: of 50 proposals
// two readers both accept 20, both refuse 15, one alone accepts 5 and the other
// alone 10; kappa is 0.4.
func TestKappa(t *testing.T) {
	var h grades.History
	at := time.Unix(1000, 0)
	for i := range 50 {
		first, second := int8(1), int8(1)
		switch {
		case i >= 35:
			first, second = 2, 2
		case i >= 25:
			first, second = 2, 1
		case i >= 20:
			first, second = 1, 2
		}
		for grader, g := range map[string]int8{"ann": first, "bob": second} {
			l := line(grader, fmt.Sprint(i), grades.Judgement{Grade: g})
			l.Time = at.Add(time.Duration(i) * 2 * time.Second)
			h.Add(&l)
		}
	}
	s := h.Summary()
	if a := s.Agreements; len(a) != 1 || a[0].Images != 50 || a[0].Same != 35 || math.Abs(*a[0].Kappa-0.4) > 1e-12 {
		t.Errorf("%+v", a)
	}
	if g := s.Graders[0]; g.Grades[1] != 25 || g.Graded != 50 || *g.Seconds != 2 {
		t.Errorf("%+v", g)
	}
}

// TestApply holds that the log reaches the rows by id and contents, of several
// graders the later one.
func TestApply(t *testing.T) {
	tab := new(table.Table)
	for i, id := range []string{"a", "b", "c", "d"} {
		r := &table.Row{Row: manifest.Row{ID: id, Path: id, Label: "dog"}}
		r.ContentHash[0] = byte(i + 1)
		if err := tab.Rows.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	key := func(i int) grades.Key { return grades.KeyOf(tab.Rows.At(i)) }
	var h grades.History
	for _, l := range []grades.Line{
		{Grader: "ann", Key: key(0), Judgement: grades.Judgement{Grade: 2}},
		{Grader: "bob", Key: key(0), Judgement: grades.Judgement{Grade: 5, Label: "cat"}},
		{Grader: "ann", Key: key(1), Judgement: grades.Judgement{Mark: grades.Delete}},
		{Grader: "bob", Key: key(1), Judgement: grades.Judgement{Grade: 7}},
		{Grader: "bob", Key: key(1), Undo: true},
		{Grader: "ann", Key: grades.Key{ID: "c", Hash: "00"}, Judgement: grades.Judgement{Grade: 1}},
		{Grader: "ann", Key: grades.Key{ID: "elsewhere"}, Judgement: grades.Judgement{Grade: 1}},
		{Grader: "ann", Key: grades.Key{ID: "d"}, Judgement: grades.Judgement{Grade: 4}},
	} {
		if !h.Add(&l) {
			t.Fatalf("%+v does not count", l)
		}
	}
	h.Apply(tab, "set.grades.jsonl")
	got := ""
	for _, r := range tab.Rows.All() {
		got += fmt.Sprintf("%s %d %q %s; ", r.ID, r.Grade, r.Mark, r.Label)
	}
	if want := `a 5 "" cat; b 0 "delete" dog; c 0 "" dog; d 4 "" dog; `; got != want {
		t.Errorf("rows %s, want %s", got, want)
	}
	kinds := ""
	for _, d := range tab.Decisions {
		kinds += fmt.Sprint(d.Kind, " ", d.Count, " ", d.Example, "; ")
	}
	if want := "grades 3 a; grades_of_changed 1 c; graders_differ 1 a; "; kinds != want {
		t.Errorf("decisions %s, want %s", kinds, want)
	}
}

// FuzzReplay holds that no file of lines makes replay fail, and that what was
// appended after it counts.
func FuzzReplay(f *testing.F) {
	f.Add([]byte(`{"id":"a","grade":3}` + "\n" + `{"id":"a","undo":true}`))
	f.Add([]byte("\xff\n\n{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "a.jsonl")
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		l, err := grades.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		want := grades.Line{Grader: "fuzz", Key: grades.Key{ID: "last"}, Judgement: grades.Judgement{Grade: 7}}
		if _, err := l.Append(want); err != nil {
			t.Fatal(err)
		}
		h, err := grades.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if j, ok := h.Grader("fuzz").Says(want.Key); !ok || j != want.Judgement {
			t.Errorf("says %v", j)
		}
	})
}
