// Package goccy builds and runs goccy's BigQuery emulator, the other side of the differential suite and the warehouse's peer in cmd/bench.
// Its version is pinned in the module beside this folder (docs/decisions/0011). What is asked of it, and what its answers mean, is its
// users' business.
package goccy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

const (
	module   = "local/bigquery/differential/emulator"
	program  = "github.com/goccy/bigquery-emulator/cmd/bigquery-emulator"
	patience = 2 * time.Minute // for the emulator to listen
)

// Build compiles the emulator into dir and gives the path of the program. root is the checkout. The first time on a machine takes
// minutes and 6 GB of memory, so the compiler yields to everything else.
func Build(ctx context.Context, root, dir string) (string, error) {
	binary := filepath.Join(dir, "bigquery-emulator")
	build := exec.CommandContext(ctx, "nice", "-n", "10", "go", "-C", filepath.Join(root, module), "build", "-o", binary, program)
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building goccy's emulator: %w\n%s", err, out)
	}
	return binary, nil
}

// Start runs a built emulator with a project on 127.0.0.1, its tables in memory, and gives its address without a path, such as
// http://127.0.0.1:9050. environment is added to this program's; STORAGE_EMULATOR_HOST=http://host:port is where it reads objects. Its
// complaints go to log. stop ends it.
func Start(ctx context.Context, binary, project string, log io.Writer, environment ...string) (url string, stop func(), err error) {
	ports, err := freePorts(ctx)
	if err != nil {
		return "", nil, err
	}
	command := exec.CommandContext(ctx, binary, "--project="+project, "--host=127.0.0.1", "--port="+ports[0], "--grpc-port="+ports[1], "--log-level=error")
	command.Env = append(os.Environ(), environment...)
	command.Stderr = log
	if err := command.Start(); err != nil {
		return "", nil, fmt.Errorf("starting goccy's emulator: %w", err)
	}
	stop = func() {
		_ = command.Process.Kill() // it may have ended by itself
		_ = command.Wait()
	}
	address := "127.0.0.1:" + ports[0]
	if err := listening(ctx, address); err != nil {
		stop()
		return "", nil, err
	}
	return "http://" + address, stop, nil
}

// freePorts gives two ports that nobody uses now.
func freePorts(ctx context.Context) (ports [2]string, err error) {
	for i := range ports {
		var config net.ListenConfig
		listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return ports, fmt.Errorf("looking for a free port: %w", err)
		}
		defer func() { _ = listener.Close() }() // it was never used
		address, _ := listener.Addr().(*net.TCPAddr)
		ports[i] = strconv.Itoa(address.Port)
	}
	return ports, nil
}

// listening returns once a server accepts connections.
func listening(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		var dialer net.Dialer
		connection, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return connection.Close()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("goccy's emulator does not listen at %s: %w", address, errors.Join(err, ctx.Err()))
		case <-time.After(100 * time.Millisecond):
		}
	}
}
