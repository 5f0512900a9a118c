package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/local/watch"
)

func upCommand(s *settings) *cobra.Command {
	var only, functions string
	var doing errands
	var watched bool
	c := &cobra.Command{
		Use: "up", Short: "Start everything and stay up until Ctrl-C", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			root, err := checkout()
			if err != nil {
				return err
			}
			o := stack.Options{Root: root, Dir: s.state, Functions: functions, Environ: os.Environ(), Log: s.log()}
			if only != "" {
				if o.Services, err = stack.ParseServices(only); err != nil {
					return err
				}
			}
			if functions != "" {
				if o.Functions, err = filepath.Abs(functions); err != nil {
					return err
				}
			}
			return up(c.Context(), c.OutOrStdout(), o, doing, watched)
		},
	}
	c.Flags().StringVar(&only, "only", "", "start these services only, separated by commas")
	c.Flags().StringVar(&functions, "functions", "", "program of the functions (default: built from the checkout)")
	c.Flags().StringVar(&doing.prepare, "prepare", "", "shell command to run once all is up; when it fails, so does the stack")
	c.Flags().StringVar(&doing.then, "then", "", "shell command to run after that; the stack ends with it")
	c.Flags().BoolVar(&watched, "watch", false, "build and restart the functions when their source changes")
	return c
}

// errands are shell commands that a stack runs, with its addresses in their environment.
type errands struct{ prepare, then string }

// run runs a shell command with the stack's addresses.
func (errands) run(ctx context.Context, command string, env []string) error {
	if command == "" {
		return nil
	}
	return foreground(ctx, []string{"sh", "-c", command}, append(os.Environ(), env...))
}

// up runs a stack until ctx ends, a part of it fails, or its last errand is done.
func up(ctx context.Context, out io.Writer, o stack.Options, doing errands, watched bool) (err error) {
	started := time.Now()
	st, err := stack.Up(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	report(out, st, time.Since(started))
	if err := doing.run(ctx, doing.prepare, st.Environ()); err != nil {
		return fmt.Errorf("prepare the stack: %w", err)
	}
	if doing.then != "" {
		return doing.run(ctx, doing.then, st.Environ())
	}
	var changes <-chan string
	if watched {
		w, err := watch.New(o.Root, []string{"functions", "shared", "cmd/functions"}, o.Log)
		if err != nil {
			return err
		}
		defer func() { _ = w.Close() }()
		changes = w.Changes()
	}
	for {
		select {
		case <-ctx.Done():
			sayf(out, "\nending the stack; its state stays in %s", o.Dir)
			return nil
		case failure := <-st.Failed():
			return failure
		case path := <-changes:
			restarted := time.Now()
			if err := st.RestartFunctions(ctx); err != nil {
				sayf(out, "%s changed, but the functions did not restart: %v", path, err)
				continue
			}
			sayf(out, "%s changed: functions restarted in %s", path, time.Since(restarted).Round(time.Millisecond))
		}
	}
}

// report prints what runs where.
func report(out io.Writer, st *stack.Stack, took time.Duration) {
	state, timings := st.State(), st.Timings()
	sayf(out, "up in %s", took.Round(time.Millisecond))
	for _, service := range slices.Sorted(maps.Keys(state.Addresses)) {
		line := fmt.Sprintf("  %-14s http://%s", service, state.Addresses[service])
		if t, ok := timings[service]; ok {
			line += fmt.Sprintf("  (%s)", t.Round(time.Millisecond))
		}
		sayf(out, "%s", line)
	}
	if page := state.Environment["PUBLIC_URL"]; page != "" {
		sayf(out, "the page: %s", page)
	}
}
