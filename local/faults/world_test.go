package faults_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/local/emulator"
	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/identity"
	"capidemo.dev/platform/local/push"
	"capidemo.dev/platform/local/stack"
)

// deadline is T of the invariants: within it every accepted job has ended. Only a failing test reaches it.
const deadline = 180 * time.Second

// shared is the stack that all tests use.
var shared *world //nolint:gochecknoglobals // the testing package offers no other place that outlives a single test

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if err := flag.Set("test.parallel", "32"); err != nil { // tests mostly wait; the command line may say otherwise
		fmt.Fprintln(os.Stderr, "faults:", err)
		return 1
	}
	dir, err := os.MkdirTemp("", "capidemo-faults-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }() // a file left in the temporary folder is not worth a failure
	w, err := raise(context.Background(), dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "faults: the stack did not start:", err)
		return 1
	}
	shared = w
	status := m.Run()
	if err := w.close(); err != nil {
		fmt.Fprintln(os.Stderr, "faults: the stack did not end well:", err)
		status = max(status, 1)
	}
	return status
}

// world is the running platform with proxies in front of everything the functions call.
type world struct {
	clients

	dir     string
	root    string
	program string // of the functions
	stack   *stack.Stack
	env     map[string]string
	board   *wire.Board
	events  *announcements
	dead    *burials
	mail    *courier
	proxies *proxies

	pubsubProcess *emulator.Emulator
}

func raise(ctx context.Context, dir string) (w *world, err error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	w = &world{dir: dir, root: root, program: filepath.Join(dir, "functions"), board: &wire.Board{}, mail: newCourier()}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if err := w.build(ctx, w.program, "./cmd/functions"); err != nil {
		return nil, err
	}
	if w.pubsubProcess, err = emulator.PubSub(ctx, emulator.Options{Dir: filepath.Join(dir, "pubsub")}); err != nil {
		return nil, err
	}
	if w.proxies, err = listen(); err != nil {
		return nil, err
	}
	services := make([]stack.Service, 0, len(stack.All()))
	for _, s := range stack.All() {
		if s != stack.PubSub { // its own, so that a test can restart it
			services = append(services, s)
		}
	}
	w.stack, err = stack.Up(ctx, stack.Options{
		Root: root, Dir: filepath.Join(dir, "stack"), Services: services, Functions: w.program, Environ: os.Environ(),
		Elsewhere: stack.Addresses{stack.PubSub: w.pubsubProcess.Address()}, Save: time.Hour,
		Retry:  eventarc.Retry{First: 500 * time.Millisecond, Max: 5 * time.Second, Attempts: 30},
		Around: w.mail.around, Through: func(a stack.Addresses) stack.Addresses { return w.proxies.through(w.board, a) }, //nolint:contextcheck // the proxies outlive the call
		Log: discard(),
	})
	if err != nil {
		return nil, err
	}
	w.env = w.stack.State().Environment
	if w.clients, err = connect(ctx, w.env); err != nil {
		return nil, err
	}
	if err := w.subscribe(ctx); err != nil {
		return nil, err
	}
	return w, w.publish(ctx)
}

func (w *world) close() error {
	var failures []error
	if w.events != nil {
		w.events.stop()
		w.dead.stop()
	}
	if w.stack != nil {
		failures = append(failures, w.stack.Close())
	}
	if w.proxies != nil {
		w.proxies.close()
	}
	if w.pubsubProcess != nil {
		failures = append(failures, w.pubsubProcess.Close())
	}
	return errors.Join(failures...)
}

// build links a program of this checkout, without the race detector: it is what is deployed.
func (w *world) build(ctx context.Context, program, of string) error {
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", program, of)
	build.Dir = w.root
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", of, err, out)
	}
	return nil
}

// subscribe listens to the ends that are announced and to the dead letters.
func (w *world) subscribe(ctx context.Context) (err error) {
	if w.events == nil {
		w.events, w.dead = &announcements{}, &burials{}
	}
	if err := w.events.listen(ctx, w.pubsub); err != nil {
		return err
	}
	return w.dead.listen(ctx, w.pubsub)
}

// restartPubSub loses every message, topic and subscription, as the emulator does, and makes the topics and subscriptions again.
func (w *world) restartPubSub(ctx context.Context, meanwhile func()) error {
	w.events.stop()
	w.dead.stop()
	_, port, err := net.SplitHostPort(w.pubsubProcess.Address())
	if err != nil {
		return err
	}
	if err := w.pubsubProcess.Close(); err != nil {
		return err
	}
	meanwhile()
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	if w.pubsubProcess, err = emulator.PubSub(ctx, emulator.Options{Dir: filepath.Join(w.dir, "pubsub"), Port: number}); err != nil {
		return err
	}
	manifest, err := functions.Load()
	if err != nil {
		return err
	}
	if err := push.Setup(ctx, w.pubsub, manifest, w.env["EVENTARC_URL"]); err != nil {
		return err
	}
	return w.subscribe(ctx)
}

// token is what one of our service accounts shows to the functions, for an audience.
func (w *world) token(t *testing.T, account, audience string) string {
	t.Helper()
	token, err := w.issuer(t, time.Now).Mint(audience, account+"@"+stack.DefaultProject+".iam.gserviceaccount.com")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// issuer signs with the stack's key by another clock.
func (w *world) issuer(t *testing.T, now func() time.Time) *identity.Issuer {
	t.Helper()
	issuer, err := identity.New(identity.Options{Dir: filepath.Join(w.dir, "stack", "identity"), URL: w.env["OIDC_ISSUER"], Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return issuer
}

// said are the lines of the functions' log that mention a text.
func (w *world) said(t *testing.T, about string) string {
	t.Helper()
	log, err := os.ReadFile(filepath.Join(w.dir, "stack", "functions", "functions.log"))
	if err != nil {
		t.Errorf("read the functions' log: %v", err)
	}
	var lines []string
	for line := range strings.Lines(string(log)) {
		if strings.Contains(line, about) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
}

// sweep runs redrive-jobs now.
func (w *world) sweep(t *testing.T) {
	t.Helper()
	for {
		status, body := post(t, w.env["SCHEDULER_URL"]+"/schedules/redrive-jobs/run")
		switch status {
		case http.StatusNoContent:
			return
		case http.StatusConflict: // the minute's own run is under way and may have looked already
		default:
			t.Fatalf("the sweep answered %d: %s", status, body)
		}
	}
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
