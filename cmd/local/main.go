// Command local runs the platform, or parts of it, on one machine. `local help` lists what it can do; docs/local-stack.md
// explains it.
//
// This package holds the commands only: flags, environment, terminal. What they run is in local/.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run()) }

// run returns the exit status: that of the command it ran, if it ran one.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	if err := command().ExecuteContext(ctx); err != nil {
		if ended, ok := errors.AsType[exit](err); ok {
			return max(1, ended.code)
		}
		fmt.Fprintln(os.Stderr, "local:", err)
		return 1
	}
	return 0
}

// settings are the flags that all commands share.
type settings struct {
	state   string
	verbose bool
}

func (s *settings) log() *slog.Logger {
	level := slog.LevelWarn
	if s.verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
}

func command() *cobra.Command {
	s := &settings{}
	root := &cobra.Command{
		Use: "local", Short: "The platform, or parts of it, on one machine",
		SilenceUsage: true, SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&s.state, "state", ".local", "folder that keeps all state")
	root.PersistentFlags().BoolVarP(&s.verbose, "verbose", "v", false, "log what happens")
	root.AddCommand(upCommand(s), execCommand(s), statusCommand(s), runCommand(s), restartCommand(s), tokenCommand(s), setupCommand(), doctorCommand())
	for _, service := range standalone() {
		root.AddCommand(serviceCommand(s, service))
	}
	return root
}

// checkout is the folder of go.mod, above the working directory or the working directory itself.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no go.mod in %s or above: run this inside the checkout", dir)
		}
	}
}

// sayf prints one line. A terminal that is gone is no reason to stop.
func sayf(out io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }
