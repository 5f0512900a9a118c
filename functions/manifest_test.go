package functions_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/functions"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	m, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	words := make([]string, 0, len(m.Functions))
	for _, f := range m.Functions {
		words = append(words, f.Word)
	}
	for _, want := range []string{"health", "provision", "load", "reply", "sweep"} { // that all are there, docs_test.go holds to function.go
		if !slices.Contains(words, want) {
			t.Errorf("%s is not among %v", want, words)
		}
	}
	if diff := cmp.Diff([]string{"provision-jobs", "provision-jobs-dead", "provision-events"}, m.Topics()); diff != "" {
		t.Errorf("topics (-want +got):\n%s", diff)
	}
}

// TestSecretsAreReadableOneByOne: what reads a secret lists its versions first, and nothing reads more than the secrets it names.
func TestSecretsAreReadableOneByOne(t *testing.T) {
	t.Parallel()
	m, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range m.Functions {
		for _, grant := range f.Roles {
			if !strings.HasPrefix(grant.Role, "roles/secretmanager.") {
				continue
			}
			if !strings.HasPrefix(grant.On, "secret:") && grant.On != "secrets:tenant-" {
				t.Errorf("%s has %s on everything", f.Word, grant.Role)
			}
			if grant.Role == "roles/secretmanager.secretAccessor" && !slices.Contains(f.Roles, functions.Grant{Role: "roles/secretmanager.viewer", On: grant.On}) {
				t.Errorf("%s may read %s and not list its versions", f.Word, grant.On)
			}
		}
	}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	m, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"/api/v1/health":                  "health",
		"/api/v1/health/ready":            "health",
		"/api/v1/provision/quick":         "provision",
		"/api/v1/jobs":                    "provision",
		"/api/v1/jobs/j1/logs":            "provision",
		"/api/v1/demos":                   "demos",
		"/api/v1/demos/d1":                "demos",
		"/api/v1/demos/d1/conversations":  "chat",
		"/api/v1/demos/d1/golden-queries": "demos",
		"/api/v1/conversations/c1/stream": "chat",
		"/api/v1/nothing":                 "",
		"/sweeps/redrive-jobs":            "",
	} {
		if f, _ := m.Route(path); f.Word != want {
			t.Errorf("%s is served by %q, want %q", path, f.Word, want)
		}
	}
}

const sound = `
functions:
  - word: load
    summary: Loads.
    trigger:
      pubsub: {topic: jobs, dead_letter: jobs-dead, max_attempts: 5, ack_deadline: 600s, min_backoff: 10s, max_backoff: 600s}
    memory: 512Mi
    timeout: 600s
    concurrency: 10
    min_instances: 0
    max_instances: 5
    service_account: fn-load
    roles:
      - role: roles/pubsub.publisher
        on: topic:jobs-dead
`

func TestParseReportsAllFaults(t *testing.T) {
	t.Parallel()
	if _, err := functions.Parse([]byte(sound)); err != nil {
		t.Fatalf("the sound manifest is refused: %v", err)
	}
	replace := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(sound) }
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"not YAML":        {"functions: [", []string{"manifest"}},
		"empty":           {"", []string{"manifest"}},
		"unknown top key": {sound + "extra: 1\n", []string{"extra"}},
		"unknown fields of two functions": {
			replace("memory:", "memmory:") + strings.TrimPrefix(strings.ReplaceAll(sound, "timeout:", "timeoutt:"), "\nfunctions:\n"),
			[]string{"function 1", "memmory", "function 2", "timeoutt"},
		},
		"twice the word": {sound + strings.TrimPrefix(sound, "\nfunctions:\n"), []string{"load: the word is taken"}},
		"limits": {
			replace("max_attempts: 5", "max_attempts: 4", "timeout: 600s", "timeout: 601s", "concurrency: 10", "concurrency: 0",
				"max_instances: 5", "max_instances: 0", "512Mi", "half", "ack_deadline: 600s", "ack_deadline: 5s"),
			[]string{"max_attempts 4", "timeout 10m1s", "concurrency 0", "max_instances 0", `memory "half"`, "ack_deadline 5s"},
		},
		"no trigger": {
			replace("pubsub: {topic: jobs, dead_letter: jobs-dead, max_attempts: 5, ack_deadline: 600s, min_backoff: 10s, max_backoff: 600s}", "{}"),
			[]string{"exactly one"},
		},
		"routes outside the API, cron, document": {
			replace("pubsub: {topic: jobs, dead_letter: jobs-dead, max_attempts: 5, ack_deadline: 600s, min_backoff: 10s, max_backoff: 600s}",
				`{http: {routes: [/x]}, firestore: {event: deleted, document: tenants}, private: {schedules: [{name: s, path: x, cron: "a"}]}}`),
			[]string{"exactly one", `route "/x"`, `event "deleted"`, `document "tenants"`, `path "x"`, `cron "a"`},
		},
		"roles": {
			replace("roles/pubsub.publisher", "editor", "topic:jobs-dead", "everything", "fn-load", "load"),
			[]string{`"editor"`, `"everything"`, `service_account "load"`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := functions.Parse([]byte(test.text))
			if err == nil {
				t.Fatal("accepted")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not name %q:\n%v", want, err)
				}
			}
		})
	}
}
