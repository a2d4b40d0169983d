package fetch

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"time"
)

// Options say how links are followed. The zero value has the defaults.
type Options struct {
	Max      int           // links taken of each label, the first of the list; 0: all
	Parallel int           // requests at a time; default 64
	PerHost  int           // requests at a time to one host; default 4
	Timeout  time.Duration // of one try, from dialling to the last byte; default 30 s
	MaxBytes int64         // of one answer, unpacked; default 64 MiB
	// Memory bounds what decoding takes, all workers together; default
	// 1 GiB. An image is refused only where it alone needs more.
	Memory int64
	// Resize is the shorter side that larger images get; 0: images are
	// stored as they come.
	Resize int
	// KeepOriginals stores what came also where it was resized, below
	// ".originals", which is no part of the dataset.
	KeepOriginals bool
	IgnoreRobots  bool     // recorded in the log
	AllowPrivate  bool     // addresses of this machine and of private networks
	Proxy         *url.URL // nil: none, whatever the environment says
	// UserAgent names the program and where to read about it.
	UserAgent string
	// Resolve returns the addresses of a host; nil asks the system. It is
	// called once for each name that it resolves.
	Resolve  func(ctx context.Context, host string) ([]netip.Addr, error)
	Progress Progress

	backOff time.Duration         // before the first retry; doubled for the next
	public  func(netip.Addr) bool // addresses that may be dialled; nil: [public]
}

// Progress is told how far a run is.
type Progress interface {
	Start(what string, images int, bytes int64)
	Done(bytes int64)
	Finish()
}

type silent struct{}

func (silent) Start(string, int, int64) {}
func (silent) Done(int64)               {}
func (silent) Finish()                  {}

// retries is how often a link is tried again that failed for a passing reason.
// On lists of hundreds of millions of links the first retry has brought a fifth
// of the images, and eight more retries a hundredth (img2dataset, issue 361).
const retries = 2

// agent is the name under which robots.txt may speak of this program.
const agent = "bandprep"

// maxParallel is more than a machine can hold open at a time.
const maxParallel = 1 << 14

// Validate says what is wrong with o.
func (o *Options) Validate() error {
	switch {
	case o.Max < 0:
		return fmt.Errorf("max %d: want a number of links, or 0 for all", o.Max)
	case o.Parallel < 0 || o.PerHost < 0:
		return fmt.Errorf("parallel %d, per host %d: want at least 1", o.Parallel, o.PerHost)
	case o.Parallel > maxParallel:
		return fmt.Errorf("parallel %d: want %d at most", o.Parallel, maxParallel)
	case o.Timeout < 0:
		return fmt.Errorf("timeout %v: want a time", o.Timeout)
	case o.Resize < 0:
		return fmt.Errorf("resize %d: want a side in pixels", o.Resize)
	case o.KeepOriginals && o.Resize == 0:
		return fmt.Errorf("originals are kept beside resized images: give a size too")
	case o.Memory < 0 || o.MaxBytes < 0:
		return fmt.Errorf("memory %d, bytes of an answer %d: want at least 1", o.Memory, o.MaxBytes)
	}
	if p := o.Proxy; p != nil && (p.Host == "" || p.Scheme != "http" && p.Scheme != "https" && p.Scheme != "socks5") {
		return fmt.Errorf("proxy %q: want http://HOST:PORT, https:// or socks5://", p.Redacted())
	}
	return nil
}

func (o Options) withDefaults() Options {
	set(&o.Parallel, 64)
	set(&o.PerHost, 4)
	set(&o.Timeout, 30*time.Second)
	set(&o.MaxBytes, 64<<20)
	set(&o.Memory, 1<<30)
	set(&o.backOff, time.Second)
	set(&o.UserAgent, agent+" (+https://github.com/bandprep/bandprep)")
	switch {
	case o.AllowPrivate:
		o.public = func(netip.Addr) bool { return true }
	case o.public == nil:
		o.public = public
	}
	if o.Progress == nil {
		o.Progress = silent{}
	}
	return o
}

func set[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}
