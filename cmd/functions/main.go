// Command functions is the container's entry: it serves the function in FUNCTION_TARGET, or all of them when it is empty (one machine).
//
//	functions            serve on PORT (default 8080)
//	functions openapi    print the OpenAPI document of the public API
//
// Google's framework serves a function at exactly /<word>, cuts requests at SIGTERM and ignores trace headers; this server has routes
// by the manifest, ends gracefully and keeps slow clients from holding connections.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	function "capidemo.dev/platform"
	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/shared/config"
	"capidemo.dev/platform/shared/platform"
)

// drainFor is how long requests under way may take to end after SIGTERM; Cloud Run gives 10 s.
const drainFor = 8 * time.Second

// settleFor is how much of that is kept for requests that have to be cut: to record how far they came.
const settleFor = 3 * time.Second

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "functions:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 1 && args[0] == "openapi" {
		document, err := function.Document()
		if err != nil {
			return err
		}
		_, err = os.Stdout.Write(document)
		return err
	}
	if len(args) > 0 {
		return fmt.Errorf("unknown argument %q; the only command is openapi", args[0])
	}
	cfg, err := config.Load()
	if err != nil {
		return err
	}
	server, err := config.LoadServer()
	if err != nil {
		return err
	}
	p := platform.New(cfg)
	manifest, err := functions.Load()
	if err != nil {
		return err
	}
	relax(manifest, server.Target)
	handler, err := routes(p, manifest, server.Target)
	if err != nil {
		return err
	}
	return serve(p.Log, net.JoinHostPort(server.Host, server.Port), handler)
}

// serve runs until SIGTERM or SIGINT and then lets requests under way end.
func serve(log *slog.Logger, address string, handler http.Handler) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	under, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	server := &http.Server{
		BaseContext: func(net.Listener) context.Context { return under },
		Addr:        address, Handler: handler,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	log.Info("serving", slog.String("address", listener.Addr().String()))
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
	defer cancel()
	time.AfterFunc(drainFor-settleFor, cut) // what is still under way gives its lease back
	if err := server.Shutdown(drain); err != nil {
		return errors.Join(fmt.Errorf("requests were still under way after %s: %w", drainFor, err), server.Close())
	}
	return nil
}
