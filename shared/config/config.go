// Package config reads the environment into one documented struct, all faults reported at once. It is the only place of functions/
// and shared/ that reads the environment.
//
// The embedded default and the cloud differ in these values only: an emulator's address here is the whole difference.
// PUBSUB_EMULATOR_HOST, STORAGE_EMULATOR_HOST and FIREBASE_AUTH_EMULATOR_HOST are read by Google's clients themselves. Only the last is
// here as well, because a deployed function must not have it; and FIRESTORE_EMULATOR_HOST, because shared/database makes that connection.
package config

import (
	"errors"
	"fmt"
	"net/mail"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Platform is what the functions need to know of the world.
type Platform struct {
	Project  string `env:"GOOGLE_CLOUD_PROJECT,required,notEmpty"`
	Location string `env:"BIGQUERY_LOCATION" envDefault:"US"`     // of the datasets
	CALoc    string `env:"CAPI_LOCATION"     envDefault:"global"` // of the data agents

	FirestoreEndpoint string `env:"FIRESTORE_EMULATOR_HOST"` // host:port of another Firestore; empty means Google's
	BigQueryEndpoint  string `env:"BIGQUERY_ENDPOINT"`       // base address of another BigQuery server; empty means Google's
	CAPIEndpoint      string `env:"CAPI_ENDPOINT"`           // host:port of another Conversational Analytics API; empty means Google's

	TemplatesBucket string `env:"TEMPLATES_BUCKET"` // where templates' files lie; needed by the functions that make them

	ExportsBucket string `env:"EXPORTS_BUCKET"` // where exports of tenants lie for a week; needed by the functions that make and hand them out

	SecretEndpoint string `env:"SECRETMANAGER_ENDPOINT"`                       // host:port of another Secret Manager; empty means Google's
	CertificateKey string `env:"CERTIFICATE_KEY" envDefault:"certificate-key"` // secret with the keys that sign certificates

	OIDCIssuer   string   `env:"OIDC_ISSUER"   envDefault:"https://accounts.google.com"` // signs for Pub/Sub, Eventarc, Scheduler, Workflows
	OIDCAudience string   `env:"OIDC_AUDIENCE,required,notEmpty"`                        // what their tokens are made out to
	OIDCCallers  []string `env:"OIDC_CALLERS,required,notEmpty"`                         // e-mails of the service accounts that may call private functions

	JobsTopic       string `env:"JOBS_TOPIC"       envDefault:"provision-jobs"`
	EventsTopic     string `env:"EVENTS_TOPIC"     envDefault:"provision-events"`
	DeadLetterTopic string `env:"DEAD_LETTER_TOPIC" envDefault:"provision-jobs-dead"`

	APIKeyPepper string   `env:"API_KEY_PEPPER" envDefault:"api-key-pepper"` // secret that the hashes of API keys are made with
	WebhookKey   string   `env:"WEBHOOK_KEY"   envDefault:"webhook-key"`     // secret that the signing secrets of webhooks are derived from
	EgressInside []string `env:"EGRESS_INSIDE"`                              // prefixes that webhooks may lead to although they are not public; empty in the cloud

	PublicOrigins []string `env:"PUBLIC_ORIGINS"`                  // of our own pages, such as https://demos.example.com, which may call the functions' own addresses
	SubjectRate   float64  `env:"RATE_SUBJECT"   envDefault:"50"`  // requests a second of one person or key, of each instance; four times as many at once; 0 means no limit
	TenantRate    float64  `env:"RATE_TENANT"    envDefault:"500"` // the same of one tenant
	AddressRate   float64  `env:"RATE_ADDRESS"   envDefault:"100"` // requests a minute of one address, on routes that need no credential
	ForwardedHops int      `env:"FORWARDED_HOPS" envDefault:"1"`   // our own proxies in front, which add to X-Forwarded-For

	Deployed     string `env:"K_SERVICE"`                   // set by Cloud Run to the name of the service
	AuthEmulator string `env:"FIREBASE_AUTH_EMULATOR_HOST"` // with it the sign-ins' client takes unsigned tokens

	Concurrency int `env:"LOAD_CONCURRENCY" envDefault:"16"` // table copies under way at once in one load
}

// Load reads and checks the environment.
func Load() (Platform, error) {
	cfg, err := env.ParseAs[Platform]()
	if err != nil {
		return Platform{}, fmt.Errorf("the environment is not complete; set what is missing and start again: %w", err)
	}
	if cfg.Deployed != "" && cfg.AuthEmulator != "" {
		return Platform{}, errors.New("FIREBASE_AUTH_EMULATOR_HOST is set where the functions are deployed: anybody could sign in as anybody; take it away and start again")
	}
	for i, caller := range cfg.OIDCCallers {
		cfg.OIDCCallers[i] = strings.TrimSpace(caller)
		if _, err := mail.ParseAddress(cfg.OIDCCallers[i]); err != nil {
			return Platform{}, fmt.Errorf("OIDC_CALLERS: %q is no e-mail address of a service account: %w", caller, err)
		}
	}
	return cfg, nil
}

// Server is what the process that serves functions needs to know.
type Server struct {
	Host   string `env:"HOST"            envDefault:""`     // empty means all interfaces, as Cloud Run wants
	Port   string `env:"PORT"            envDefault:"8080"` //
	Target string `env:"FUNCTION_TARGET" envDefault:""`     // the one function to serve; empty means all
}

// LoadServer reads the server's environment.
func LoadServer() (Server, error) {
	return env.ParseAs[Server]()
}
