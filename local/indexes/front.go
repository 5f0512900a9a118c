package indexes

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"

	"capidemo.dev/platform/local/forward"
	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

// maxMessage is the largest message that passes, in bytes: above what the emulator takes.
const maxMessage = 64 << 20

// Options configure a front.
type Options struct {
	Emulator string         // host:port
	Indexes  *query.Indexes // those that there are
	Now      func() time.Time
	Log      *slog.Logger
}

// Front serves what the emulator serves.
type Front struct {
	options Options
	ctx     context.Context //nolint:containedctx // ends with Close
	stop    context.CancelFunc
	grpc    *grpc.Server
	web     *http.Server

	// One connection each for streams, commits and reads, so that none waits behind the other's messages.
	streams, commits, reads *grpc.ClientConn

	mu        sync.Mutex
	databases map[string]*mirror.Database

	blind    atomic.Bool // somebody writes who knows where: nothing is answered from indexes any more
	answered atomic.Int64
	passed   atomic.Int64
}

// New makes a front of a running emulator. It connects when it is asked for something.
func New(o Options) (*Front, error) {
	f := &Front{options: o, databases: map[string]*mirror.Database{}}
	for _, conn := range []**grpc.ClientConn{&f.streams, &f.commits, &f.reads} {
		var err error
		*conn, err = grpc.NewClient(o.Emulator, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithIdleTimeout(0),
			grpc.WithDefaultCallOptions(grpc.ForceCodec(forward.Codec{}), grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)))
		if err != nil {
			return nil, fmt.Errorf("indexes: connect to the emulator: %w", err)
		}
	}
	f.ctx, f.stop = context.WithCancel(context.Background())
	f.grpc = grpc.NewServer(grpc.ForceServerCodec(forward.Codec{}), grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Second, PermitWithoutStream: true}),
		grpc.UnknownServiceHandler(func(_ any, in grpc.ServerStream) error { return f.call(in) }))
	proxy := &httputil.ReverseProxy{
		FlushInterval: -1, // the browser's channel is answered bit by bit
		// The emulator closes connections that rest, and a POST on such a one is lost: the browser would be answered 502 without CORS.
		Transport: &http.Transport{DisableKeepAlives: true},
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(&url.URL{Scheme: "http", Host: o.Emulator}) },
		ErrorLog:  slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug), // callers that went away
	}
	f.web = &http.Server{Handler: f.watched(proxy), ReadHeaderTimeout: time.Minute}
	for _, conn := range []*grpc.ClientConn{f.commits, f.reads} {
		go f.mind(conn)
	}
	return f, nil
}

// Serve answers on a listener until Close, and then gives nil.
func (f *Front) Serve(listener net.Listener) error {
	calls, pages := newQueue(listener.Addr()), newQueue(listener.Addr())
	defer func() { _, _ = calls.Close(), pages.Close() }() // queues close without fail
	ended := make(chan error, 3)
	go func() { ended <- f.grpc.Serve(calls) }()
	go func() { ended <- f.web.Serve(pages) }()
	go func() { ended <- split(f.ctx, listener, calls, pages) }()
	err := <-ended
	if f.ctx.Err() != nil || errors.Is(err, http.ErrServerClosed) || errors.Is(err, grpc.ErrServerStopped) {
		return nil
	}
	return err
}

// Close breaks off whatever is under way. The caller closes the listener.
func (f *Front) Close() error {
	f.stop()
	f.grpc.Stop()
	return errors.Join(f.web.Close(), f.streams.Close(), f.commits.Close(), f.reads.Close())
}

// Answers counts the queries that were answered from indexes, and those that the emulator answered.
func (f *Front) Answers() (indexed, forwarded int64) { return f.answered.Load(), f.passed.Load() }

func (f *Front) database(name string) *mirror.Database {
	f.mu.Lock()
	defer f.mu.Unlock()
	d := f.databases[name]
	if d == nil {
		d = mirror.NewDatabase(name, f.load, f.options.Now)
		f.databases[name] = d
	}
	return d
}

// mind forgets everything when a connection breaks: the emulator behind the next may be another.
func (f *Front) mind(conn *grpc.ClientConn) {
	for state := conn.GetState(); conn.WaitForStateChange(f.ctx, state); {
		was := state
		if state = conn.GetState(); was == connectivity.Ready {
			f.mu.Lock()
			for _, d := range f.databases {
				d.Outside()(true)
			}
			f.mu.Unlock()
		}
	}
}

// unfollowed notes that somebody begins to write in a way that cannot be followed, into a database or, where its name is empty, who knows where.
func (f *Front) unfollowed(database, how string) (end func(lost bool)) {
	if database != "" {
		return f.database(database).Outside()
	}
	if !f.blind.Swap(true) {
		f.options.Log.Warn("queries are no longer answered from indexes: something may write that cannot be followed", "call", how)
	}
	return func(bool) {}
}
