package fetch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bandprep/bandprep/internal/ordered"
)

// run is one call of Run.
type run struct {
	o      Options
	root   *os.Root
	log    *log
	rows   []*row // one for each entry asked for, in their order
	names  *namer
	get    *getter
	result Result

	schedule *schedule
	made     map[string]bool // folders
}

// Run follows the links of a list into a folder, which is made where it does
// not exist. Entries that stand in the folder's log are not asked for again,
// except those that were kept away by robots rules or for a private address,
// where the options now allow them.
//
// When ctx ends, what was settled is in the folder and the log, and the same
// call goes on from there. The error is of this machine or of ctx; what is
// wrong with links stands in the result and the log. The result does not depend
// on the number of requests at a time, interruptions or the order of answers.
func Run(ctx context.Context, l *List, dir string, o Options) (*Result, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("output folder: %w", err)
	}
	defer root.Close()
	r := &run{o: o.withDefaults(), root: root, names: newNamer(), made: map[string]bool{"": true}}
	if r.log, err = openLog(root, l.Columns); err != nil {
		return nil, err
	}
	defer r.log.close()
	if err := r.takeUp(); err != nil {
		return nil, err
	}
	r.plan(l)
	if err := r.follow(ctx); err != nil {
		return nil, errors.Join(err, r.log.close())
	}
	if err := r.finish(); err != nil {
		return nil, err
	}
	return &r.result, nil
}

// takeUp gives the files their names that were complete and in the log when an
// earlier run was ended, and removes what was not complete.
func (r *run) takeUp() error {
	for _, w := range r.log.rows {
		if w.result != Image || w.path == "" {
			continue
		}
		r.names.know(w.label, w.path)
		if _, err := r.root.Lstat(w.temp()); err == nil {
			if err := r.place(w); err != nil {
				return err
			}
		}
	}
	left, err := fs.ReadDir(r.root.FS(), tempFolder)
	for _, e := range left {
		err = errors.Join(err, r.root.RemoveAll(path.Join(tempFolder, e.Name())))
	}
	return err
}

// plan makes the rows of the entries, and tasks for those that are not settled.
// Entries with the same link share one task.
func (r *run) plan(l *List) {
	r.schedule = newSchedule(r.o.PerHost)
	tasks := map[string]*task{}
	var order []*task
	extra := make([]int, len(l.Columns)) // their places in the log
	for i, c := range l.Columns {
		extra[i] = slices.Index(r.log.extra, carried(c))
	}
	for _, e := range l.limit(r.o.Max) {
		if old := r.log.byKey[[2]string{e.Label, e.URL}]; old != nil && !r.lifted(old) {
			r.rows = append(r.rows, old)
			r.result.Before++
			continue
		}
		w := &row{label: e.Label, rank: e.Rank, url: e.URL, extra: make([]string, len(r.log.extra))}
		for i, v := range e.Extra {
			w.extra[extra[i]] = v
		}
		w.stem, w.note = r.names.stem(&e)
		if r.o.IgnoreRobots {
			w.robots = "ignored"
		}
		r.rows = append(r.rows, w)
		t := tasks[e.URL]
		if t == nil {
			t = new(task)
			tasks[e.URL] = t
			order = append(order, t)
		}
		t.rows = append(t.rows, w)
	}
	for _, t := range order {
		u, f := parseLink(t.rows[0].url)
		if f != nil {
			for _, w := range t.rows {
				w.result, w.reason = f.class, f.reason
			}
			continue // it stands in the log when that is written at the end
		}
		t.url = u
		r.schedule.add(t)
	}
}

// lifted reports whether what kept us away no longer does.
func (r *run) lifted(w *row) bool {
	return w.result == Robots && r.o.IgnoreRobots || w.result == Private && r.o.AllowPrivate
}

// follow works on all tasks.
func (r *run) follow(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	r.get = newGetter(r.o, r.root)
	r.get.pace = r.schedule.pace
	defer r.get.close()
	r.o.Progress.Start("fetch", r.schedule.left, 0)
	defer r.o.Progress.Finish()
	var failed error
	for a := range ordered.Completed(ctx, r.o.Parallel, r.schedule.tasks(ctx), r.get.get) {
		if ctx.Err() != nil {
			break
		}
		if failed = r.record(&a); failed != nil {
			stop()
			break
		}
	}
	if failed != nil {
		return failed
	}
	return ctx.Err()
}

// record logs the answer to a task, or gives the task back.
func (r *run) record(a *answer) error {
	if a.err != nil {
		return a.err
	}
	h := a.host
	if f := a.failure; f != nil && f.passing && a.tries <= retries && h.dead < deadLinks {
		wait := max(f.wait, r.o.backOff<<(a.tries-1))
		r.schedule.retry(a.task, wait, f.class == Busy || f.wait > 0)
		return nil
	}
	r.schedule.finish(a.task)
	r.o.Progress.Done(a.bytes)
	switch {
	case a.status != 0:
		h.dead = 0
	case a.failure != nil && a.failure.passing:
		h.dead++
	}
	if a.failure == nil && a.tries > 1 {
		r.result.Retried[a.tries-2]++
	}
	for i, w := range a.rows {
		if err := r.note(a, w, i == 0); err != nil {
			return err
		}
	}
	if a.failure != nil {
		return nil
	}
	// The other rows have copied the temporary file of the first.
	return r.place(a.rows[0])
}

// note logs what became of one entry of a task, and places its image unless it is the first.
func (r *run) note(a *answer, w *row, first bool) error {
	w.final, w.status = a.final, a.status
	if f := a.failure; f != nil {
		w.result, w.reason = f.class, f.reason
		return r.log.add(w)
	}
	w.result, w.bytes, w.sha256, w.phash, w.width, w.height = Image, a.bytes, a.sha256, a.phash, a.width, a.height
	w.path = w.stem + a.extension
	for n := 2; r.occupied(w.path, a.rows[0].temp()); n++ {
		w.path = fmt.Sprintf("%s-%d%s", w.stem, n, a.extension)
	}
	if a.original != "" {
		w.original = originals + "/" + strings.TrimSuffix(w.path, a.extension) + a.original
	}
	if a.note != "" {
		w.note = strings.TrimPrefix(w.note+"; "+a.note, "; ")
	}
	if !first {
		if err := r.copyTemp(a.rows[0], w); err != nil {
			return err
		}
	}
	if err := r.log.add(w); err != nil {
		return err
	}
	if first {
		return nil
	}
	return r.place(w)
}

// finish takes out placeholders, names duplicates and writes the log in the
// order of the lists, behind what earlier lists brought.
func (r *run) finish() error {
	asked := make(map[[2]string]bool, len(r.rows))
	for _, w := range r.rows {
		asked[w.key()] = true
	}
	var all []*row
	for _, w := range r.log.rows {
		if !asked[w.key()] {
			all = append(all, w)
		}
	}
	all = append(all, r.rows...)
	found := placeholders(all)
	for _, w := range all {
		if w.result != Image || !found[w.sha256] {
			continue
		}
		for _, name := range []string{w.path, w.original} {
			if name == "" {
				continue
			}
			if err := r.root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			r.root.Remove(filepath.FromSlash(path.Dir(name))) // fails where something is in it
		}
		w.result, w.path, w.original, w.phash, w.width, w.height = Placeholder, "", "", "", 0, 0
		w.reason = fmt.Sprintf("the same bytes came for %d links or more", placeholderLinks)
	}
	nameDuplicates(all)
	if err := r.log.write(all); err != nil {
		return err
	}
	if err := r.root.RemoveAll(tempFolder); err != nil {
		return err
	}
	byPath := map[string]*row{}
	for _, w := range all {
		if w.path != "" {
			byPath[w.path] = w
		}
	}
	r.result.count(r.rows, byPath)
	return nil
}
