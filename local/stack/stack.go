package stack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/local/emulator"
	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/identity"
	"capidemo.dev/platform/local/scheduler"
)

// DefaultProject is the local project; Google's clients treat the prefix demo- as "never in the cloud".
const DefaultProject = "demo-capi"

// startDeadline bounds the start of everything on a cold, busy machine, the build of the functions included.
const startDeadline = 5 * time.Minute

// Options configure a stack.
type Options struct {
	Root      string                                  // checkout: go.mod, firebase.json, firestore.rules, hosting
	Dir       string                                  // keeps all state; made if absent
	Project   string                                  // empty means DefaultProject
	Services  []Service                               // empty means all
	Functions string                                  // program of the functions; empty builds cmd/functions
	Environ   []string                                // environment of child processes, KEY=value
	Ports     map[Service]int                         // fixed ports; others are chosen free
	Elsewhere Addresses                               // services that run already and are not started, host:port
	Save      time.Duration                           // between saves of the Firestore emulator; zero means 15 s
	Retry     eventarc.Retry                          // of document events; zero means eventarc.DefaultRetry
	Around    func(eventarc.Deliver) eventarc.Deliver // injects faults into the delivery of document events; for tests
	Through   func(Addresses) Addresses               // where the functions find the services, such as behind proxies; for tests
	Log       *slog.Logger
}

// Stack is a running platform. Make it with Up, end it with Close.
type Stack struct {
	options   Options
	manifest  *functions.Manifest
	listeners map[Service]net.Listener
	unlock    *flock.Flock
	failed    chan error

	closing sync.Once
	closed  error

	mu        sync.Mutex
	addresses Addresses
	timings   map[Service]time.Duration
	closers   []closer

	issuer     *identity.Issuer
	provider   *identity.Provider
	dispatcher *eventarc.Dispatcher
	scheduler  *scheduler.Scheduler
	firestore  *emulator.Emulator
	functions  *runner
	keeper     *keeper
}

// closer ends one service; they run in the order of rank, then last started first.
type closer struct {
	name string
	rank int
	end  func() error
}

// Ranks of closers: first who calls, then who works, then who keeps.
const (
	rankCallers = iota
	rankFunctions
	rankDelivery
	rankKeepers
)

// Up starts a stack and returns when every service is healthy. When anything fails, or ctx ends, all of it is ended again.
func Up(ctx context.Context, o Options) (*Stack, error) {
	o, err := o.complete()
	if err != nil {
		return nil, err
	}
	manifest, err := functions.Load()
	if err != nil {
		return nil, err
	}
	unlock, err := lock(o.Dir)
	if err != nil {
		return nil, err
	}
	s := &Stack{
		options: o, manifest: manifest, unlock: unlock, failed: make(chan error, len(All())),
		listeners: map[Service]net.Listener{}, addresses: Addresses{}, timings: map[Service]time.Duration{},
	}
	ctx, cancel := context.WithTimeout(ctx, startDeadline)
	defer cancel()
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (o Options) complete() (Options, error) {
	if o.Project == "" {
		o.Project = DefaultProject
	}
	if len(o.Services) == 0 {
		o.Services = All()
	}
	if o.Save == 0 {
		o.Save = 15 * time.Second
	}
	for _, path := range []*string{&o.Dir, &o.Root} {
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return o, fmt.Errorf("stack: %w", err)
		}
		*path = absolute
	}
	return o, nil
}

// start runs the stages. Within one everything starts at once: first all that depends on addresses only, then the functions,
// which are told all addresses, then what calls them.
func (s *Stack) start(ctx context.Context) error {
	if err := s.listen(ctx); err != nil {
		return err
	}
	if err := s.openIdentity(); err != nil {
		return err
	}
	if err := s.openDelivery(); err != nil {
		return err
	}
	stage, stageCtx := errgroup.WithContext(ctx)
	for service, begin := range map[Service]func(context.Context) error{
		Firestore: s.startFirestore, PubSub: s.startPubSub, Auth: s.startAuth,
		Storage: s.startStorage, SecretManager: s.startSecretManager,
		BigQuery: s.startBigQuery, CAPI: s.startCAPI,
	} {
		if s.wants(service) {
			stage.Go(func() error { return s.timed(service, func() error { return begin(stageCtx) }) })
		}
	}
	if s.wants(Functions) {
		stage.Go(func() error { return s.buildFunctions(stageCtx) })
	}
	if err := stage.Wait(); err != nil {
		return err
	}
	if err := s.connect(ctx); err != nil {
		return err
	}
	if s.wants(Functions) {
		if err := s.timed(Functions, func() error { return s.startFunctions(ctx) }); err != nil {
			return err
		}
	}
	if err := s.startCallers(); err != nil {
		return err
	}
	return publish(s.options.Dir, s.State())
}

func (s *Stack) wants(service Service) bool { return slices.Contains(s.options.Services, service) }

func (s *Stack) timed(service Service, begin func() error) error {
	started := time.Now()
	if err := begin(); err != nil {
		return fmt.Errorf("stack: %s: %w", service, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.timings[service] = time.Since(started)
	return nil
}

// State is where everything is.
func (s *Stack) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return newState(s.addresses, s.options.Project)
}

// Environ are the variables by which clients find the services, as sorted KEY=value.
func (s *Stack) Environ() []string { return assignments(s.State().Environment) }

// Timings says how long each service took until it was healthy.
func (s *Stack) Timings() map[Service]time.Duration { return s.timings }

// Failed yields what ended without being asked to: the stack is then no longer whole.
func (s *Stack) Failed() <-chan error { return s.failed }

// Events is the dispatcher of document events; nil without Eventarc.
func (s *Stack) Events() *eventarc.Dispatcher { return s.dispatcher }

// Close saves what can be saved, ends every service, callers first, and gives the folder back. Further calls return the same.
func (s *Stack) Close() error {
	s.closing.Do(func() { s.closed = s.end() })
	return s.closed
}

func (s *Stack) end() error {
	s.mu.Lock()
	closers := s.closers
	s.closers = nil
	s.mu.Unlock()
	slices.Reverse(closers)
	slices.SortStableFunc(closers, func(a, b closer) int { return a.rank - b.rank })
	var failures []error
	for _, c := range closers {
		if err := c.end(); err != nil {
			failures = append(failures, fmt.Errorf("stack: end %s: %w", c.name, err))
		}
	}
	for _, listener := range s.listeners {
		_ = listener.Close() // most are closed by their servers already
	}
	failures = append(failures, retract(s.options.Dir), s.unlock.Unlock())
	return errors.Join(failures...)
}

func (s *Stack) onClose(name string, rank int, end func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closers = append(s.closers, closer{name, rank, end})
}

func (s *Stack) setAddress(service Service, address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addresses[service] = address
}

func (s *Stack) address(service Service) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.addresses[service]
}
