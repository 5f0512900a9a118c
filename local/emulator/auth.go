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

// authServer and what it requires is the program that node runs; the files say themselves what they do.
var (
	//go:embed auth.js
	authServer []byte
	//go:embed totp.js
	authTOTP []byte
)

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
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("start the Auth emulator: %w", err)
	}
	program := filepath.Join(dir, "auth-server.js")
	for file, code := range map[string][]byte{program: authServer, filepath.Join(dir, "totp.js"): authTOTP} {
		if err := os.WriteFile(file, code, 0o600); err != nil {
			return nil, fmt.Errorf("start the Auth emulator: write its program: %w", err)
		}
	}
	return launch(ctx, "auth", o.Options, func(port int) []string {
		return []string{node, program, tools, "127.0.0.1", strconv.Itoa(port), o.Project, filepath.Join(dir, "users.json")}
	}, answers)
}
