package fetch

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/bandprep/bandprep/internal/testfile"
)

// server is a host on the loopback that counts what it is asked for.
type server struct {
	net.Listener
	http   *http.Server
	photos [][]byte

	mu    sync.Mutex
	asked map[string]int
	free  chan struct{} // closed when the test ends: hung requests return
}

// photos returns the JPEG files of the project.
func photos(t testing.TB) (list [][]byte) {
	t.Helper()
	names, err := filepath.Glob(testfile.Project("photos", "*", "*.jpg"))
	if err != nil || len(names) < 20 {
		t.Fatal("no photos", err)
	}
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, data)
	}
	return list
}

// newServer listens on an address of the loopback network.
func newServer(t testing.TB, address string) *server {
	t.Helper()
	l, err := net.Listen("tcp", address+":0")
	if err != nil {
		t.Skip("cannot listen:", err)
	}
	s := &server{Listener: l, photos: photos(t), asked: map[string]int{}, free: make(chan struct{})}
	s.http = &http.Server{Handler: s, ErrorLog: nil}
	go s.http.Serve(l)
	t.Cleanup(func() {
		close(s.free)
		s.http.Close()
	})
	return s
}

func (s *server) port() string { return fmt.Sprint(s.Addr().(*net.TCPAddr).Port) }

// link returns the address of a path at a host name.
func (s *server) link(host, path string) string { return "http://" + host + ":" + s.port() + path }

// count notes a request and returns how many there were for the path.
func (s *server) count(r *http.Request) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[r.URL.RequestURI()]++
	return s.asked[r.URL.RequestURI()]
}

// total returns how many requests there were, but for robots.txt.
func (s *server) total() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for path, k := range s.asked {
		if path != "/robots.txt" {
			n += k
		}
	}
	return n
}

func (s *server) timesAsked(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[path]
}

// ServeHTTP behaves as the first element of the path says.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	nth := s.count(r)
	what, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	var n int
	fmt.Sscan(rest, &n)
	photo := s.photos[n%len(s.photos)]
	h := w.Header()
	hangUp := func(linger bool) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			if !linger {
				c.(*net.TCPConn).SetLinger(0)
			}
			c.Close()
		}
	}
	switch what {
	case "robots.txt":
		io.WriteString(w, "User-agent: *\nDisallow: /secret/\nno rule\nCrawl-delay: often\n")
	case "good", "secret":
		h.Set("Content-Type", "image/jpeg")
		w.Write(photo)
	case "odd-type": // an image all the same
		h.Set("Content-Type", "text/html; charset=utf-8")
		w.Write(photo)
	case "hang":
		<-s.free
	case "page":
		h.Set("Content-Type", "image/jpeg")
		io.WriteString(w, "<!DOCTYPE html><html><body>Please log in</body></html>")
	case "svg":
		io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>`)
	case "empty":
	case "cut": // fewer bytes than promised
		h.Set("Content-Length", fmt.Sprint(len(photo)))
		w.Write(photo[:len(photo)/2])
		hangUp(true)
	case "cut-chunked":
		w.Write(photo[:len(photo)/2])
		http.NewResponseController(w).Flush()
		hangUp(true)
	case "half": // a file that is damaged where it lies
		h.Set("Content-Length", fmt.Sprint(len(photo)/2))
		w.Write(photo[:len(photo)/2])
	case "loop":
		http.Redirect(w, r, "/loop/"+fmt.Sprint(1-n), http.StatusFound)
	case "stairs":
		http.Redirect(w, r, fmt.Sprintf("/stairs/%d", n+1), http.StatusFound)
	case "moved":
		http.Redirect(w, r, "/good/"+rest, http.StatusMovedPermanently)
	case "to": // the query says where
		h.Set("Location", r.URL.RawQuery)
		w.WriteHeader(http.StatusFound)
	case "reset":
		hangUp(false)
	case "loris":
		h.Set("Content-Length", fmt.Sprint(len(photo)))
		for i := range photo {
			if _, err := w.Write(photo[i : i+1]); err != nil {
				return
			}
			http.NewResponseController(w).Flush()
			select {
			case <-s.free:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	case "busy-once":
		if nth == 1 {
			h.Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		w.Write(photo)
	case "busy":
		w.WriteHeader(http.StatusTooManyRequests)
	case "busy-long":
		h.Set("Retry-After", "86400")
		w.WriteHeader(http.StatusServiceUnavailable)
	case "flaky": // an error, then a reset, then the image
		switch nth {
		case 1:
			w.WriteHeader(http.StatusBadGateway)
		case 2:
			hangUp(false)
		default:
			w.Write(photo)
		}
	case "broken":
		w.WriteHeader(http.StatusInternalServerError)
	case "gone":
		w.WriteHeader(http.StatusGone)
	case "forbidden":
		w.WriteHeader(http.StatusForbidden)
	case "noai":
		h.Set("X-Robots-Tag", "max-image-preview: large, noai")
		w.Write(photo)
	case "for-another":
		h.Set("X-Robots-Tag", "otherbot: noai, noindex")
		w.Write(photo)
	case "gzip-bomb": // 1 GiB of zeros, behind the head of an image
		h.Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(photo[:600])
		zeros := make([]byte, 1<<20)
		for range 1 << 10 {
			if _, err := z.Write(zeros); err != nil {
				return
			}
		}
		z.Close()
	case "gzip":
		h.Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(photo)
		z.Close()
	case "pixel-bomb":
		w.Write(pngBomb())
	case "endless":
		w.Write(photo)
		for {
			if _, err := w.Write(photo); err != nil {
				return
			}
		}
	case "changing":
		w.Write(s.photos[(n+nth)%len(s.photos)])
	case "placeholder":
		w.Write(s.photos[29])
	case "babble":
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			io.WriteString(c, "OK here is your image\r\n\r\n")
			c.Close()
		}
	case "headers":
		c, _, err := http.NewResponseController(w).Hijack()
		if err == nil {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for range 100 {
				io.WriteString(c, "X-Filler: "+strings.Repeat("x", 4000)+"\r\n")
			}
			c.Close()
		}
	default:
		http.NotFound(w, r)
	}
}

// pngBomb returns the head of a PNG of 60000×60000 RGB pixels.
func pngBomb() []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk := func(kind string, data []byte) {
		binary.Write(&b, binary.BigEndian, uint32(len(data)))
		body := append([]byte(kind), data...)
		b.Write(body)
		binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(body))
	}
	head := binary.BigEndian.AppendUint32(nil, 6000)
	head = binary.BigEndian.AppendUint32(head, 6000)
	chunk("IHDR", append(head, 8, 2, 0, 0, 1))                                // interlaced: decoded as a whole
	chunk("IDAT", append([]byte{0x78, 0x9c, 0x63}, make([]byte, 200<<10)...)) // which could unpack to as much
	chunk("IEND", nil)
	return b.Bytes()
}

// loopback is the only address that may be dialled in tests; all others of the
// loopback network stand for private ones.
var loopback = netip.MustParseAddr("127.0.0.1")

func onlyLoopback(a netip.Addr) bool { return a.Unmap() == loopback }
