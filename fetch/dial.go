package fetch

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"
)

// Times for one step of a connection.
const (
	nameTimeout    = 10 * time.Second
	connectTimeout = 10 * time.Second
)

// lookups is how many names are asked for at a time: resolvers of home routers
// and systemd lose queries above some tens.
const lookups = 16

// dialer connects to hosts by addresses that it has checked. Names are resolved
// once for the whole run.
type dialer struct {
	may     func(netip.Addr) bool // be dialled
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	names   flights[[]netip.Addr]
	asking  chan struct{}
	net     net.Dialer
}

func newDialer(o *Options) *dialer {
	d := &dialer{may: o.public, resolve: o.Resolve, asking: make(chan struct{}, lookups)}
	if d.resolve == nil {
		d.resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	// The system's own check of what it is about to connect to: whatever way
	// led here, no other address is dialled.
	d.net.Control = func(_, address string, _ syscall.RawConn) error {
		a, err := netip.ParseAddrPort(address)
		if err != nil || !d.may(a.Addr()) {
			return errPrivate
		}
		return nil
	}
	return d
}

var errPrivate = fail(Private, "the address is of this machine or of a private network")

// addresses returns the addresses of a host; a failed look-up that may pass is
// not kept.
func (d *dialer) addresses(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return d.names.get(ctx, host, func(ctx context.Context) ([]netip.Addr, error, bool) {
		select {
		case d.asking <- struct{}{}:
			defer func() { <-d.asking }()
		case <-ctx.Done():
			return nil, ctx.Err(), false
		}
		ctx, cancel := context.WithTimeout(ctx, nameTimeout)
		defer cancel()
		list, err := d.resolve(ctx, host)
		if err == nil && len(list) == 0 {
			err = &net.DNSError{Err: "no address", Name: host, IsNotFound: true}
		}
		if err != nil {
			f := nameFailure(err)
			return nil, f, !f.passing
		}
		return list, nil, true
	})
}

// DialContext connects to the first address that answers, of those that may be
// dialled.
func (d *dialer) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	list, err := d.addresses(ctx, host)
	if err != nil {
		return nil, err
	}
	err = errPrivate
	for _, a := range list {
		if !d.may(a) {
			continue
		}
		conn, e := d.connect(ctx, net.JoinHostPort(a.Unmap().String(), port))
		if e == nil {
			return conn, nil
		}
		if err = e; ctx.Err() != nil {
			break
		}
	}
	return nil, err
}

func (d *dialer) connect(ctx context.Context, address string) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	return d.net.DialContext(ctx, "tcp", address)
}
