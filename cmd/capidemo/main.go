// Command capidemo is the platform from a terminal. It uses the public API and nothing else, except for seed, which fills a fresh
// installation with its first tenants and people.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

func main() {
	if err := run(); err != nil {
		if code, silent := errors.AsType[verdictError](err); silent {
			os.Exit(int(code))
		}
		if !errors.Is(err, context.Canceled) {
			fmt.Fprintln(os.Stderr, "capidemo:", err)
		}
		os.Exit(1)
	}
}

func run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return command().ExecuteContext(ctx)
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "capidemo",
		Short:         "Private, convincing conversational-analytics demos in seconds",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetOut(os.Stdout) // cobra would print results on standard error
	var address string
	root.PersistentFlags().StringVar(&address, "api", os.Getenv("CAPIDEMO_API"), "address of the web app, such as http://127.0.0.1:5000 (CAPIDEMO_API)")
	connect := func(ctx context.Context) (*client, error) { return dial(ctx, address) }
	provision := &cobra.Command{Use: "provision", Short: "Make a demo"}
	provision.AddCommand(quickCommand(connect))
	root.AddCommand(bootstrapCommand())
	root.AddCommand(
		loginCommand(&address), provision, statusCommand(connect), demosCommand(connect), askCommand(connect),
		examCommand(connect), tenantCommand(connect), seedCommand(), tourCommand(connect),
	)
	return root
}

// connector makes a client for a command that needs the API.
type connector func(context.Context) (*client, error)
