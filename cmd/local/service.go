package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/local/stack"
)

// standalone are the services that are useful alone; the functions have their own program.
func standalone() []stack.Service {
	return []stack.Service{
		stack.BigQuery, stack.CAPI, stack.Storage, stack.Firestore, stack.PubSub, stack.Auth,
		stack.Eventarc, stack.SecretManager, stack.Scheduler, stack.Hosting, stack.Identity,
	}
}

// serviceCommand runs one service alone. What it needs of others it finds by the environment, as every client does; its state
// lies beside that of a whole stack, so that both can run.
func serviceCommand(s *settings, service stack.Service) *cobra.Command {
	var port int
	c := &cobra.Command{
		Use: string(service), Short: "Run " + string(service) + " alone", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			root, err := checkout()
			if err != nil {
				return err
			}
			o := stack.Options{
				Root: root, Dir: filepath.Join(s.state, "alone", string(service)), Project: os.Getenv("GOOGLE_CLOUD_PROJECT"),
				Services: append([]stack.Service{service}, along(service)...), Ports: map[stack.Service]int{service: port},
				Elsewhere: elsewhere(service), Environ: os.Environ(), Log: s.log(),
			}
			for _, needed := range needs(service) {
				if o.Elsewhere[needed.service] == "" {
					return fmt.Errorf("%s needs %s: set %s", service, needed.service, needed.variable)
				}
			}
			return up(c.Context(), c.OutOrStdout(), o, errands{}, false)
		},
	}
	c.Flags().IntVar(&port, "port", 0, "port on 127.0.0.1 (default: a free one)")
	return c
}

// located is a service and the variable that says where it runs.
type located struct {
	service  stack.Service
	variable string
}

func variables() []located {
	return []located{
		{stack.Firestore, "FIRESTORE_EMULATOR_HOST"},
		{stack.PubSub, "PUBSUB_EMULATOR_HOST"},
		{stack.Auth, "FIREBASE_AUTH_EMULATOR_HOST"},
		{stack.Storage, "STORAGE_EMULATOR_HOST"},
		{stack.BigQuery, "BIGQUERY_ENDPOINT"},
		{stack.Identity, "OIDC_ISSUER"},
		{stack.Functions, "FUNCTIONS_URL"},
	}
}

// needs are the services without which one cannot do anything.
func needs(service stack.Service) []located {
	switch service {
	case stack.CAPI:
		return []located{{stack.BigQuery, "BIGQUERY_ENDPOINT"}}
	case stack.Eventarc, stack.Scheduler, stack.Hosting:
		return []located{{stack.Functions, "FUNCTIONS_URL"}}
	default:
		return nil
	}
}

// along are the services that must be in the same process: callers sign with the issuer's key.
func along(service stack.Service) []stack.Service {
	switch service {
	case stack.Eventarc, stack.Scheduler:
		return []stack.Service{stack.Identity}
	default:
		return nil
	}
}

// elsewhere reads the addresses of all other services from the environment.
func elsewhere(service stack.Service) stack.Addresses {
	addresses := stack.Addresses{}
	for _, other := range variables() {
		address := strings.TrimPrefix(os.Getenv(other.variable), "http://")
		address, _, _ = strings.Cut(address, "/")
		if address != "" && other.service != service {
			addresses[other.service] = address
		}
	}
	return addresses
}
