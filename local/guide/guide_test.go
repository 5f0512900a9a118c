package guide_test

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/guide"
	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

var (
	shared operations.Shared //nolint:gochecknoglobals // the testing package offers no other place that outlives a single test
	update = flag.Bool("update", false, "write docs/api-reference.md")
)

const (
	page      = "../../docs/api.md"
	reference = "../../docs/api-reference.md"
)

func TestMain(m *testing.M) { os.Exit(shared.Run(m)) }

// TestReferenceIsPublished: docs/api-reference.md says what the document says, with an example of every operation.
func TestReferenceIsPublished(t *testing.T) {
	t.Parallel()
	document, err := operations.Read()
	if err != nil {
		t.Fatal(err)
	}
	calls := operations.Calls()
	for i := range document.Operations {
		if _, listed := calls[document.Operations[i].ID]; !listed {
			t.Errorf("%s has no example: add it to Calls in local/operations/calls.go", document.Operations[i].ID)
		}
	}
	want := guide.Reference(document, calls)
	if *update {
		if err := os.WriteFile(reference, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(reference)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/api-reference.md is not what the code says; run make generate (-want +got):\n%s", diff)
	}
}

// TestExamples runs the example of every operation; each must succeed.
func TestExamples(t *testing.T) {
	t.Parallel()
	w := shared.World(t)
	lead := w.Join(t, w.Tenant(t), tenant.SuperAdmin)
	things := w.Furnish(t, lead)
	lead.WithKey(t, tenant.Permissions()...)
	calls := operations.Calls()
	for i := range w.Document.Operations {
		op := &w.Document.Operations[i]
		call := calls[op.ID]
		own, who := w.Prepare(t, lead, call, things)
		env := append(make([]string, 0, 5+len(own)),
			"PATH="+os.Getenv("PATH"), "API="+w.Env["PUBLIC_URL"]+"/api/v1", "KEY="+lead.Key, "TOKEN="+who.Token,
			"ETAG="+op.Request(t, call, own, lead).Header["If-Match"],
		)
		for name, value := range own {
			text, err := json.Marshal(value)
			if err != nil {
				t.Fatal(err)
			}
			env = append(env, guide.Variable(name)+"="+strings.Trim(string(text), `"`)) // as it stands in a JSON text
		}
		out := run(t, `curl() { command curl --max-time 60 -w '\n%{http_code}' "$@"; }`+"\n"+guide.Example(op, call), env)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		status, err := strconv.Atoi(lines[len(lines)-1])
		if err != nil || !slices.Contains(op.Successes(), status) {
			t.Errorf("%s: %s\n%s", op.ID, guide.Example(op, call), out)
		}
	}
}

var block = regexp.MustCompile("(?s)```sh\n(.*?)```")

// TestGuide runs docs/api.md from top to bottom as an integrator would.
func TestGuide(t *testing.T) {
	t.Parallel()
	w := shared.World(t)
	content, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	script := &strings.Builder{}
	script.WriteString("set -Eeuo pipefail\ntrap 'echo \"broken off by: $BASH_COMMAND\"' ERR\n")
	for _, found := range block.FindAllStringSubmatch(string(content), -1) {
		script.WriteString("echo '---'\n" + found[1])
	}
	admin := w.Join(t, w.Tenant(t), tenant.TenantAdmin)
	out := run(t, script.String()+"\necho 'THE END'", []string{
		"PATH=" + os.Getenv("PATH"), "CAPIDEMO_API=" + w.Env["PUBLIC_URL"], "FIREBASE_AUTH_EMULATOR_HOST=" + w.Env["FIREBASE_AUTH_EMULATOR_HOST"],
		"EMAIL=" + admin.Email, "PASSWORD=" + operations.Password, "RECEIVER=" + w.Sink.URL + "/guide" + admin.Canary,
	})
	if !strings.Contains(out, "THE END") {
		t.Errorf("the guide breaks off:\n%s", out)
	}
}

// run runs a script of the shell and gives what it says.
func run(t *testing.T, script string, env []string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "bash", "-c", script)
	command.Env, command.Dir = env, t.TempDir()
	out, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	return string(out)
}
