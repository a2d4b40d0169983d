package review

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/bandprep/bandprep/pca"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/pipeline/table"
)

// Options say what is reviewed and how.
type Options struct {
	Name   string // of the dataset, as the page shows it
	Input  *pipeline.Input
	Table  *table.Table // of the input, without the log
	Log    *grades.Log
	Grader string // "" where only one person grades
	Keys   []Key  // that give labels
	// LabelMode makes those keys act at once; grades, marks and views are off.
	LabelMode bool
	Model     *pca.Model // for the view of components; nil: there is none
	Losses    []Loss     // of a model that was trained, for the order by loss
	Next      []string   // commands to go on with, shown after the last image
	// Filter makes a test of an item's number out of what was typed; nil: words
	// that occur in id or label.
	Filter  func(text string) (func(i int) bool, error)
	Workers int   // images composed at a time; 0 counts as 1
	Memory  int64 // bytes of composed images that are kept; 0: 256 MB
}

// Server serves the page.
type Server struct {
	o      Options
	items  items
	losses []*Loss // by item
	images *images
	orders orders
	run    string // tells pictures of this run from those of another in a browser's cache

	mu      sync.Mutex
	changed []int32 // items whose judgement changed, in order
}

// New prepares a server.
func New(o Options) (*Server, error) {
	if err := CheckKeys(o.Keys, o.LabelMode); err != nil {
		return nil, err
	}
	s := &Server{o: o, items: newItems(o.Table, o.Keys), run: rand.Text()[:8]}
	if len(s.items.keys) == 0 {
		return nil, pipeline.ErrNoImages
	}
	s.losses = matchLosses(&s.items, o.Losses)
	if len(o.Losses) > 0 && s.countLosses() == 0 {
		return nil, fmt.Errorf("losses: no row names one of the images, the first is %q", o.Losses[0].Path)
	}
	s.images = newImages(newComposer(&o), max(o.Workers, 1), o.Memory)
	return s, nil
}

// Serve answers requests on a listener, which must be of the loopback address,
// until ctx ends, and closes it. Ready is called with the link that opens the
// page, which holds a secret and works once.
func (s *Server) Serve(ctx context.Context, l net.Listener, ready func(link string)) error {
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok || !addr.IP.IsLoopback() {
		l.Close()
		return fmt.Errorf("review serves the loopback address only, not %s", l.Addr())
	}
	g := newGuard(addr.Port, s.routes())
	server := &http.Server{
		Handler: g, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: maxHeader,
	}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	defer stop()
	ready(fmt.Sprintf("http://127.0.0.1:%d/?link=%s", addr.Port, g.link))
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// maxHeader is the size of a request without its body; the line of the request
// alone may have [maxURI].
const (
	maxHeader = 1 << 14
	maxURI    = 1 << 12
	maxBody   = 1 << 14
)

func (s *Server) routes() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /{$}", page)
	m.HandleFunc("GET /page/{name}", asset)
	m.HandleFunc("GET /api/start", s.start)
	m.HandleFunc("GET /api/list", s.list)
	m.HandleFunc("GET /api/facts", s.facts)
	m.HandleFunc("GET /api/changes", s.changes)
	m.HandleFunc("GET /api/summary", s.summary)
	m.HandleFunc("POST /api/judge", s.judge)
	m.HandleFunc("POST /api/undo", s.undo)
	m.HandleFunc("GET /image/{item}", s.image)
	return m
}
