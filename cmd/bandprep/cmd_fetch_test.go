package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/bandprep/bandprep/internal/testfile"
)

// photos serves the project's photos and a few answers that are none.
type photos struct {
	*httptest.Server
	asked atomic.Int64
}

func (p *photos) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked.Add(1)
	photo := func(name string) { http.ServeFile(w, r, testfile.Project("photos", filepath.FromSlash(name))) }
	switch r.URL.Path {
	case "/robots.txt":
		io.WriteString(w, "User-agent: bandprep\nDisallow: /secret.jpg\n")
	case "/page.jpg":
		io.WriteString(w, "<html><body>moved</body></html>")
	case "/secret.jpg":
		photo("shoes/shoes-01.jpg")
	case "/again.jpg":
		photo("dress/dress-00.jpg")
	default:
		photo(r.URL.Path)
	}
}

// serve starts a server for a script and writes its address for SERVER into the
// script's lists.
func serve(ts *testscript.TestScript, _ bool, _ []string) {
	p := ts.Value(photoServer{}).(*photos)
	p.Server = httptest.NewServer(p)
	ts.Defer(p.Close)
	lists, _ := filepath.Glob(ts.MkAbs("*"))
	for _, name := range lists {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // a folder
		}
		if err := os.WriteFile(name, []byte(strings.ReplaceAll(string(data), "SERVER", p.URL)), 0o644); err != nil {
			ts.Fatalf("%v", err)
		}
	}
}

// asked forgets how often the server was asked; asked none fails where it was.
func asked(ts *testscript.TestScript, _ bool, args []string) {
	if n := ts.Value(photoServer{}).(*photos).asked.Swap(0); len(args) > 0 && n > 0 {
		ts.Fatalf("the server was asked %s", fmt.Sprint(n))
	}
}

// photoServer is the key of a script's server.
type photoServer struct{}
