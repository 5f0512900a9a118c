package stack

import "strings"

// Identities of the services that call the functions, as the functions see them in tokens.
const (
	eventarcAccount  = "eventarc"
	pubsubAccount    = "pubsub"
	schedulerAccount = "scheduler"
)

// Addresses says where each running service listens: host:port on 127.0.0.1.
type Addresses map[Service]string

// email is a service account of the local project.
func email(account, project string) string {
	return account + "@" + project + ".iam.gserviceaccount.com"
}

// bucket is where published templates lie.
func bucket(project string) string { return "capi-templates-" + project }

// exports is where exports of tenants lie.
func exports(project string) string { return "capi-exports-" + project }

// environment are the variables by which clients find the running services: Google's own names where the official clients
// read one, else those of shared/config. FUNCTIONS_URL, EVENTARC_URL, SCHEDULER_URL and CONTROL_URL are for tools and tests.
func environment(a Addresses, project string) map[string]string {
	env := map[string]string{
		"GOOGLE_CLOUD_PROJECT": project,
		"TEMPLATES_BUCKET":     bucket(project),
		"EXPORTS_BUCKET":       exports(project),
		"EGRESS_INSIDE":        "127.0.0.0/8,::1/128", // webhooks may lead to this machine, and to nothing else that is not public
		// One person and one address are all of this machine's load, benchmarks among it: nobody is throttled.
		"RATE_SUBJECT": "0", "RATE_TENANT": "0", "RATE_ADDRESS": "0", "FORWARDED_HOPS": "0",
		"OIDC_CALLERS": strings.Join([]string{
			email(eventarcAccount, project), email(pubsubAccount, project), email(schedulerAccount, project),
		}, ","),
	}
	for service, variable := range map[Service]struct{ name, before, after string }{
		Firestore:     {"FIRESTORE_EMULATOR_HOST", "", ""},
		PubSub:        {"PUBSUB_EMULATOR_HOST", "", ""},
		Auth:          {"FIREBASE_AUTH_EMULATOR_HOST", "", ""},
		Storage:       {"STORAGE_EMULATOR_HOST", "http://", ""},
		BigQuery:      {"BIGQUERY_ENDPOINT", "http://", "/bigquery/v2/"},
		CAPI:          {"CAPI_ENDPOINT", "", ""},
		SecretManager: {"SECRETMANAGER_ENDPOINT", "", ""},
		Identity:      {"OIDC_ISSUER", "http://", ""},
		Functions:     {"FUNCTIONS_URL", "http://", ""},
		Hosting:       {"PUBLIC_URL", "http://", ""},
		Eventarc:      {"EVENTARC_URL", "http://", ""},
		Scheduler:     {"SCHEDULER_URL", "http://", ""},
		control:       {"CONTROL_URL", "http://", ""},
	} {
		if address := a[service]; address != "" {
			env[variable.name] = variable.before + address + variable.after
		}
	}
	if functions := env["FUNCTIONS_URL"]; functions != "" {
		env["OIDC_AUDIENCE"] = functions
	}
	if page := env["PUBLIC_URL"]; page != "" {
		env["PUBLIC_ORIGINS"] = page
	}
	return env
}
