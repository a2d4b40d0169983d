package review

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
)

// guard lets in who was given the link, and nobody else. The page runs in a
// browser that also runs the pages of others, and on a machine with other users,
// so each of these is checked:
//
//   - Host is this machine's: a foreign name that was made to resolve to
//     127.0.0.1 is refused.
//   - Sec-Fetch-Site says that the request comes from the page itself, or, for
//     the page alone, from the address bar.
//   - Origin, where there is one, is the page's, with scheme, host and port;
//     writes must have it.
//   - The cookie holds the secret that the link was exchanged for; cookies do
//     not know ports, so its name does.
//   - Writes carry another secret in a header, which only the page knows.
type guard struct {
	next   http.Handler
	link   string // works once
	used   atomic.Bool
	cookie string // name
	secret string // its value
	write  string // header of writes
}

// writeHeader is the header that carries the secret of writes.
const writeHeader = "X-Bandprep-Token"

func newGuard(port int, next http.Handler) *guard {
	return &guard{next: next, link: rand.Text(), cookie: fmt.Sprintf("bandprep-%d", port), secret: rand.Text(), write: rand.Text()}
}

// policy is what the page may do: talk to this server, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type tokenKey struct{}

// ServeHTTP implements [http.Handler].
func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if len(r.RequestURI) > maxURI {
		http.Error(w, "the address is too long", http.StatusRequestURITooLong)
		return
	}
	if r.ContentLength > maxBody {
		http.Error(w, "the request is too large", http.StatusRequestEntityTooLarge)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if reason := g.foreign(r); reason != "" {
		http.Error(w, reason, http.StatusForbidden)
		return
	}
	if link := r.URL.Query().Get("link"); r.URL.Path == "/" && link != "" {
		g.enter(w, r, link)
		return
	}
	if !g.known(r) {
		http.Error(w, "open the link that the terminal shows", http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && !equal(r.Header.Get(writeHeader), g.write) {
		http.Error(w, "the token is missing", http.StatusForbidden)
		return
	}
	g.next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), tokenKey{}, g.write)))
}

// foreign says why a request cannot come from the page.
func (g *guard) foreign(r *http.Request) string {
	if host := hostname(r.Host); host != "127.0.0.1" && host != "localhost" {
		return "the host must be 127.0.0.1 or localhost"
	}
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return "method not allowed"
	}
	origin := r.Header.Values("Origin")
	if len(origin) > 1 || len(origin) == 1 && origin[0] != "http://"+r.Host || len(origin) == 0 && r.Method != http.MethodGet {
		return "the request comes from another page"
	}
	switch site := r.Header.Get("Sec-Fetch-Site"); {
	case site == "same-origin":
	case site == "none" && r.URL.Path == "/" && r.Method == http.MethodGet:
	default:
		return "the request comes from another page"
	}
	return ""
}

// enter exchanges the link for the cookie.
func (g *guard) enter(w http.ResponseWriter, r *http.Request, link string) {
	if !g.known(r) {
		if !equal(link, g.link) || !g.used.CompareAndSwap(false, true) {
			http.Error(w, "this link is not valid or was used: start bandprep review again for a new one", http.StatusForbidden)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: g.cookie, Value: g.secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

func (g *guard) known(r *http.Request) bool {
	c, err := r.Cookie(g.cookie)
	return err == nil && equal(c.Value, g.secret)
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// hostname returns a host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}
