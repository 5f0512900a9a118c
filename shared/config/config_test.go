package config_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/config"
)

// set makes the environment of the test nothing but the given one.
func set(t *testing.T, env map[string]string) {
	t.Helper()
	for _, line := range os.Environ() {
		name, value, _ := strings.Cut(line, "=")
		t.Setenv(name, value) // restores it in the end
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, value := range env {
		t.Setenv(name, value)
	}
}

var complete = map[string]string{
	"GOOGLE_CLOUD_PROJECT": "p", "OIDC_AUDIENCE": "https://demos.example.com", "OIDC_CALLERS": "push@p.iam.gserviceaccount.com, eventarc@p.iam.gserviceaccount.com",
}

// TestTheCloudIsTheDefault: with what cannot be guessed, everything else is Google's own.
func TestTheCloudIsTheDefault(t *testing.T) { //nolint:paralleltest // the environment is the process's
	set(t, complete)
	cfg, err := config.Load()
	if err != nil {
		t.Fatal(err)
	}
	if cfg.BigQueryEndpoint+cfg.CAPIEndpoint+cfg.SecretEndpoint != "" || cfg.OIDCIssuer != "https://accounts.google.com" || len(cfg.EgressInside) > 0 {
		t.Errorf("not the cloud's: %+v", cfg)
	}
	if diff := cmp.Diff([]string{"push@p.iam.gserviceaccount.com", "eventarc@p.iam.gserviceaccount.com"}, cfg.OIDCCallers); diff != "" {
		t.Error(diff)
	}
}

// TestWhatIsMissingIsNamedAtOnce, all of it, so that nobody starts three times.
func TestWhatIsMissingIsNamedAtOnce(t *testing.T) { //nolint:paralleltest // the environment is the process's
	set(t, map[string]string{"OIDC_CALLERS": ""})
	_, err := config.Load()
	for _, name := range []string{"GOOGLE_CLOUD_PROJECT", "OIDC_AUDIENCE", "OIDC_CALLERS"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named: %v", name, err)
		}
	}
}

func TestValuesThatAreWrongAreNamed(t *testing.T) { //nolint:paralleltest // the environment is the process's
	for name, value := range map[string]string{"OIDC_CALLERS": "push", "RATE_SUBJECT": "many", "LOAD_CONCURRENCY": "1.5"} {
		set(t, complete)
		t.Setenv(name, value)
		if _, err := config.Load(); err == nil || !strings.Contains(err.Error(), value) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
}

func TestAServerListensAsCloudRunWants(t *testing.T) { //nolint:paralleltest // the environment is the process's
	set(t, nil)
	if got, err := config.LoadServer(); err != nil || got != (config.Server{Port: "8080"}) {
		t.Errorf("%+v, %v", got, err)
	}
	set(t, map[string]string{"HOST": "127.0.0.1", "PORT": "9000", "FUNCTION_TARGET": "load"})
	if got, err := config.LoadServer(); err != nil || got != (config.Server{Host: "127.0.0.1", Port: "9000", Target: "load"}) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestNoDeployedFunctionTakesUnsignedSignIns: the Auth emulator's address turns the verification of signatures off.
func TestNoDeployedFunctionTakesUnsignedSignIns(t *testing.T) { //nolint:paralleltest // the environment is the process's
	set(t, complete)
	t.Setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
	if _, err := config.Load(); err != nil {
		t.Errorf("on one machine: %v", err)
	}
	t.Setenv("K_SERVICE", "demos")
	if _, err := config.Load(); err == nil || !strings.Contains(err.Error(), "FIREBASE_AUTH_EMULATOR_HOST") {
		t.Errorf("deployed: %v", err)
	}
}
