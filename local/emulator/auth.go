package emulator

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"capidemo.dev/platform/local/prerequisite"
)

// authServer is the program that node runs; it says itself what it does.
//
//go:embed auth.js
var authServer []byte

// AuthOptions configure the Firebase Auth emulator.
type AuthOptions struct {
	Options
	Project string // the project whose users are kept in Dir across restarts and crashes
}

// Auth starts the Firebase Auth emulator and returns when it answers and its users are back.
func Auth(ctx context.Context, o AuthOptions) (*Emulator, error) {
	find := prerequisite.Here()
	node, tools := find.Node(), find.FirebaseTools()
	if node == "" || tools == "" {
		return nil, fmt.Errorf("start the Auth emulator (node %q, firebase-tools %q): %w", node, tools, ErrMissing)
	}
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("start the Auth emulator: make its folder: %w", err)
	}
	program, err := filepath.Abs(filepath.Join(o.Dir, "auth-server.js"))
	if err != nil {
		return nil, fmt.Errorf("start the Auth emulator: %w", err)
	}
	if err := os.WriteFile(program, authServer, 0o600); err != nil {
		return nil, fmt.Errorf("start the Auth emulator: write its program: %w", err)
	}
	return launch(ctx, "auth", o.Options, func(port int) []string {
		return []string{node, program, tools, "127.0.0.1", strconv.Itoa(port), o.Project, filepath.Join(filepath.Dir(program), "users.json")}
	}, answers)
}
