package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/stack"
)

func execCommand(s *settings) *cobra.Command {
	services := "firestore,pubsub"
	c := &cobra.Command{
		Use:   "exec [--services LIST] -- COMMAND [ARGUMENT...]",
		Short: "Run a command with services that live as long as it does, named in its environment",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			list, err := stack.ParseServices(services)
			if err != nil {
				return err
			}
			root, err := checkout()
			if err != nil {
				return err
			}
			dir, err := os.MkdirTemp("", "capidemo-exec-")
			if err != nil {
				return fmt.Errorf("make a folder for the services: %w", err)
			}
			defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
			st, err := stack.Up(c.Context(), stack.Options{
				Root: root, Dir: dir, Services: list, Elsewhere: elsewhere(""), Environ: os.Environ(), Log: s.log(),
			})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, st.Close()) }()
			return foreground(c.Context(), args, append(os.Environ(), st.Environ()...))
		},
	}
	c.Flags().StringVar(&services, "services", services, "services to start, separated by commas")
	return c
}

// exit is the end of a command that ran in the foreground and has said itself what was wrong. No child of the stack ends in one: what those have
// to say is in the error.
type exit struct{ code int }

func (e exit) Error() string { return fmt.Sprintf("the command ended with code %d", e.code) }

// foreground runs a command on this terminal. Ctrl-C reaches it from the terminal directly; a SIGTERM is handed on. Either way
// it decides when to end, and the services end after it.
func foreground(ctx context.Context, args, env []string) error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	defer signal.Stop(signals)
	command := exec.CommandContext(context.WithoutCancel(ctx), args[0], args[1:]...)
	command.Env, command.Stdin, command.Stdout, command.Stderr = env, os.Stdin, os.Stdout, os.Stderr
	if err := command.Start(); err != nil {
		return fmt.Errorf("run %s: %w", args[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for {
		select {
		case err := <-ended:
			if code, ok := errors.AsType[*exec.ExitError](err); ok {
				return exit{code.ExitCode()}
			}
			return err
		case received := <-signals:
			if received == syscall.SIGTERM {
				_ = command.Process.Signal(received) // it may have ended just now
			}
		}
	}
}
