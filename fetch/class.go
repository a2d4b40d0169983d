package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/bandprep/bandprep/raster"
)

// Class is what became of a link: [Image], or why there is none.
type Class string

// The classes.
const (
	Image       Class = "image"
	Address     Class = "address"     // the link cannot be asked for
	Name        Class = "name"        // its host does not resolve
	Private     Class = "private"     // it leads to this machine or a private network
	Connect     Class = "connect"     // no connection
	Timeout     Class = "timeout"     // no answer in time
	Cut         Class = "cut"         // the connection ended early
	Protocol    Class = "protocol"    // the answer is no HTTP
	Redirect    Class = "redirect"    // too many, in a loop, or to nowhere
	Gone        Class = "gone"        // status 404 or 410
	Refused     Class = "refused"     // another status of 4xx, or an unexpected one
	Busy        Class = "busy"        // status 429 or 503
	Server      Class = "server"      // another status of 5xx
	Robots      Class = "robots"      // robots.txt or X-Robots-Tag asks to stay away
	Type        Class = "type"        // no image, or none of a known format
	Damaged     Class = "damaged"     // an image that cannot be decoded
	TooLarge    Class = "too large"   // more bytes or pixels than the limits
	Placeholder Class = "placeholder" // the same bytes for many links
)

// Classes are all of them, in the order of tables.
var Classes = []Class{Image, Address, Name, Private, Connect, Timeout, Cut, Protocol, Redirect, Gone, Refused, Busy,
	Server, Robots, Type, Damaged, TooLarge, Placeholder}

// failure says why there is no image. Its reason depends on the answer alone:
// it holds no ports, times or numbers of tries, so that logs are reproducible.
type failure struct {
	class   Class
	reason  string
	passing bool          // worth another try
	wait    time.Duration // asked for by the server
}

func (f *failure) Error() string { return string(f.class) + ": " + f.reason }

func fail(c Class, reason string, args ...any) *failure {
	return &failure{class: c, reason: fmt.Sprintf(reason, args...)}
}

// passing marks a failure as worth another try.
func (f *failure) again() *failure {
	f.passing = true
	return f
}

// failureOf puts an error of a request into a class.
func failureOf(err error) *failure {
	var own *failure
	var dns *net.DNSError
	var network net.Error
	var tlsAlert tls.AlertError
	var tlsRecord tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &own):
		return own
	case errors.As(err, &dns):
		return nameFailure(err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return fail(Timeout, "no full answer in time").again()
	case errors.As(err, &certificate), errors.As(err, &authority):
		return fail(Connect, "the certificate is not valid for this host")
	case errors.As(err, &tlsAlert), errors.As(err, &tlsRecord):
		return fail(Connect, "no TLS connection")
	case errors.Is(err, syscall.ECONNREFUSED):
		return fail(Connect, "the connection was refused").again()
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return fail(Connect, "the host cannot be reached").again()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fail(Cut, "the connection ended early").again()
	case strings.Contains(err.Error(), "stream error"), strings.Contains(err.Error(), "GOAWAY"):
		return fail(Cut, "the connection ended early").again() // of HTTP/2, whose errors are not exported
	case strings.Contains(err.Error(), "malformed"), strings.Contains(err.Error(), "headers"), strings.Contains(err.Error(), "bad Content-Length"),
		strings.Contains(err.Error(), "transfer encoding"), strings.Contains(err.Error(), "chunk"):
		return fail(Protocol, "the answer is no valid HTTP")
	}
	return fail(Connect, "the request failed").again()
}

func nameFailure(err error) *failure {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return fail(Name, "the host's name does not exist")
	}
	return fail(Name, "the host's name does not resolve").again()
}

// longestWait is how long a server may ask us to wait; a link of one that asks
// for more fails.
const longestWait = 2 * time.Minute

// ofStatus returns the failure that an HTTP status other than 200 is.
func ofStatus(resp *http.Response) *failure {
	n := resp.StatusCode
	text := strings.TrimSpace(fmt.Sprintf("status %d %s", n, http.StatusText(n)))
	switch {
	case n == http.StatusNotFound || n == http.StatusGone:
		return fail(Gone, "%s", text)
	case n == http.StatusTooManyRequests || n == http.StatusServiceUnavailable:
		f := fail(Busy, "%s", text).again()
		f.wait = retryAfter(resp.Header.Get("Retry-After"), time.Now())
		f.passing = f.wait <= longestWait
		return f
	case n == http.StatusRequestTimeout || n == http.StatusTooEarly:
		return fail(Refused, "%s", text).again()
	case n >= 500 && n != http.StatusNotImplemented && n != http.StatusHTTPVersionNotSupported:
		return fail(Server, "%s", text).again()
	case n >= 500:
		return fail(Server, "%s", text)
	}
	return fail(Refused, "%s", text)
}

// retryAfter reads the header of that name, seconds or a date.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.ParseUint(strings.TrimSpace(s), 10, 64); err == nil {
		return time.Duration(min(n, 1<<30)) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}

// ofImage puts an error of a decoder into a class.
func ofImage(err error) *failure {
	var unsupported *raster.UnsupportedError
	var large *raster.TooLargeError
	switch {
	case errors.As(err, &unsupported) && unsupported.Format == "image":
		return fail(Type, "%s", unsupported.Reason)
	case errors.As(err, &unsupported):
		return fail(Type, "%s", err)
	case errors.As(err, &large):
		return fail(TooLarge, "%s", err)
	}
	return fail(Damaged, "%s", err)
}
