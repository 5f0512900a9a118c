package faults_test

import (
	"bytes"
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"capidemo.dev/platform/local/process"
	"capidemo.dev/platform/local/stack"
)

// TestStackLeavesNothingBehind starts the stack as a person does, ends it by Ctrl-C or kills it, and looks for what is left: a process of
// its family, a port, the lock of its folder.
func TestStackLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	program := filepath.Join(t.TempDir(), "local")
	if err := shared.build(t.Context(), program, "./cmd/local"); err != nil {
		t.Fatal(err)
	}
	for name, signal := range map[string]syscall.Signal{"Ctrl-C": syscall.SIGINT, "SIGKILL": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			log := filepath.Join(dir, "local.log")
			p, err := process.Start(process.Spec{
				Name: "local", Dir: shared.root, Env: os.Environ(), Log: log,
				Command: []string{program, "up", "--state", filepath.Join(dir, "state"), "--functions", shared.program},
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(p.Stop)
			ctx, cancel := context.WithTimeout(t.Context(), deadline)
			defer cancel()
			var state stack.State
			if err := p.WaitHealthy(ctx, func(context.Context) (err error) {
				state, err = stack.Read(filepath.Join(dir, "state"))
				return err
			}); err != nil {
				t.Fatal(err)
			}
			family := descendants(t, p.PID())
			if len(family) < 4 {
				t.Fatalf("the stack has the children %v, want three emulators and the functions", family)
			}
			if err := syscall.Kill(p.PID(), signal); err != nil {
				t.Fatal(err)
			}
			<-p.Done()
			if err := p.Err(); err != nil && signal != syscall.SIGKILL {
				t.Errorf("it did not end well: %v", err)
			}
			for _, pid := range family {
				if err := gone(ctx, pid); err != nil {
					t.Errorf("child %d is still there: %v", pid, err)
				}
			}
			for service, address := range state.Addresses {
				if connection, err := net.Dial("tcp", address); err == nil {
					_ = connection.Close() // only tried
					t.Errorf("%s still listens on %s", service, address)
				}
			}
			again, err := stack.Up(t.Context(), stack.Options{
				Root: shared.root, Dir: filepath.Join(dir, "state"), Services: []stack.Service{stack.SecretManager}, Log: discard(),
			})
			if err != nil {
				t.Fatalf("its folder cannot be used again: %v", err)
			}
			if err := again.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// descendants are the processes that a process has started, and theirs.
func descendants(t *testing.T, root int) (family []int) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "ps", "-e", "-o", "pid=,ppid=").Output()
	if err != nil {
		t.Fatal(err)
	}
	children := map[int][]int{}
	for line := range bytes.Lines(out) {
		fields := strings.Fields(string(line))
		if len(fields) != 2 {
			continue
		}
		pid, err1 := strconv.Atoi(fields[0])
		parent, err2 := strconv.Atoi(fields[1])
		if err1 == nil && err2 == nil {
			children[parent] = append(children[parent], pid)
		}
	}
	for next := children[root]; len(next) > 0; next = next[1:] {
		family = append(family, next[0])
		next = append(next, children[next[0]]...)
	}
	return family
}

// gone waits until a process that is not ours to wait for has ended. A killed parent's children end when the system tells them.
func gone(ctx context.Context, pid int) error {
	for syscall.Kill(pid, 0) == nil && !zombie(pid) {
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// zombie reports whether a process has ended and only waits for its parent to notice.
func zombie(pid int) bool {
	out, err := exec.Command("ps", "-o", "stat=", "-p", strconv.Itoa(pid)).Output()
	return err == nil && strings.HasPrefix(strings.TrimSpace(string(out)), "Z")
}
