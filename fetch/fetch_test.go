package fetch

import (
	"context"
	"encoding/csv"
	"fmt"
	"io/fs"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if job := os.Getenv("FETCH_TEST_JOB"); job != "" {
		os.Exit(runJob(job))
	}
	goleak.VerifyTestMain(m)
}

// names resolves names for tests and counts how often each is asked for.
type names struct {
	mu    sync.Mutex
	asked map[string]int
}

func (n *names) resolve(_ context.Context, host string) ([]netip.Addr, error) {
	n.mu.Lock()
	n.asked[host]++
	n.mu.Unlock()
	switch {
	case strings.HasSuffix(host, ".missing"):
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	case strings.HasPrefix(host, "inside."):
		return []netip.Addr{netip.MustParseAddr("127.0.0.2")}, nil
	case strings.HasPrefix(host, "mapped."):
		return []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.2")}, nil
	case strings.HasPrefix(host, "both."): // one address that may not be dialled, one that may
		return []netip.Addr{netip.MustParseAddr("127.0.0.2"), loopback}, nil
	}
	return []netip.Addr{loopback}, nil
}

// options of tests: short times, names of their own.
func options(n *names) Options {
	return Options{Timeout: 1500 * time.Millisecond, MaxBytes: 4 << 20, Memory: 64 << 20, backOff: 10 * time.Millisecond,
		Resolve: n.resolve, public: onlyLoopback}
}

func list(links ...[2]string) *List {
	l := new(List)
	ranks := map[string]int{}
	for _, e := range links {
		ranks[e[0]]++
		l.Entries = append(l.Entries, Entry{Label: e[0], URL: e[1], Rank: ranks[e[0]]})
	}
	return l
}

// readLog returns the rows of a folder's log by link and label.
func readLog(t testing.TB, dir string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, LogName))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range all[1:] {
		m := map[string]string{}
		for i, c := range all[0] {
			m[c] = rec[i]
		}
		rows = append(rows, m)
	}
	return rows
}

// tree returns the files below a folder with their content.
func tree(t testing.TB, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		m[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestMisbehaviour meets every way of a server that the handler knows: each good image
// arrives, each failure has its class, nothing is asked twice when the same call
// comes again, nothing is written outside the folder.
func TestMisbehaviour(t *testing.T) {
	s := newServer(t, "127.0.0.1")
	trap := newServer(t, "127.0.0.2") // stands for a private address
	n := &names{asked: map[string]int{}}
	at := func(path string) string { return s.link("a.test", path) }
	type want struct {
		link  string
		class Class
		tries int // 0: not counted
	}
	wants := []want{
		{at("/hang/1"), Timeout, 3},
		{at("/page/photo.jpg"), Type, 1},
		{at("/svg/1.jpg"), Type, 1},
		{at("/empty/1.jpg"), Type, 1},
		{at("/cut/2.jpg"), Cut, 3},
		{at("/cut-chunked/2.jpg"), Cut, 3},
		{at("/half/3.jpg"), Damaged, 1},
		{at("/loop/0"), Redirect, 1},
		{at("/stairs/1"), Redirect, 1},
		{at("/to/1?file:///etc/passwd"), Redirect, 1},
		{at("/to/2?ftp://a.test/x.jpg"), Redirect, 1},
		{at("/to/3?"), Redirect, 1},
		{at("/to/4?" + trap.link("127.0.0.2", "/good/1")), Private, 1},
		{at("/to/5?" + trap.link("inside.test", "/good/1")), Private, 1},
		{at("/to/6?" + trap.link("[::ffff:127.0.0.2]", "/good/1")), Private, 1},
		{at("/to/7?" + trap.link("mapped.test", "/good/1")), Private, 1},
		{at("/to/8?http://10.0.0.1/x.jpg"), Private, 1},
		{at("/to/9?http://[::1]:" + trap.port() + "/x.jpg"), Private, 1},
		{trap.link("127.0.0.2", "/good/2"), Private, 0},
		{trap.link("inside.test", "/good/2"), Private, 0},
		{at("/reset/1"), Cut, 0}, // net/http itself asks again
		{at("/loris/1.jpg"), Timeout, 3},
		{at("/busy-once/4.jpg"), Image, 2},
		{at("/busy/1"), Busy, 3},
		{at("/busy-long/1"), Busy, 1},
		{at("/flaky/5.jpg"), Image, 0},
		{at("/broken/1"), Server, 3},
		{at("/gone/1"), Gone, 1},
		{at("/nothing/1"), Gone, 1},
		{at("/forbidden/1"), Refused, 1},
		{at("/noai/6.jpg"), Robots, 1},
		{at("/secret/6.jpg"), Robots, 0},
		{at("/to/10?/secret/6.jpg"), Robots, 1},
		{at("/for-another/6.jpg"), Image, 1},
		{at("/gzip-bomb/1.jpg"), TooLarge, 1},
		{at("/gzip/7.jpg"), Image, 1},
		{at("/pixel-bomb/1.png"), TooLarge, 1},
		{at("/endless/1.jpg"), TooLarge, 1},
		{at("/changing/8.jpg"), Image, 1},
		{at("/odd-type/9.jpg"), Image, 1},
		{at("/moved/10"), Image, 1},
		{at("/babble/1"), Protocol, 0},
		{at("/headers/1"), Protocol, 0},
		{"http://nobody.missing/x.jpg", Name, 0},
		{"https://a.test:" + s.port() + "/good/1", Connect, 0},
		{"http://a.test:1/x.jpg", Connect, 0},
		{"ftp://a.test/x.jpg", Address, 0},
		{"data:image/png;base64,AAAA", Address, 0},
		{"http://%zz/", Address, 0},
		{"not a link", Address, 0},
		{s.link("both.test", "/good/11.jpg"), Image, 1},
		{at("/good/../good/../../12.jpg"), Image, 0},
		{at("/good/13.jpg?file=../../../etc/passwd"), Image, 1},
		{at("/good/14/..%2f..%2f..%2fescape.jpg"), Image, 1},
	}
	for i := range 6 {
		wants = append(wants, want{at(fmt.Sprintf("/placeholder/%d.jpg", i)), Placeholder, 1})
	}
	for i := 15; i < 29; i++ {
		wants = append(wants, want{s.link(fmt.Sprintf("h%d.test", i%4), fmt.Sprintf("/good/%d.jpg", i)), Image, 1})
	}
	labels := []string{"../../outside", "/etc", `..\..\x`, "CON", "cat", "Cat", "a/b", "a_b", ".hidden", "nul.txt", "x\x00y", "trailing. "}
	var entries [][2]string
	for i, w := range wants {
		entries = append(entries, [2]string{labels[i%len(labels)], w.link})
	}
	outer := t.TempDir()
	dir := filepath.Join(outer, "deep", "images")
	r, err := Run(t.Context(), list(entries...), dir, options(n))
	if err != nil {
		t.Fatal(err)
	}
	images := 0
	rows := readLog(t, dir)
	for i, w := range wants {
		row := rows[i]
		if row["url"] != strings.TrimSpace(w.link) || row["result"] != string(w.class) {
			t.Errorf("%s: %s (%s), want %s", w.link, row["result"], row["reason"], w.class)
		}
		if w.class == Image {
			images++
			data, err := os.ReadFile(filepath.Join(dir, row["path"]))
			if err != nil || fmt.Sprint(len(data)) != row["bytes"] {
				t.Errorf("%s: %v, %d bytes", w.link, err, len(data))
			}
		} else if row["path"] != "" || row["reason"] == "" {
			t.Errorf("%s: a failure with the path %q and the reason %q", w.link, row["path"], row["reason"])
		}
		if _, path, ok := strings.Cut(w.link, ".test:"+s.port()); ok && w.tries > 0 && s.timesAsked(path) != w.tries {
			t.Errorf("%s: asked %d times, want %d", w.link, s.timesAsked(path), w.tries)
		}
	}
	if r.Images != images || r.Failures() != len(wants)-images || r.Links != len(wants) {
		t.Errorf("%d images, %d failures of %d links, want %d images", r.Images, r.Failures(), r.Links, images)
	}
	if r.Retried[0]+r.Retried[1] != 2 { // net/http hides a reset on a used connection
		t.Errorf("images by retries: %v", r.Retried)
	}
	if trap.total() != 0 || trap.timesAsked("/robots.txt") != 0 {
		t.Errorf("a private address was asked: %v", trap.asked)
	}
	for host, k := range n.asked {
		if k != 1 {
			t.Errorf("%s was resolved %d times", host, k)
		}
	}
	if got := tree(t, outer); len(got) != images+1 {
		t.Errorf("%d files, want %d images and the log: %q", len(got), images, slices.Sorted(maps.Keys(got)))
	}
	for name := range tree(t, outer) {
		if !strings.HasPrefix(name, "deep/images/") {
			t.Errorf("%s lies outside the folder", name)
		}
	}
	folders := map[string]string{} // each label has a folder of its own
	for _, row := range rows {
		if row["path"] == "" {
			continue
		}
		folder := strings.ToLower(filepath.Dir(row["path"]))
		if other, ok := folders[folder]; ok && other != row["label"] {
			t.Errorf("labels %q and %q share folder %s", other, row["label"], folder)
		}
		folders[folder] = row["label"]
	}

	before, asked := tree(t, outer), s.total()
	again, err := Run(t.Context(), list(entries...), dir, options(n))
	if err != nil {
		t.Fatal(err)
	}
	if s.total() != asked {
		t.Errorf("the same call asked %d times again", s.total()-asked)
	}
	if after := tree(t, outer); !maps.Equal(before, after) {
		t.Errorf("the same call changed the folder:\n%s\n%s", before["deep/images/fetch.csv"], after["deep/images/fetch.csv"])
	}
	if again.Before != len(wants) || again.Images != images {
		t.Errorf("taken up: %d of %d, %d images", again.Before, len(wants), again.Images)
	}
}
