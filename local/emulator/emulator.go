package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/local/process"
)

// ErrMissing says that a program the emulator needs is not installed.
var ErrMissing = errors.New("not installed; `make setup` names every missing program and installs what it can")

// errPortTaken says that another program listens on an emulator's port.
var errPortTaken = errors.New("another program has the port")

// startAttempts is how often a start is repeated on another port after a lost race for a free one.
const startAttempts = 3

// Options are common to all emulators.
type Options struct {
	Dir  string // state folder: logs, and whatever the emulator keeps
	Port int    // on 127.0.0.1; zero chooses a free one
	// Environ is the child's whole environment, KEY=value; nil means this process's.
	Environ []string
}

// Emulator is a running emulator.
type Emulator struct {
	address string
	process *process.Process
	health  func(context.Context) error
}

// Address is host:port.
func (e *Emulator) Address() string { return e.address }

// Process is the emulator's process, for measuring and for tests that crash it.
func (e *Emulator) Process() *process.Process { return e.process }

// Health returns nil when the emulator answers.
func (e *Emulator) Health(ctx context.Context) error { return e.health(ctx) }

// Done is closed when the emulator's process has ended.
func (e *Emulator) Done() <-chan struct{} { return e.process.Done() }

// Close ends the emulator without saving its state.
func (e *Emulator) Close() error {
	e.process.Stop()
	return nil
}

// launch starts a child on a port and waits until it is healthy. Another program can take a free port between the choice
// and the child's bind, so a failed start on a chosen port is repeated on the next one.
func launch(ctx context.Context, name string, o Options, build func(port int) []string,
	check func(ctx context.Context, address string) error,
) (*Emulator, error) {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("start %s: make its folder: %w", name, err)
	}
	var failures []error
	for range startAttempts {
		port := o.Port
		if port == 0 {
			var err error
			if port, err = freePort(ctx); err != nil {
				return nil, fmt.Errorf("start %s: %w", name, err)
			}
		}
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		child, err := process.Start(process.Spec{
			Name: name, Command: build(port), Dir: o.Dir, Env: o.Environ, Log: filepath.Join(o.Dir, name+".log"),
		})
		if err != nil {
			return nil, err
		}
		e := &Emulator{address: address, process: child, health: func(ctx context.Context) error { return check(ctx, address) }}
		err = e.await(ctx, child)
		if err == nil {
			return e, nil
		}
		child.Stop()
		if o.Port != 0 || !errors.Is(err, errPortTaken) {
			return nil, err
		}
		failures = append(failures, err)
	}
	return nil, errors.Join(failures...)
}

// await waits until the emulator is healthy. A Java emulator that lost its port complains and lives on, perhaps beside another
// program that answers there; its complaint decides.
func (e *Emulator) await(ctx context.Context, child *process.Process) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	err := child.WaitHealthy(ctx, func(ctx context.Context) error {
		if lostPort(child.Tail()) {
			cancel()
			return errPortTaken
		}
		return e.health(ctx)
	})
	if err == nil && lostPort(child.Tail()) {
		err = errPortTaken
	}
	if err != nil {
		return fmt.Errorf("%s: %w", e.address, err)
	}
	return nil
}

// lostPort tells from a child's output whether another program took its port first.
func lostPort(output string) bool {
	return strings.Contains(output, "EADDRINUSE") || strings.Contains(strings.ToLower(output), "address already in use")
}

// freePort asks the system for a port that is free now.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return strconv.Atoi(port)
}

// answers returns nil when a GET of the address's root is answered with 200 within a second.
func answers(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return get(ctx, "http://"+address+"/")
}

func get(ctx context.Context, url string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("get %s: %w", url, err)
	}
	return do(request)
}

// do sends a request of the emulators' own control interfaces and turns any answer but 200 into an error.
func do(request *http.Request) error {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("%s %s: %w", request.Method, request.URL, err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(io.LimitReader(response.Body, 1<<10)) // only decorates the error
		return fmt.Errorf("%s %s: %s: %s", request.Method, request.URL, response.Status, body)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}
