package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/temoto/robotstxt"
)

// Limits of robots.txt: RFC 9309 asks for at least 500 KiB.
const (
	robotsBytes   = 512 << 10
	robotsTimeout = 15 * time.Second
	longestDelay  = 30 * time.Second // between requests
)

// robots knows what each host allows.
type robots struct {
	client *http.Client // follows redirects; its dialer checks addresses
	agent  string       // value of User-Agent
	hosts  flights[*robotstxt.RobotsData]
}

// allowed returns a failure where robots.txt of the host forbids the address,
// or cannot be had: a file that does not exist (4xx) allows all, a server that
// fails forbids all (RFC 9309). delay is the time that the host wants between
// requests.
func (r *robots) allowed(ctx context.Context, u *url.URL) (delay time.Duration, f *failure) {
	data, err := r.hosts.get(ctx, u.Scheme+"://"+strings.ToLower(u.Host), func(ctx context.Context) (*robotstxt.RobotsData, error, bool) {
		ctx, cancel := context.WithTimeout(ctx, robotsTimeout)
		defer cancel()
		d, err := r.read(ctx, u)
		var f *failure
		keep := err == nil || errors.As(err, &f) && !f.passing
		return d, err, keep
	})
	if err != nil {
		return 0, failureOf(err)
	}
	group := data.FindGroup(agent)
	target := u.EscapedPath()
	if target == "" {
		target = "/"
	}
	if u.RawQuery != "" {
		target += "?" + u.RawQuery
	}
	if !data.TestAgent(target, agent) {
		return 0, fail(Robots, "robots.txt forbids it")
	}
	return min(group.CrawlDelay, longestDelay), nil
}

func (r *robots) read(ctx context.Context, u *url.URL) (*robotstxt.RobotsData, error) {
	at := url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return nil, fail(Address, "no address that can be read")
	}
	req.Header.Set("User-Agent", r.agent)
	resp, err := r.client.Do(req)
	if err != nil {
		return nil, failureOf(err)
	}
	defer resp.Body.Close()
	switch n := resp.StatusCode; {
	case n == http.StatusTooManyRequests || n >= 500:
		f := fail(Robots, "robots.txt cannot be read: status %d", n).again()
		f.wait = retryAfter(resp.Header.Get("Retry-After"), time.Now())
		f.passing = f.wait <= longestWait
		return nil, f
	case n != http.StatusOK:
		return robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, robotsBytes))
	if err != nil {
		return nil, failureOf(err)
	}
	d, err := robotstxt.FromBytes(rules(body))
	if err != nil {
		return nil, fail(Robots, "robots.txt cannot be read")
	}
	return d, nil
}

// rules keeps the lines that speak of who may read what: one line that the
// parser does not take would cost all others. A page in place of the file has
// none.
func rules(body []byte) []byte {
	var out bytes.Buffer
	named := false
	for line := range bytes.Lines(bytes.ReplaceAll(bytes.TrimPrefix(body, []byte(bom)), []byte("\r"), []byte("\n"))) {
		text, _, _ := strings.Cut(string(line), "#")
		key, value, ok := strings.Cut(text, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if !ok {
			continue
		}
		switch key {
		case "user-agent", "useragent":
			named = true
		case "allow", "disallow":
			ok = named
		case "crawl-delay":
			v, err := strconv.ParseFloat(value, 64)
			ok = named && err == nil && v >= 0 && v < 1e6
		default:
			ok = false
		}
		if ok {
			out.WriteString(key + ": " + value + "\n")
		}
	}
	return out.Bytes()
}

// forbids are the words of X-Robots-Tag that ask to keep an image out of
// training, or out of collections altogether.
var forbids = map[string]bool{"noai": true, "noimageai": true, "noml": true, "noindex": true, "noimageindex": true, "none": true}

// tagForbids returns the first word of X-Robots-Tag headers that asks us to
// stay away, or "". A header may name the program that it is for.
func tagForbids(headers []string) string {
	for _, h := range headers {
		for part := range strings.SplitSeq(strings.ToLower(h), ",") {
			word := strings.TrimSpace(part)
			if name, rest, ok := strings.Cut(word, ":"); ok {
				name = strings.TrimSpace(name)
				if strings.HasPrefix(name, "max-") || name == "unavailable_after" {
					continue
				}
				if name != agent && name != "*" {
					break // the rest of the header is for another program
				}
				word = strings.TrimSpace(rest)
			}
			if forbids[word] {
				return word
			}
		}
	}
	return ""
}
