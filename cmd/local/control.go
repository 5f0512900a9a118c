package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/identity"
	"capidemo.dev/platform/local/stack"
)

func statusCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "Say where the services of the running stack are", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			state, err := stack.Read(s.state)
			if err != nil {
				return err
			}
			if err := ask(c.Context(), http.MethodGet, state.Environment["CONTROL_URL"]+"/state"); err != nil {
				return fmt.Errorf("the stack (process %d) does not answer; it may have crashed: %w", state.PID, err)
			}
			out := c.OutOrStdout()
			sayf(out, "process %d, project %s", state.PID, state.Project)
			for _, service := range slices.Sorted(maps.Keys(state.Addresses)) {
				sayf(out, "  %-14s http://%s", service, state.Addresses[service])
			}
			return nil
		},
	}
}

func runCommand(s *settings) *cobra.Command {
	return &cobra.Command{
		Use: "run SCHEDULE", Short: "Call a schedule of the running stack now, such as redrive-jobs", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			state, err := stack.Read(s.state)
			if err != nil {
				return err
			}
			return ask(c.Context(), http.MethodPost, state.Environment["SCHEDULER_URL"]+"/schedules/"+args[0]+"/run")
		},
	}
}

func restartCommand(s *settings) *cobra.Command {
	var kill bool
	c := &cobra.Command{
		Use: "restart", Short: "Build and restart the functions of the running stack", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			state, err := stack.Read(s.state)
			if err != nil {
				return err
			}
			how := "restart"
			if kill {
				how = "kill"
			}
			return ask(c.Context(), http.MethodPost, state.Environment["CONTROL_URL"]+"/functions/"+how)
		},
	}
	c.Flags().BoolVar(&kill, "kill", false, "crash them with SIGKILL and start them again, without a build")
	return c
}

func tokenCommand(s *settings) *cobra.Command {
	var account string
	c := &cobra.Command{
		Use: "token", Short: "Print an identity token with which a private function of the running stack can be called", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			state, err := stack.Read(s.state)
			if err != nil {
				return err
			}
			issuer, err := identity.New(identity.Options{
				Dir: filepath.Join(s.state, string(stack.Identity)), URL: state.Environment["OIDC_ISSUER"],
			})
			if err != nil {
				return err
			}
			token, err := issuer.Mint(state.Environment["OIDC_AUDIENCE"], account+"@"+state.Project+".iam.gserviceaccount.com")
			if err != nil {
				return err
			}
			sayf(c.OutOrStdout(), "%s", token)
			return nil
		},
	}
	c.Flags().StringVar(&account, "account", "scheduler", "service account that calls: eventarc, pubsub or scheduler")
	return c
}

// ask sends a request to a control endpoint and returns what it complains about.
func ask(ctx context.Context, method, url string) error {
	request, err := http.NewRequestWithContext(ctx, method, url, http.NoBody)
	if err != nil {
		return fmt.Errorf("%s: %w", url, err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode/100 != 2 {
		body, err := io.ReadAll(io.LimitReader(response.Body, 16<<10))
		if err != nil {
			return fmt.Errorf("%s: %w", url, err)
		}
		return fmt.Errorf("%s: %s", response.Status, strings.TrimSpace(string(body)))
	}
	return nil
}
