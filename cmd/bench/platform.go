package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/system"
)

// platform is a running stack in a folder of its own, in processes of its own.
type platform struct {
	command *exec.Cmd
	ended   chan error
	dir     string
	state   stack.State
	started time.Duration // until every service was healthy
	db      *firestore.Client
	read    atomic.Int64 // documents that db has brought
	people  *client      // signed in as an engineer, by way of Hosting as a browser
	direct  *client      // the same person at the functions' own address
}

// startWithin bounds the start of a stack; a busy machine takes several times the usual six seconds.
const startWithin = 90 * time.Second

// up starts a stack (of the named services, or whole), publishes the shopify template, seeds people, and raises their tenant's limits.
func (b *bench) up(ctx context.Context, name, only string) (_ *platform, err error) {
	local, err := b.program(ctx, "local")
	if err != nil {
		return nil, err
	}
	p := &platform{dir: filepath.Join(b.dir, name), ended: make(chan error, 1)}
	args := []string{"up", "--state", p.dir, "--functions", filepath.Join(filepath.Dir(local), "functions")}
	if only != "" {
		args = append(args, "--only", only)
	}
	log, err := os.Create(filepath.Join(b.dir, name+".log"))
	if err != nil {
		return nil, fmt.Errorf("make the stack's log: %w", err)
	}
	defer func() { _ = log.Close() }() // the child has its own
	p.command = exec.CommandContext(context.WithoutCancel(ctx), local, args...)
	p.command.Dir, p.command.Stdout, p.command.Stderr = b.root, log, log
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C ends the run, and the run ends the stack
	began := time.Now()
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("start the stack: %w", err)
	}
	go func() { p.ended <- p.command.Wait() }()
	defer func() {
		if err != nil {
			err = errors.Join(err, p.Close())
		}
	}()
	if err := p.await(ctx, log.Name()); err != nil {
		return nil, err
	}
	p.started = time.Since(began)
	return p, b.prepare(ctx, p)
}

// await returns when the stack has published where it is, which it does once all services are healthy.
func (p *platform) await(ctx context.Context, log string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startWithin)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		if p.state, err = stack.Read(p.dir); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the stack did not come up: %w", ctx.Err())
		case err := <-p.ended:
			p.ended <- err
			text, _ := os.ReadFile(log) // what there is of it
			return fmt.Errorf("the stack ended by itself: %w\n%s", err, text)
		case <-tick.C:
		}
	}
}

// prepare fills the stack as `make demo` does.
func (b *bench) prepare(ctx context.Context, p *platform) error {
	for _, step := range [][]string{{"catalog", "publish", "shopify"}, {"capidemo", "seed"}} {
		program, err := b.program(ctx, step[0])
		if err != nil {
			return err
		}
		run := exec.CommandContext(ctx, program, step[1:]...)
		run.Dir, run.Env = b.root, p.environ()
		if out, err := run.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %w\n%s", step, err, out)
		}
	}
	conn, err := grpc.NewClient(p.state.Environment["FIRESTORE_EMULATOR_HOST"], grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithPerRPCCredentials(administrator{}), grpc.WithChainStreamInterceptor(meter{&p.read}.stream))
	if err != nil {
		return fmt.Errorf("connect to Firestore: %w", err)
	}
	if p.db, err = firestore.NewClient(ctx, p.state.Project, option.WithGRPCConn(conn)); err != nil {
		return fmt.Errorf("connect to Firestore: %w", err)
	}
	plenty := demo.DefaultLimits()
	plenty.ActiveDemos, plenty.ConcurrentJobs, plenty.ProvisionsPerMonth, plenty.QuestionsPerDay = 1<<20, 1<<20, 1<<20, 1<<20
	if err := system.New(p.db, time.Now).PutTenant(ctx, "demo", "Demo Company", plenty); err != nil {
		return err
	}
	if p.people, err = signIn(ctx, p.state, "engineer@demo.example", "demo-password"); err != nil {
		return err
	}
	direct := *p.people
	direct.base = p.state.Environment["FUNCTIONS_URL"]
	p.direct = &direct
	return nil
}

// environ is this process's environment with the stack's addresses.
func (p *platform) environ() []string {
	env := os.Environ()
	for name, value := range p.state.Environment {
		env = append(env, name+"="+value)
	}
	return env
}

// Close ends the stack gracefully and waits for it.
func (p *platform) Close() error {
	if p.db != nil {
		_ = p.db.Close() // the connection only
	}
	_ = p.command.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case err := <-p.ended:
		return err
	case <-time.After(30 * time.Second):
		return errors.Join(errors.New("the stack did not end within 30 s and was killed"), p.command.Process.Kill())
	}
}

// administrator passes the emulator's rules, which hold for browsers.
type administrator struct{}

// GetRequestMetadata is the emulator's word for it.
func (administrator) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer owner"}, nil
}

// RequireTransportSecurity is false on the loopback.
func (administrator) RequireTransportSecurity() bool { return false }
