package stack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"capidemo.dev/platform/local/process"
)

// errNoFunctions says that the stack runs without them.
var errNoFunctions = errors.New("this stack runs no functions")

// runner is the functions' process, which can be replaced while everything else goes on.
type runner struct {
	program string
	address string
	env     []string
	log     string

	mu      sync.Mutex
	process *process.Process
}

// buildFunctions makes the functions' program, unless one is given.
func (s *Stack) buildFunctions(ctx context.Context) error {
	if s.options.Functions != "" {
		return nil
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", s.builtFunctions(), "./cmd/functions")
	build.Dir, build.Env = s.options.Root, s.options.Environ
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build the functions: %w\n%s", err, out)
	}
	return nil
}

func (s *Stack) builtFunctions() string { return filepath.Join(s.folder(Functions), "functions") }

// FunctionsEnviron is the environment of the functions' process without the address it listens on, as KEY=value; a test that
// starts a second worker gives it the same.
func (s *Stack) FunctionsEnviron() []string {
	found := s.State()
	if s.options.Through != nil {
		found.Environment = environment(s.options.Through(found.Addresses), found.Project)
	}
	return append(slices.Clone(s.options.Environ), assignments(found.Environment)...)
}

// startFunctions starts the process with all addresses and waits for its first answer.
func (s *Stack) startFunctions(ctx context.Context) error {
	program := s.options.Functions
	if program == "" {
		program = s.builtFunctions()
	}
	address := s.address(Functions)
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("the functions' address: %w", err)
	}
	s.functions = &runner{
		program: program, address: address, env: append(s.FunctionsEnviron(), "HOST="+host, "PORT="+port),
		log: filepath.Join(s.folder(Functions), "functions.log"),
	}
	s.onClose("functions", rankFunctions, func() error {
		s.functions.end(syscall.SIGTERM)
		return nil
	})
	return s.functions.begin(ctx)
}

// RestartFunctions ends the functions gracefully, builds them anew unless their program was given, and starts them at the same
// address. When the build fails the old ones go on.
func (s *Stack) RestartFunctions(ctx context.Context) error {
	if s.functions == nil {
		return errNoFunctions
	}
	if err := s.buildFunctions(ctx); err != nil {
		return err
	}
	s.functions.end(syscall.SIGTERM)
	return s.functions.begin(ctx)
}

// KillFunctions crashes the functions in mid-flight and starts them again.
func (s *Stack) KillFunctions(ctx context.Context) error {
	if s.functions == nil {
		return errNoFunctions
	}
	s.functions.end(syscall.SIGKILL)
	return s.functions.begin(ctx)
}

// begin starts the process and returns when it answers.
func (r *runner) begin(ctx context.Context) error {
	p, err := process.Start(process.Spec{Name: "functions", Command: []string{r.program}, Env: r.env, Log: r.log})
	if err != nil {
		return err
	}
	r.mu.Lock()
	r.process = p
	r.mu.Unlock()
	return p.WaitHealthy(ctx, func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+r.address+"/api/v1/health", http.NoBody)
		if err != nil {
			return fmt.Errorf("probe: %w", err)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }()
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("%s answered %s", request.URL, response.Status)
		}
		return nil
	})
}

// end sends a signal and returns when the process is gone.
func (r *runner) end(signal syscall.Signal) {
	r.mu.Lock()
	p := r.process
	r.process = nil
	r.mu.Unlock()
	if p == nil {
		return
	}
	if signal == syscall.SIGKILL {
		p.Signal(signal)
	}
	p.Stop()
}
