package review_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/bandprep/bandprep/internal/testfile"
	"github.com/bandprep/bandprep/pipeline"
	"github.com/bandprep/bandprep/pipeline/grades"
	"github.com/bandprep/bandprep/raster/codec"
	"github.com/bandprep/bandprep/review"
)

// client talks to a server as the page in a browser does.
type client struct {
	*testing.T
	base, cookie, token string
	log                 string
}

// serve starts a server over a folder of images and enters it.
func serve(t *testing.T, folder string, change func(*review.Options)) *client {
	t.Helper()
	var po pipeline.Options
	po.Images.Open, po.Images.Workers, po.NoGrades = codec.Open, 2, true
	ctx, cancel := context.WithCancel(context.Background())
	in, err := pipeline.Open(ctx, []string{testfile.Project(folder)}, po)
	if err != nil {
		t.Fatal(err)
	}
	table, err := in.Table(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{T: t, log: filepath.Join(t.TempDir(), "a.grades.jsonl")}
	log, err := grades.Open(c.log)
	if err != nil {
		t.Fatal(err)
	}
	o := review.Options{Name: folder, Input: in, Table: table, Log: log, Workers: 2}
	if change != nil {
		change(&o)
	}
	s, err := review.New(o)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	links, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l, func(link string) { links <- link }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		log.Close()
	})
	link := <-links
	c.base = "http://" + l.Addr().String()
	r := c.send("GET", strings.TrimPrefix(link, c.base), "", map[string]string{"Sec-Fetch-Site": "none", "Cookie": ""})
	if r.code != http.StatusSeeOther {
		t.Fatalf("link: %d %s", r.code, r.body)
	}
	set := r.header.Get("Set-Cookie")
	if !strings.Contains(set, "HttpOnly") || !strings.Contains(set, "SameSite=Strict") || !strings.HasPrefix(set, fmt.Sprintf("bandprep-%d=", l.Addr().(*net.TCPAddr).Port)) {
		t.Fatalf("cookie %s", set)
	}
	c.cookie, _, _ = strings.Cut(set, ";")
	if again := c.send("GET", strings.TrimPrefix(link, c.base), "", map[string]string{"Sec-Fetch-Site": "none", "Cookie": ""}); again.code != http.StatusForbidden {
		t.Fatalf("the link works twice: %d", again.code)
	}
	page := c.send("GET", "/", "", map[string]string{"Sec-Fetch-Site": "none"})
	c.token = regexp.MustCompile(`name="token" content="([A-Z2-7]+)"`).FindStringSubmatch(page.body)[1]
	return c
}

type response struct {
	code   int
	body   string
	header http.Header
}

// send sends a request with what the page's have, and what is given instead; ""
// leaves a header out.
func (c *client) send(method, path, body string, headers map[string]string) response {
	c.Helper()
	r, err := http.NewRequest(method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	all := map[string]string{"Cookie": c.cookie, "Sec-Fetch-Site": "same-origin"}
	if method == "POST" {
		all["Origin"], all["X-Bandprep-Token"] = c.base, c.token
	}
	for k, v := range headers {
		all[k] = v
	}
	for k, v := range all {
		if k == "Host" {
			r.Host = v
		} else if v != "" {
			r.Header.Set(k, v)
		}
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	return response{res.StatusCode, string(data), res.Header}
}

// ask sends what must succeed and decodes the answer.
func (c *client) ask(method, path, body string, v any) {
	c.Helper()
	r := c.send(method, path, body, nil)
	if r.code != http.StatusOK {
		c.Fatalf("%s %s: %d %s", method, path, r.code, r.body)
	}
	if err := json.Unmarshal([]byte(r.body), v); err != nil {
		c.Fatal(err)
	}
}

// TestForeignRequests holds that each thing by which a foreign request is known
// suffices to refuse it, and that nothing of it reaches the log.
func TestForeignRequests(t *testing.T) {
	c := serve(t, "photos", nil)
	port := c.base[strings.LastIndexByte(c.base, ':'):]
	type headers = map[string]string
	for name, h := range map[string]headers{
		"another host":               {"Host": "evil.example" + port},
		"a host that starts alike":   {"Host": "127.0.0.1.evil.example" + port},
		"all interfaces":             {"Host": "0.0.0.0" + port},
		"the IPv6 name":              {"Host": "[::1]" + port},
		"another origin":             {"Origin": "http://evil.example"},
		"another port":               {"Origin": "http://127.0.0.1:1"},
		"another scheme":             {"Origin": "https://127.0.0.1" + port},
		"another name of ours":       {"Origin": "http://localhost" + port},
		"a file":                     {"Origin": "null"},
		"another local port":         {"Sec-Fetch-Site": "same-site"},
		"another site":               {"Sec-Fetch-Site": "cross-site"},
		"no browser":                 {"Sec-Fetch-Site": ""},
		"no cookie":                  {"Cookie": ""},
		"another cookie":             {"Cookie": strings.SplitN(c.cookie, "=", 2)[0] + "=AAAA"},
		"the cookie of another port": {"Cookie": "bandprep-1=" + strings.SplitN(c.cookie, "=", 2)[1]},
	} {
		for _, path := range []string{"/", "/api/start", "/api/facts?item=0", "/image/0?size=64", "/page/main.js"} {
			if r := c.send("GET", path, "", h); r.code != http.StatusForbidden {
				t.Errorf("%s, %s: %d", name, path, r.code)
			}
		}
		if r := c.send("POST", "/api/judge", `{"item":0,"grade":1}`, h); r.code != http.StatusForbidden {
			t.Errorf("%s writes: %d", name, r.code)
		}
	}
	for name, h := range map[string]headers{
		"no token": {"X-Bandprep-Token": ""}, "another token": {"X-Bandprep-Token": "AAAA"}, "no origin": {"Origin": ""}, "the address bar": {"Sec-Fetch-Site": "none"},
	} {
		for _, path := range []string{"/api/judge", "/api/undo"} {
			if r := c.send("POST", path, `{"item":0,"grade":1}`, h); r.code != http.StatusForbidden {
				t.Errorf("%s, %s: %d", name, path, r.code)
			}
		}
	}
	for _, method := range []string{"PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"} {
		if r := c.send(method, "/api/judge", "", headers{"Origin": c.base, "X-Bandprep-Token": c.token}); r.code < 400 {
			t.Errorf("%s: %d", method, r.code)
		}
	}
	h, err := grades.Read(c.log)
	if err != nil || len(h.Graders()) != 0 {
		t.Errorf("the log has lines of %v, error %v", h.Graders(), err)
	}
	r := c.send("GET", "/", "", headers{"Host": "localhost" + port, "Sec-Fetch-Site": "none"}) // as through ssh -L
	if r.code != http.StatusOK || !strings.Contains(r.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("localhost: %d, policy %s", r.code, r.header.Get("Content-Security-Policy"))
	}
}

// TestPaths holds that no path and no number leads out of what is served, and
// that large requests are refused.
func TestPaths(t *testing.T) {
	c := serve(t, "photos", nil)
	for _, path := range []string{
		"/../../etc/passwd", "/page/../../../etc/passwd", "/page/..%2f..%2fserver.go", "/page/%2e%2e/server.go", "/page/index.html", "/page/", "/page/..", "/page/.",
		"/image/../../etc/passwd?size=64", "/image/-1?size=64", "/image/99999?size=64", "/image/0", "/image/0?size=1e9", "/image/0?size=5000", "/image/0?size=-5",
		"/image/0?size=64&bands=0", "/image/0?size=64&bands=4", "/image/0?size=64&bands=1,2", "/image/0?size=64&bands=pca", "/image/0?size=64&stretch=x",
		"/image/x?size=64", "/api/facts?item=-1", "/api/facts", "/api/list?order=x", "/api/nothing", "/debug/pprof/",
	} {
		if r := c.send("GET", path, "", nil); r.code == http.StatusOK {
			t.Errorf("%s: %d %.60s", path, r.code, r.body)
		}
	}
	if r := c.send("GET", "/api/list?filter="+strings.Repeat("a", 5000), "", nil); r.code != http.StatusRequestURITooLong {
		t.Errorf("long query: %d", r.code)
	}
	if r := c.send("GET", "/api/list?filter="+strings.Repeat("a", 1<<20), "", nil); r.code < 400 {
		t.Errorf("huge query: %d", r.code)
	}
	if r := c.send("POST", "/api/judge", `{"item":0,"label":"`+strings.Repeat("a", 1<<20)+`"}`, nil); r.code != http.StatusRequestEntityTooLarge {
		t.Errorf("huge body: %d", r.code)
	}
	for _, body := range []string{``, `{}`, `[]`, `{"item":-1,"grade":1}`, `{"item":100000,"grade":1}`, `{"item":0,"grade":10}`, `{"item":0,"grade":-1}`, `{"item":0,"grade":300}`, `{"item":0,"label":"no such"}`, `{"item":0.5}`} {
		if r := c.send("POST", "/api/judge", body, nil); r.code != http.StatusBadRequest {
			t.Errorf("%s: %d", body, r.code)
		}
	}
}

type changes struct {
	Seq     int
	Changes []struct {
		Item, Grade int
		Mark        bool
		Label       string
	}
	Undone *int
}

// TestJudge follows one image through grades, mark, label and undo, as two
// windows see it.
func TestJudge(t *testing.T) {
	c := serve(t, "photos", func(o *review.Options) { o.Grader = "ann" })
	for i, body := range []string{`{"item":2,"grade":3,"since":0}`, `{"item":2,"mark":true,"since":1}`, `{"item":2,"label":"shoes","since":2}`, `{"item":2,"grade":0,"since":3}`} {
		var a changes
		c.ask("POST", "/api/judge", body, &a)
		if a.Seq != i+1 || len(a.Changes) != 1 || a.Changes[0].Item != 2 {
			t.Fatalf("%s: %+v", body, a)
		}
	}
	for _, want := range []string{"3 true shoes", "3 true ", "3 false ", "0 false "} {
		var a changes
		c.ask("POST", "/api/undo", `{"since":4}`, &a)
		x := a.Changes[0]
		if got := fmt.Sprint(x.Grade, " ", x.Mark, " ", x.Label); got != want || a.Undone == nil || *a.Undone != 2 {
			t.Fatalf("undone to %s, want %s", got, want)
		}
	}
	var a changes
	c.ask("POST", "/api/undo", `{"since":0}`, &a)
	if a.Undone != nil {
		t.Errorf("something was undone: %+v", a)
	}
	c.ask("POST", "/api/judge", `{"item":1,"grade":7,"since":8}`, &a)
	other := changes{}
	c.ask("GET", "/api/changes?since=8", "", &other)
	if len(other.Changes) != 1 || other.Changes[0].Grade != 7 {
		t.Errorf("the other window hears %+v", other)
	}
	h, err := grades.Read(c.log)
	if err != nil {
		t.Fatal(err)
	}
	if latest, _ := h.Latest(); len(latest) != 1 || h.Damaged != 0 {
		t.Errorf("the log says %v", latest)
	}
}

// TestPictures holds that images of any number of bands are composed.
func TestPictures(t *testing.T) {
	c := serve(t, "scenes", nil)
	for _, q := range []string{"size=64", "size=16", "size=64&bands=1", "size=64&bands=13,2,1&stretch=image", "size=64&stretch=sigma", "size=64&stretch=minmax", "size=4096"} {
		r := c.send("GET", "/image/3?"+q, "", nil)
		if r.code != http.StatusOK {
			t.Fatalf("%s: %d %s", q, r.code, r.body)
		}
		img, err := jpeg.Decode(bytes.NewReader([]byte(r.body)))
		if err != nil {
			t.Fatal(err)
		}
		if q == "size=16" && img.Bounds().Dx() > 16 {
			t.Errorf("%s: %v", q, img.Bounds())
		}
	}
}

// TestOrders holds that each order is a permutation of the images, that losses
// come first where they are largest, and that words filter.
func TestOrders(t *testing.T) {
	losses, err := review.ReadLosses(strings.NewReader("\ufeffPath,loss,predicted,prob\nx/shoes-02.jpg,3.5,dress,0.9\ndress/dress-01.jpg,1,shoes,\nno-such.jpg,9,a,1\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := serve(t, "photos", func(o *review.Options) { o.Losses = losses })
	var start struct {
		IDs    []string
		Orders []string
	}
	c.ask("GET", "/api/start", "", &start)
	var list struct{ Items, Groups []int }
	for _, order := range start.Orders {
		c.ask("GET", "/api/list?seed=7&order="+order, "", &list)
		seen := make(map[int]bool)
		for _, i := range list.Items {
			seen[i] = true
		}
		if order != "duplicates" && len(seen) != len(start.IDs) || len(seen) != len(list.Items) {
			t.Errorf("%s: %v", order, list.Items)
		}
		if order == "loss" && (start.IDs[list.Items[0]] != "shoes/shoes-02.jpg" || start.IDs[list.Items[1]] != "dress/dress-01.jpg") {
			t.Errorf("largest losses: %s, %s", start.IDs[list.Items[0]], start.IDs[list.Items[1]])
		}
	}
	c.ask("GET", "/api/list?filter=SHOES+02", "", &list)
	if len(list.Items) != 1 || start.IDs[list.Items[0]] != "shoes/shoes-02.jpg" {
		t.Errorf("filtered: %v", list.Items)
	}
}

func TestKeys(t *testing.T) {
	for text, want := range map[string]string{
		"cat=c,dog=d": "", "cat=c,dog=c": "both", "cat": "want LABEL=KEY", "cat=cc": "one letter", "cat=": "one letter", "=c": "want LABEL=KEY", "a=b=c": "",
	} {
		_, err := review.ParseKeys(text)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if err := review.CheckKeys([]review.Key{{Key: "j", Label: "jay"}}, true); err == nil {
		t.Error("j is taken in label mode")
	}
	if err := review.CheckKeys([]review.Key{{Key: "d", Label: "dog"}}, true); err != nil {
		t.Error(err)
	}
}

// TestLossesDamaged holds that a damaged CSV names its line.
func TestLossesDamaged(t *testing.T) {
	for text, want := range map[string]string{"": "header", "path,los\n": "want columns", "path,loss\na,x\n": "line 2", "path,loss\na\n": "line 2", "path,loss\n\"a": "line"} {
		if _, err := review.ReadLosses(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func FuzzLosses(f *testing.F) {
	f.Add("path,loss\na,1\n")
	f.Fuzz(func(t *testing.T, text string) { review.ReadLosses(strings.NewReader(text)) })
}
