package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"github.com/bandprep/bandprep/raster"
	"github.com/bandprep/bandprep/raster/codec"
)

// accept asks for what training code reads.
const accept = "image/jpeg, image/png, image/webp, image/tiff;q=0.9, image/gif;q=0.8, image/*;q=0.5, */*;q=0.1"

// Limits of one exchange.
const (
	redirects   = 10
	headerBytes = 64 << 10
	headBytes   = 512 // tell the format
)

// getter follows links.
type getter struct {
	o      Options
	root   *os.Root
	client *http.Client // does not follow redirects
	robots robots
	budget budget
	pace   func(*task, time.Duration)
	close  func() // ends idle connections
}

func newGetter(o Options, root *os.Root) *getter {
	d := newDialer(&o)
	t := &http.Transport{
		DialContext: d.DialContext, ForceAttemptHTTP2: true, DisableCompression: true,
		MaxIdleConns: o.Parallel, MaxIdleConnsPerHost: o.PerHost, IdleConnTimeout: 30 * time.Second,
		TLSHandshakeTimeout: connectTimeout, MaxResponseHeaderBytes: headerBytes,
	}
	if o.Proxy != nil {
		// Every connection goes to the proxy, which was named by the user.
		t.Proxy, t.DialContext = http.ProxyURL(o.Proxy), (&net.Dialer{Timeout: connectTimeout}).DialContext
	}
	return &getter{
		o: o, root: root,
		client: &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
		robots: robots{client: &http.Client{Transport: t}, agent: o.UserAgent},
		budget: newBudget(o.Memory),
		close:  t.CloseIdleConnections,
	}
}

// answer is what one try brought: a picture in temporary files, or a failure.
type answer struct {
	*task
	failure *failure
	err     error // of this machine, not of the link
	final   string
	status  int
	bytes   int64
	sha256  string
	picture
}

// get tries a link once.
func (g *getter) get(ctx context.Context, t *task) (a answer) {
	a = answer{task: t}
	t.tries++
	temp := t.rows[0].temp()
	body, err := g.request(ctx, &a)
	if err == nil {
		err = g.download(body, temp, &a)
	}
	if err == nil {
		a.picture, err = g.inspect(ctx, temp)
	}
	if err != nil && !errors.As(err, &a.failure) {
		a.err = err
	}
	if err != nil {
		g.root.Remove(temp)
	}
	return a
}

// body is an open answer; closing it ends the time that the try has.
type body struct {
	*http.Response
	cancel context.CancelFunc
}

func (b *body) Close() {
	b.Body.Close()
	b.cancel()
}

// request asks for the address, and for those that it redirects to.
func (g *getter) request(ctx context.Context, a *answer) (*body, error) {
	u := a.url
	seen := map[string]bool{}
	for {
		if g.o.Proxy != nil {
			if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !g.o.public(ip) {
				return nil, errPrivate // the proxy would dial it
			}
		}
		if !g.o.IgnoreRobots {
			delay, f := g.robots.allowed(ctx, u)
			if f != nil {
				return nil, f
			}
			if u == a.url {
				g.pace(a.task, delay)
			}
		}
		seen[u.String()] = true
		b, err := g.ask(ctx, u.String())
		if err != nil {
			return nil, failureOf(err)
		}
		a.status = b.StatusCode
		switch b.StatusCode {
		case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			io.CopyN(io.Discard, b.Body, 4<<10) // so that the connection may be used again
			to, err := b.Location()
			b.Close()
			if err != nil {
				return nil, fail(Redirect, "a redirect to no address")
			}
			next, f := parseLink(to.String())
			switch {
			case f != nil:
				return nil, fail(Redirect, "a redirect to an address that is %s", f.reason)
			case seen[next.String()]:
				return nil, fail(Redirect, "redirects in a loop")
			case len(seen) > redirects:
				return nil, fail(Redirect, "more than %d redirects", redirects)
			}
			u = next
			a.final = u.String()
		case http.StatusOK:
			if word := tagForbids(b.Header.Values("X-Robots-Tag")); word != "" && !g.o.IgnoreRobots {
				b.Close()
				return nil, fail(Robots, "X-Robots-Tag: %s", word)
			}
			if b.ContentLength > g.o.MaxBytes {
				b.Close()
				return nil, g.tooManyBytes()
			}
			return b, nil
		default:
			f := ofStatus(b.Response)
			b.Close()
			return nil, f
		}
	}
}

func (g *getter) ask(ctx context.Context, address string) (*body, error) {
	ctx, cancel := context.WithTimeout(ctx, g.o.Timeout)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, fail(Address, "no address that can be read")
	}
	req.Header.Set("User-Agent", g.o.UserAgent)
	req.Header.Set("Accept", accept)
	resp, err := g.client.Do(req)
	if err != nil {
		cancel()
		return nil, err
	}
	return &body{resp, cancel}, nil
}

func (g *getter) tooManyBytes() *failure {
	return fail(TooLarge, "more than %d bytes (--max-bytes)", g.o.MaxBytes)
}

// download writes the answer into a file, unless its first bytes are those of
// no image.
func (g *getter) download(b *body, temp string, a *answer) (err error) {
	defer b.Close()
	var in io.Reader = b.Body
	switch coding := strings.ToLower(b.Header.Get("Content-Encoding")); coding {
	case "", "identity":
	case "gzip", "x-gzip": // although we asked for none
		if in, err = gzip.NewReader(b.Body); err != nil {
			return ofTransfer(err)
		}
	default:
		return fail(Type, "the answer is packed as %.20q, which was not asked for", coding)
	}
	buffered := bufio.NewReaderSize(io.LimitReader(in, g.o.MaxBytes+1), 32<<10)
	head, err := buffered.Peek(headBytes)
	if err != nil && err != io.EOF {
		return ofTransfer(err)
	}
	var unknown *raster.UnsupportedError
	if _, e := codec.Open(raster.Bytes(bytes.Clone(head)), raster.Options{}); errors.As(e, &unknown) && unknown.Format == "image" {
		return ofImage(e) // without the rest of it
	}
	f, err := g.root.Create(temp)
	if err != nil {
		return err
	}
	defer f.Close()
	w := &counter{file: f, hash: sha256.New()}
	_, err = io.Copy(w, buffered)
	switch {
	case w.err != nil:
		return w.err
	case err != nil:
		return ofTransfer(err)
	case w.n > g.o.MaxBytes:
		return g.tooManyBytes()
	case w.n == 0:
		return fail(Type, "the answer is empty")
	}
	a.bytes, a.sha256 = w.n, hex.EncodeToString(w.hash.Sum(nil))
	return f.Sync()
}

// ofTransfer puts an error of reading an answer into a class.
func ofTransfer(err error) *failure {
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || strings.Contains(err.Error(), "flate:") {
		return fail(Damaged, "the answer cannot be unpacked")
	}
	return failureOf(err)
}

// counter writes into a file and keeps errors of this machine apart from those
// of the network.
type counter struct {
	file *os.File
	hash hash.Hash
	n    int64
	err  error
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.file.Write(p)
	c.hash.Write(p[:n])
	c.n += int64(n)
	c.err = err
	return n, err
}
