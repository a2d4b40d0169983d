package fetch

import (
	"net/http"
	"testing"
	"time"

	"github.com/temoto/robotstxt"
)

// TestRules has files as they are met: the rules that can be read count, and
// what cannot be read does not switch the others off.
func TestRules(t *testing.T) {
	for _, c := range []struct {
		file, path string
		allowed    bool
		delay      time.Duration
	}{
		{"", "/a", true, 0},
		{"<html><body>not found</body></html>", "/a", true, 0},
		{"User-agent: *\nDisallow: /\n", "/a", false, 0},
		{"User-agent: *\nDisallow:\n", "/a", true, 0},
		{"\xef\xbb\xbfUser-agent: *\r\nDisallow: /a\r\n", "/a", false, 0},
		{"User-agent: *\rDisallow: /a\r", "/a", false, 0},
		{"Disallow: /b\nUser-agent: *\nDisallow: /a # all of it\n", "/a", false, 0},
		{"Disallow: /b\nUser-agent: *\nDisallow: /a\n", "/b", true, 0},
		{"User-agent: *\nDisallow: /a\nCrawl-delay: often\n", "/a", false, 0},
		{"User-agent: *\nCrawl-delay: 2.5\n", "/a", true, 2500 * time.Millisecond},
		{"User-agent: *\nDisallow: /\n\nUser-agent: BandPrep\nAllow: /\n", "/a", true, 0},
		{"User-agent: bandprep\nDisallow: /*.jpg$\n\nUser-agent: *\nAllow: /\n", "/x/a.jpg", false, 0},
		{"User-agent: otherbot\nDisallow: /\n", "/a", true, 0},
		{"User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c.jpg", true, 0},
		{"User-agent: *\nDisallow: /[(\nDisallow: /a\nSitemap: x\nHost: y\n", "/a", false, 0},
	} {
		d, err := robotstxt.FromBytes(rules([]byte(c.file)))
		if err != nil {
			t.Errorf("%q: %v", c.file, err)
			continue
		}
		if got := d.TestAgent(c.path, agent); got != c.allowed {
			t.Errorf("%q: %s allowed: %v", c.file, c.path, got)
		}
		if got := d.FindGroup(agent).CrawlDelay; got != c.delay {
			t.Errorf("%q: delay %v, want %v", c.file, got, c.delay)
		}
	}
}

func FuzzRules(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1e3\n"))
	f.Add([]byte("Disallow:\nUser-agent:\n:\nAllow: ["))
	f.Fuzz(func(t *testing.T, file []byte) {
		d, err := robotstxt.FromBytes(rules(file))
		if err != nil {
			return // robots.txt that cannot be read keeps us away
		}
		d.TestAgent("/a?b", agent)
	})
}

func TestTagForbids(t *testing.T) {
	for _, c := range []struct {
		headers []string
		want    string
	}{
		{nil, ""}, {[]string{"all"}, ""}, {[]string{"noai"}, "noai"}, {[]string{"NoImageAI"}, "noimageai"}, {[]string{"nofollow, noml"}, "noml"},
		{[]string{"noindex"}, "noindex"}, {[]string{"none"}, "none"}, {[]string{"googlebot: noindex"}, ""}, {[]string{"googlebot: nofollow, noai"}, ""},
		{[]string{"bandprep: noimageai"}, "noimageai"}, {[]string{"*: noai"}, "noai"}, {[]string{"max-image-preview: large, noai"}, "noai"},
		{[]string{"unavailable_after: 25 Jun 2030 15:00:00 PST", "noai"}, "noai"}, {[]string{"googlebot: noai", "bandprep: nofollow, noml"}, "noml"},
		{[]string{"noarchive"}, ""},
	} {
		if got := tagForbids(c.headers); got != c.want {
			t.Errorf("%q: %q, want %q", c.headers, got, c.want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"": 0, "120": 2 * time.Minute, "0": 0, "-5": 0, "soon": 0, "99999999999999999999": 0,
		now.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second, now.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		if got := retryAfter(s, now); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
