package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/prerequisite"
)

// errMissing makes the exit status tell that something is missing; the list was printed.
var errMissing = errors.New("something is missing")

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Say what is installed and what is missing", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			find := prerequisite.Here()
			items := find.Check()
			for _, item := range items {
				if !item.Missing {
					sayf(c.OutOrStdout(), "found    %-20s %s", item.Name, item.Found)
				}
			}
			return tell(c.OutOrStdout(), find, items)
		},
	}
}

func setupCommand() *cobra.Command {
	return &cobra.Command{
		Use: "setup", Short: "Install what is missing: everything on Debian as root, else what needs no rights", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			find := prerequisite.Here()
			updated := false
			for _, item := range find.Check() {
				packaged := item.Name != "firebase-tools" // which npm installs into the user's cache
				if !item.Missing || packaged && (!find.Debian() || !prerequisite.Root()) {
					continue
				}
				if packaged && !updated {
					updated = true
					if err := install(c.Context(), c.OutOrStdout(), "package lists", "apt-get update"); err != nil {
						return err
					}
				}
				if err := install(c.Context(), c.OutOrStdout(), item.Name, find.Command(item)); err != nil {
					return err
				}
			}
			return tell(c.OutOrStdout(), find, find.Check())
		},
	}
}

// install runs one shell command on this terminal.
func install(ctx context.Context, out io.Writer, name, command string) error {
	sayf(out, "installing %s: %s", name, command)
	run := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	run.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
	run.Stdout, run.Stderr = out, os.Stderr
	if err := run.Run(); err != nil {
		return fmt.Errorf("install %s: %w", name, err)
	}
	return nil
}

// tell prints everything that is missing with the command that installs it.
func tell(out io.Writer, find prerequisite.Finder, items []prerequisite.Item) error {
	missing := false
	for _, item := range items {
		if !item.Missing {
			continue
		}
		missing = true
		sayf(out, "MISSING  %-20s %s; needed for %s", item.Name, item.Fault, item.Needed)
		sayf(out, "         install: %s", find.Command(item))
	}
	if missing {
		return errMissing
	}
	sayf(out, "nothing is missing")
	return nil
}
