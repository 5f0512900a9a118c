package testkit

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"

	"capidemo.dev/platform/local/indexes"
	"capidemo.dev/platform/local/indexes/query"
)

// declarations are the indexes of the database, in the root of the checkout.
const declarations = "firestore.indexes.json"

// before puts the front before a Firestore emulator, until the process ends.
func before(ctx context.Context, emulator string) (address string, err error) {
	path, err := above(declarations)
	if err != nil {
		return "", err
	}
	declared, err := query.ReadIndexes(path)
	if err != nil {
		return "", err
	}
	front, err := indexes.New(indexes.Options{Emulator: emulator, Indexes: declared, Now: time.Now, Log: slog.New(slog.DiscardHandler)}) //nolint:contextcheck // it outlives the context that bounds its start
	if err != nil {
		return "", err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("listen: %w", err)
	}
	go func() { _ = front.Serve(listener) }() // it ends with the process
	return listener.Addr().String(), nil
}

// above finds a file in the folder of the tests or the nearest one above it.
func above(name string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("%s is not in the tests' folder or above it", name)
		}
		dir = filepath.Dir(dir)
	}
}
