package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/capi/quality"
)

// askCommand asks conversations about a template that is being written.
func askCommand() *cobra.Command {
	return &cobra.Command{
		Use: "ask TEMPLATE QUESTION... | ask TEMPLATE -", Args: cobra.MinimumNArgs(2),
		Short: "Ask the local analyst about a template; further questions follow up on the first, - reads a conversation a line (a / b)",
		RunE: func(c *cobra.Command, args []string) (err error) {
			root, err := checkout()
			if err != nil {
				return err
			}
			spec, _, _, err := quality.Load(catalogFolder(root), args[0])
			if err != nil {
				return err
			}
			agent, err := quality.Open(c.Context(), spec, quality.Anchor())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, agent.Close()) }()
			if args[1] != "-" {
				return converse(c.Context(), c.OutOrStdout(), agent, args[1:])
			}
			for lines := bufio.NewScanner(c.InOrStdin()); lines.Scan(); {
				if line := strings.TrimSpace(lines.Text()); line != "" {
					err = errors.Join(err, converse(c.Context(), c.OutOrStdout(), agent, strings.Split(line, " / ")))
				}
			}
			return err
		},
	}
}

// converse asks question after question and tells each answer.
func converse(ctx context.Context, w io.Writer, agent *quality.Agent, questions []string) error {
	for i, question := range questions {
		answer, err := agent.Ask(ctx, questions[:i+1]...)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "? %s\n    verified: %v, %s\n%s    next: %s\n",
			question, answer.Verified, answer.Took.Round(time.Millisecond), answer.String(), strings.Join(answer.Next, " | ")); err != nil {
			return err
		}
	}
	return nil
}
