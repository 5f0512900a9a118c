package stack

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"
)

// ErrRunning says that another stack uses the folder.
var ErrRunning = errors.New("another stack runs in this folder; end it or choose another folder with --state")

// ErrNotRunning says that no stack uses the folder.
var ErrNotRunning = errors.New("no stack runs in this folder; start one with `go run ./cmd/local up`")

// State is what a running stack tells other programs, in state/stack.json of its folder.
type State struct {
	PID         int               `json:"pid"`
	Project     string            `json:"project"`
	Addresses   Addresses         `json:"addresses"`
	Environment map[string]string `json:"environment"`
}

func stateFile(dir string) string { return filepath.Join(dir, "state", "stack.json") }
func envFile(dir string) string   { return filepath.Join(dir, "state", "stack.env") }
func portsFile(dir string) string { return filepath.Join(dir, "state", "ports.json") }

// lock takes the folder. The system gives it back however this process ends, so that nothing needs cleaning after a crash.
func lock(dir string) (*flock.Flock, error) {
	path := filepath.Join(dir, "state", "lock")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("stack: make the state folder: %w", err)
	}
	l := flock.New(path)
	taken, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("stack: lock %s: %w", dir, err)
	}
	if !taken {
		if running, err := Read(dir); err == nil {
			return nil, fmt.Errorf("stack: %s, process %d: %w", dir, running.PID, ErrRunning)
		}
		return nil, fmt.Errorf("stack: %s: %w", dir, ErrRunning)
	}
	return l, nil
}

// Read returns the state of the stack that runs in a folder.
func Read(dir string) (State, error) {
	text, err := os.ReadFile(stateFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return State{}, fmt.Errorf("stack: %s: %w", dir, ErrNotRunning)
	}
	if err != nil {
		return State{}, fmt.Errorf("stack: read the state: %w", err)
	}
	var s State
	if err := json.Unmarshal(text, &s); err != nil {
		return State{}, fmt.Errorf("stack: %s: %w", stateFile(dir), err)
	}
	return s, nil
}

// publish writes the state, and the environment once more as lines for `set -a; . FILE`.
func publish(dir string, s State) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("stack: encode the state: %w", err)
	}
	ports, err := json.Marshal(s.Addresses)
	if err != nil {
		return fmt.Errorf("stack: encode the addresses: %w", err)
	}
	lines := strings.Join(assignments(s.Environment), "\n") + "\n"
	for path, content := range map[string]string{stateFile(dir): string(text), envFile(dir): lines, portsFile(dir): string(ports)} {
		if err := renameio.WriteFile(path, []byte(content), 0o644); err != nil {
			return fmt.Errorf("stack: write the state: %w", err)
		}
	}
	return nil
}

// retract removes what publish wrote, but for the ports, which the next start prefers.
func retract(dir string) error {
	for _, path := range []string{stateFile(dir), envFile(dir)} {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("stack: remove the state: %w", err)
		}
	}
	return nil
}

// earlierPorts are the ports of the last stack in the folder; preferring them keeps addresses in browsers and shells valid.
func earlierPorts(dir string) map[Service]int {
	var addresses Addresses
	ports := map[Service]int{}
	text, err := os.ReadFile(portsFile(dir))
	if err != nil || json.Unmarshal(text, &addresses) != nil {
		return ports // a preference only: without it, ports are chosen anew
	}
	for service, address := range addresses {
		if port, err := strconv.Atoi(address[strings.LastIndexByte(address, ':')+1:]); err == nil {
			ports[service] = port
		}
	}
	return ports
}

// assignments renders variables as sorted KEY=value.
func assignments(env map[string]string) []string {
	lines := make([]string, 0, len(env))
	for _, name := range slices.Sorted(maps.Keys(env)) {
		lines = append(lines, name+"="+env[name])
	}
	return lines
}

// newState describes a stack of this process.
func newState(addresses Addresses, project string) State {
	return State{PID: os.Getpid(), Project: project, Addresses: maps.Clone(addresses), Environment: environment(addresses, project)}
}
