package process_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"capidemo.dev/platform/local/process"
)

const deadline = 20 * time.Second

// crashVariable makes the test program itself be a parent that TestMain crashes; it names the fifo the grandchild holds.
const crashVariable = "PROCESS_TEST_CRASH"

func TestMain(m *testing.M) {
	if fifo := os.Getenv(crashVariable); fifo != "" {
		parent(fifo)
		return
	}
	os.Exit(m.Run())
}

// parent starts a child that holds the fifo, says so, and waits to be killed.
func parent(fifo string) {
	_, err := process.Start(process.Spec{Name: "held", Command: []string{"/bin/sh", "-c", "exec sleep 600 > " + fifo}})
	if err != nil {
		panic(err)
	}
	select {}
}

// held returns a fifo, and a channel that is closed when the last writer of it has ended.
func held(t *testing.T) (path string, opened, closed <-chan struct{}) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	o, c := make(chan struct{}), make(chan struct{})
	go func() {
		file, err := os.Open(path) // waits for a writer
		if err != nil {
			t.Error(err)
			return
		}
		defer file.Close()
		close(o)
		_, _ = io.Copy(io.Discard, file) // ends when the last writer is gone
		close(c)
	}()
	return path, o, c
}

func wait(t *testing.T, signal <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-signal:
	case <-time.After(deadline):
		t.Fatalf("%s did not happen", what)
	}
}

func start(t *testing.T, script string) *process.Process {
	t.Helper()
	p, err := process.Start(process.Spec{Name: "script", Command: []string{"/bin/sh", "-c", script}, Grace: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	return p
}

func TestStopEndsTheChildOfAChild(t *testing.T) {
	t.Parallel()
	fifo, opened, closed := held(t)
	p := start(t, "sleep 600 > "+fifo+" & wait")
	wait(t, opened, "the grandchild's start")
	p.Stop()
	wait(t, closed, "the grandchild's end")
}

func TestStopEndsWhatIgnoresSIGTERM(t *testing.T) {
	t.Parallel()
	fifo, opened, closed := held(t)
	p := start(t, "trap '' TERM; exec > "+fifo+"; while :; do sleep 600; done")
	wait(t, opened, "the child's start")
	p.Stop()
	wait(t, closed, "the child's end")
}

func TestChildThatEndsTakesItsGroupAlong(t *testing.T) {
	t.Parallel()
	fifo, opened, closed := held(t)
	p := start(t, "exec 3> "+fifo+"; sleep 600 & exit 3")
	wait(t, opened, "the grandchild's start")
	wait(t, p.Done(), "the child's end")
	wait(t, closed, "the grandchild's end")
	if err := p.Err(); err == nil || !strings.Contains(err.Error(), "exit status 3") {
		t.Errorf("err = %v, want exit status 3", err)
	}
}

func TestCrashOfTheParentEndsTheChild(t *testing.T) {
	t.Parallel()
	fifo, opened, closed := held(t)
	crashing := exec.Command(os.Args[0])
	crashing.Env = append(os.Environ(), crashVariable+"="+fifo)
	if err := crashing.Start(); err != nil {
		t.Fatal(err)
	}
	wait(t, opened, "the child's start")
	if err := crashing.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = crashing.Wait() // it was killed
	wait(t, closed, "the child's end")
}

func TestOutputGoesToLogConsoleAndError(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "logs", "script.log")
	reader, writer := io.Pipe()
	lines := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(reader).ReadString('\n')
		lines <- line
		_, _ = io.Copy(io.Discard, reader) // until the process ends
	}()
	p, err := process.Start(process.Spec{
		Name: "script", Command: []string{"/bin/sh", "-c", "echo out; echo wrong >&2; exit 1"}, Log: log, Console: writer,
	})
	if err != nil {
		t.Fatal(err)
	}
	wait(t, p.Done(), "the end")
	_ = writer.Close() // a pipe in memory
	if line := <-lines; line != "out\n" {
		t.Errorf("console began with %q", line)
	}
	text, err := os.ReadFile(log)
	if err != nil || string(text) != "out\nwrong\n" {
		t.Errorf("log = %q, %v", text, err)
	}
	if err := p.Err(); err == nil || !strings.Contains(err.Error(), "wrong") {
		t.Errorf("err = %v, want the last output in it", err)
	}
}

func TestWaitHealthy(t *testing.T) {
	t.Parallel()
	t.Run("succeeds when the check does", func(t *testing.T) {
		t.Parallel()
		calls := 0
		err := start(t, "sleep 600").WaitHealthy(t.Context(), func(context.Context) error {
			if calls++; calls < 3 {
				return errors.New("not yet")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("fails at once when the child ends", func(t *testing.T) {
		t.Parallel()
		err := start(t, "echo broken; exit 1").WaitHealthy(t.Context(), func(context.Context) error { return errors.New("not yet") })
		if err == nil || !strings.Contains(err.Error(), "broken") {
			t.Errorf("err = %v, want the child's output in it", err)
		}
	})
	t.Run("fails with the check's last error", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		notYet := errors.New("not yet")
		err := start(t, "sleep 600").WaitHealthy(ctx, func(context.Context) error { return notYet })
		if !errors.Is(err, notYet) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("err = %v, want the deadline and the check's error", err)
		}
	})
}

func TestStartOfNothing(t *testing.T) {
	t.Parallel()
	for name, command := range map[string][]string{"no command": nil, "no such program": {"/absent/program"}} {
		if _, err := process.Start(process.Spec{Name: "x", Command: command}); err == nil {
			t.Errorf("%s: started", name)
		}
	}
}
