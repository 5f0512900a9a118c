package main

import (
	"fmt"
	"net/http"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

func demosCommand(connect connector) *cobra.Command {
	var status string
	cmd := &cobra.Command{
		Use: "demos", Short: "Your demos, newest first; demos delete ends one", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			_, _ = fmt.Fprintln(table, "DEMO\tCUSTOMER\tTEMPLATE\tSTATUS\tCREATED") // the flush below reports a broken terminal
			cursor := ""
			for {
				var page struct {
					Items []struct {
						DemoID       string    `json:"demo_id"`
						CustomerName string    `json:"customer_name"`
						TemplateName string    `json:"template_name"`
						Status       string    `json:"status"`
						CreatedAt    time.Time `json:"created_at"`
					} `json:"items"`
					NextCursor string `json:"next_cursor"`
				}
				query := url.Values{"limit": {"100"}}
				for name, value := range map[string]string{"status": status, "cursor": cursor} {
					if value != "" {
						query.Set(name, value)
					}
				}
				if err := c.call(cmd.Context(), http.MethodGet, "/api/v1/demos?"+query.Encode(), nil, &page); err != nil {
					return err
				}
				for _, d := range page.Items {
					_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", d.DemoID, d.CustomerName, d.TemplateName, d.Status, d.CreatedAt.Local().Format(time.DateTime)) // as above
				}
				if cursor = page.NextCursor; cursor == "" {
					return table.Flush()
				}
			}
		},
	}
	cmd.Flags().StringVar(&status, "status", "", "only demos in this status")
	cmd.AddCommand(deleteDemoCommand(connect))
	return cmd
}

func deleteDemoCommand(connect connector) *cobra.Command {
	var confirm string
	cmd := &cobra.Command{
		Use: "delete DEMO --confirm DEMO", Short: "Delete a demo with its data, its agent and all that was said, and stay until it is gone",
		Example: "  capidemo demos delete k3v9x2m4q7w1z8aa --confirm k3v9x2m4q7w1z8aa", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if confirm != args[0] {
				return fmt.Errorf("a deletion cannot be undone: confirm it with --confirm %s", args[0])
			}
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			var accepted job
			if err := c.call(cmd.Context(), http.MethodDelete, "/api/v1/demos/"+url.PathEscape(args[0]), nil, &accepted); err != nil {
				return err
			}
			return watchJob(cmd, c, accepted.JobID)
		},
	}
	cmd.Flags().StringVar(&confirm, "confirm", "", "the demo's id once more")
	_ = cmd.MarkFlagRequired("confirm") // fails only for a flag that does not exist
	return cmd
}
