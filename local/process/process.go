package process

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// DefaultGrace is how long Stop waits after SIGTERM before it sends SIGKILL.
const DefaultGrace = 10 * time.Second

// tailBytes is how much of a child's last output Tail keeps for error messages.
const tailBytes = 4 << 10

// outputDelay is how long output is waited for after a child has ended.
const outputDelay = 200 * time.Millisecond

// maxLog is the size in bytes above which a child's log is put aside when it starts.
const maxLog = 8 << 20

// Spec says what to run.
type Spec struct {
	Name    string        // one word, for messages
	Command []string      // program and arguments
	Dir     string        // working directory; empty means the parent's
	Env     []string      // the whole environment, KEY=value; nil means the parent's
	Log     string        // file that receives stdout and stderr, appended; empty means none
	Console io.Writer     // also receives the output; nil means none
	Grace   time.Duration // time between SIGTERM and SIGKILL; zero means DefaultGrace
}

// Process is a started child and its process group.
type Process struct {
	spec Spec
	cmd  *exec.Cmd
	tail *tail
	done chan struct{}
	err  error // valid once done is closed

	stop sync.Once
}

// Start runs the child. The error says why it could not even begin; a child that ends later shows in Done and Err.
func Start(spec Spec) (*Process, error) {
	if len(spec.Command) == 0 {
		return nil, fmt.Errorf("start %s: no command given", spec.Name)
	}
	if spec.Grace == 0 {
		spec.Grace = DefaultGrace
	}
	p := &Process{spec: spec, tail: &tail{}, done: make(chan struct{})}
	outputs := []io.Writer{p.tail}
	if spec.Console != nil {
		outputs = append(outputs, spec.Console)
	}
	var log *os.File
	if spec.Log != "" {
		if err := os.MkdirAll(filepath.Dir(spec.Log), 0o755); err != nil {
			return nil, fmt.Errorf("start %s: make the log folder: %w", spec.Name, err)
		}
		var err error
		if err := rotate(spec.Log); err != nil {
			return nil, fmt.Errorf("start %s: %w", spec.Name, err)
		}
		if log, err = os.OpenFile(spec.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
			return nil, fmt.Errorf("start %s: open its log: %w", spec.Name, err)
		}
		outputs = append(outputs, log)
	}
	p.cmd = command(spec)
	out := &lockedWriter{w: io.MultiWriter(outputs...)}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	p.cmd.WaitDelay = outputDelay

	started := make(chan error, 1)
	go p.run(log, started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s (%s): %w", spec.Name, spec.Command[0], err)
	}
	return p, nil
}

// rotate puts a log aside that has grown large; one earlier file is kept.
func rotate(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() < maxLog {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at its log: %w", err)
	}
	if err := os.Rename(path, path+".old"); err != nil {
		return fmt.Errorf("put its log aside: %w", err)
	}
	return nil
}

// run starts the child and waits for it on one thread: the parent-death signal is bound to the thread that forked, which
// must therefore live as long as the child.
func (p *Process) run(log *os.File, started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if log != nil {
		defer func() { _ = log.Close() }()
	}
	release, err := begin(p.cmd)
	started <- err
	if err != nil {
		return
	}
	defer release()
	// A child of the child may hold the output open; it is ended below and its output is not waited for.
	if p.err = p.cmd.Wait(); errors.Is(p.err, exec.ErrWaitDelay) {
		p.err = nil
	}
	p.endGroup()
	close(p.done)
}

// PID is the child's process id, which is also the id of its group.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Done is closed when the child has ended and nothing of its group is left.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err says how the child ended, with the last of its output. It is nil while the child runs and after a clean exit.
func (p *Process) Err() error {
	select {
	case <-p.done:
	default:
		return nil
	}
	if p.err == nil {
		return nil
	}
	return fmt.Errorf("%s ended: %w; its last output:\n%s", p.spec.Name, p.err, p.tail.String())
}

// Tail is the last of what the child wrote.
func (p *Process) Tail() string { return p.tail.String() }

// Stop ends the child and its group, and returns when they are gone. It is safe to call more than once.
func (p *Process) Stop() {
	p.stop.Do(func() {
		p.Signal(syscall.SIGTERM)
		timer := time.NewTimer(p.spec.Grace)
		defer timer.Stop()
		select {
		case <-p.done:
		case <-timer.C:
			p.Signal(syscall.SIGKILL)
		}
	})
	<-p.done
}

// Signal sends a signal to the whole group; SIGKILL is how tests crash a process in mid-flight. A group that is already
// gone is not an error.
func (p *Process) Signal(signal syscall.Signal) {
	_ = syscall.Kill(-p.PID(), signal) // the only failure is that the group has ended already
}

// endGroup ends what the child left behind in its group.
func (p *Process) endGroup() { p.Signal(syscall.SIGKILL) }

// WaitHealthy calls check every 25 ms until it returns nil. It fails when the child ends, or with check's last error when
// ctx ends.
func (p *Process) WaitHealthy(ctx context.Context, check func(context.Context) error) error {
	ticker := time.NewTicker(25 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := check(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			if p.Err() != nil {
				return p.Err()
			}
			return fmt.Errorf("%s ended before it was healthy; its last output:\n%s", p.spec.Name, p.Tail())
		case <-ctx.Done():
			return fmt.Errorf("%s is not healthy: %w; its last output:\n%s", p.spec.Name, errors.Join(ctx.Err(), err), p.Tail())
		case <-ticker.C:
		}
	}
}

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	buf []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf = append(t.buf, p...)
	if excess := len(t.buf) - tailBytes; excess > 0 {
		t.buf = append(t.buf[:0], t.buf[excess:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.buf))
}

// lockedWriter lets stdout and stderr share one writer.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}
