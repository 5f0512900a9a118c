package stack

import (
	"fmt"
	"slices"
	"strings"
)

// Service names one part of the stack.
type Service string

// The services, each of which can also run alone.
const (
	Firestore     Service = "firestore"
	PubSub        Service = "pubsub"
	Auth          Service = "auth"
	Storage       Service = "storage"
	BigQuery      Service = "bigquery"
	CAPI          Service = "capi"
	SecretManager Service = "secretmanager"
	Identity      Service = "identity"
	Eventarc      Service = "eventarc"
	Scheduler     Service = "scheduler"
	Functions     Service = "functions"
	Hosting       Service = "hosting"
)

// control is the stack's own endpoint, always there.
const control Service = "control"

// All lists every service.
func All() []Service {
	return []Service{
		Firestore, PubSub, Auth, Storage, BigQuery, CAPI, SecretManager, Identity, Eventarc, Scheduler, Functions, Hosting,
	}
}

// ParseServices reads a comma-separated list and reports every unknown name.
func ParseServices(list string) ([]Service, error) {
	var services []Service
	var unknown []string
	for name := range strings.SplitSeq(list, ",") {
		service := Service(strings.TrimSpace(name))
		if !slices.Contains(All(), service) {
			unknown = append(unknown, string(service))
		}
		services = append(services, service)
	}
	if len(unknown) > 0 {
		return nil, fmt.Errorf("unknown services %s; there are %s", strings.Join(unknown, ", "), names(All()))
	}
	return services, nil
}

func names(services []Service) string {
	list := make([]string, len(services))
	for i, s := range services {
		list[i] = string(s)
	}
	return strings.Join(list, ", ")
}
