package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

// tenantState is a tenant as the API shows it, for those who run the platform.
type tenantState struct {
	TenantID   string `json:"tenant_id"`
	Status     string `json:"status"`
	SetupError string `json:"setup_error"`
	Deletion   struct {
		Phase     string           `json:"phase"`
		LastError string           `json:"last_error"`
		Removed   map[string]int64 `json:"removed"`
	} `json:"deletion"`
}

func tenantCreateCommand(connect connector) *cobra.Command {
	var name, email string
	cmd := &cobra.Command{
		Use: "create ID", Short: "Make a tenant, wait until it is set up, and invite its first admin",
		Long: "Make a tenant, wait until it is set up, and invite its first admin; for who runs the platform.\n\n" +
			"The invite's code is shown once. Who has it, or the address it is for, joins with it as the tenant's admin.",
		Example: "  capidemo tenant create acme --name 'Acme Corp' --admin ada@acme.example", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			if err := c.call(cmd.Context(), http.MethodPost, "/api/v1/tenants", map[string]any{"tenant_id": args[0], "name": name}, nil); err != nil {
				return err
			}
			if _, err := c.tenantReaches(cmd.Context(), cmd, args[0], "active"); err != nil {
				return err
			}
			var invite struct {
				Code      string    `json:"code"`
				ExpiresAt time.Time `json:"expires_at"`
			}
			body := map[string]any{}
			if email != "" {
				body["email"] = email
			}
			if err := c.call(cmd.Context(), http.MethodPost, "/api/v1/tenants/"+url.PathEscape(args[0])+"/invites", body, &invite); err != nil {
				return err
			}
			cmd.Printf("%s is active. Its first admin joins until %s with the code\n%s\n", args[0], invite.ExpiresAt.Format(time.DateOnly), invite.Code)
			return nil
		},
	}
	cmd.Flags().StringVar(&name, "name", "", "the tenant's name")
	cmd.Flags().StringVar(&email, "admin", "", "e-mail address of the only person who may accept the invite; whoever has the code when absent")
	if err := cmd.MarkFlagRequired("name"); err != nil {
		panic(err) // the flag was added above
	}
	return cmd
}

func tenantDeleteCommand(connect connector) *cobra.Command {
	var confirm string
	cmd := &cobra.Command{
		Use: "delete ID", Short: "Delete a tenant with all that it has, and wait until nothing is left",
		Long: "Delete a tenant with all that it has; for who runs the platform. It cannot be undone: take out what is to be kept before\n" +
			"(capidemo tenant export). Ending this command does not stop the deletion; run again, it goes on telling how far that is.",
		Example: "  capidemo tenant delete acme --confirm acme", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := connect(cmd.Context())
			if err != nil {
				return err
			}
			path := "/api/v1/tenants/" + url.PathEscape(args[0])
			response, err := c.send(cmd.Context(), http.MethodGet, path, nil)
			if err != nil {
				return err
			}
			tag := response.Header.Get("ETag")
			if err := decode(response, nil); err != nil {
				return err
			}
			if err := c.call(cmd.Context(), http.MethodDelete, path+"?confirm="+url.QueryEscape(confirm), nil, nil, "If-Match", tag); err != nil {
				return err
			}
			gone, err := c.tenantReaches(cmd.Context(), cmd, args[0], "deleted")
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 4, 2, ' ', 0)
			for _, kind := range []string{"jobs", "conversations", "agents", "datasets", "files", "secrets", "accounts", "documents"} {
				_, _ = fmt.Fprintf(table, "%s\t%d\n", kind, gone.Deletion.Removed[kind]) // shown to a person
			}
			return table.Flush()
		},
	}
	cmd.Flags().StringVar(&confirm, "confirm", "", "the tenant's id once more")
	if err := cmd.MarkFlagRequired("confirm"); err != nil {
		panic(err) // the flag was added above
	}
	return cmd
}

// tenantEvery is how often a tenant that is being made or deleted is looked at.
const tenantEvery = time.Second

// tenantReaches waits until a tenant stands somewhere, and tells of what happens on the way.
func (c *client) tenantReaches(ctx context.Context, cmd *cobra.Command, id, status string) (tenantState, error) {
	for told := ""; ; {
		var now tenantState
		if err := c.call(ctx, http.MethodGet, "/api/v1/tenants/"+url.PathEscape(id), nil, &now); err != nil {
			return now, err
		}
		if now.Status == status {
			return now, nil
		}
		if news := now.Status + " " + now.Deletion.Phase + " " + now.Deletion.LastError + now.SetupError; news != told {
			cmd.PrintErrln(news)
			told = news
		}
		select {
		case <-ctx.Done():
			return now, ctx.Err()
		case <-time.After(tenantEvery):
		}
	}
}
