// Package docs holds the documents to the code: what can be generated is (go test ./docs -update writes it), what is drawn is checked,
// and the layout's rules are tests.
package docs

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	function "capidemo.dev/platform"
	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

var update = flag.Bool("update", false, "write the generated documents")

func TestStates(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# State machines\n\nGenerated from `shared/demo/states.go` by `make generate`. A move that is not drawn is a conflict.\n")
	draw(&b, "Demo", demo.DemoMachine, demo.DemoPending)
	draw(&b, "Job", demo.JobMachine, demo.JobQueued)
	draw(&b, "Answer", demo.AnswerMachine, demo.AnswerPending)
	draw(&b, "Tenant", demo.TenantMachine, demo.TenantProvisioning)
	draw(&b, "Errand about a tenant", demo.ErrandMachine, demo.ErrandPending)
	draw(&b, "Exam", demo.ExamMachine, demo.ExamQueued)
	draw(&b, "Template version", demo.TemplateMachine, demo.TemplateDraft)
	draw(&b, "Trial of a template version", demo.TrialMachine, demo.TrialPending)
	draw(&b, "Export of a tenant", demo.ExportMachine, demo.ExportPending)
	draw(&b, "Membership", demo.MemberMachine, demo.MemberPresent)
	draw(&b, "Erasure of a person", demo.ErasureMachine, demo.ErasurePending)
	generated(t, "states.md", b.String())
}

// draw writes a machine as a Mermaid diagram.
func draw[S ~string](b *strings.Builder, name string, m demo.Machine[S], first S) {
	fmt.Fprintf(b, "\n## %s\n\n```mermaid\nstateDiagram-v2\n    [*] --> %s\n", name, first)
	for _, from := range sortedKeys(m) {
		for _, to := range m[from] {
			fmt.Fprintf(b, "    %s --> %s\n", from, to)
		}
		if m.Terminal(from) {
			fmt.Fprintf(b, "    %s --> [*]\n", from)
		}
	}
	b.WriteString("```\n")
}

func TestPermissions(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Roles and permissions\n\nGenerated from `shared/tenant/permission.go` by `make generate`. An empty cell means no; `own` means what one created.\n\n| permission |")
	for _, role := range tenant.Roles() {
		fmt.Fprintf(&b, " %s |", role)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" --- |", len(tenant.Roles())) + "\n")
	for _, p := range tenant.Permissions() {
		fmt.Fprintf(&b, "| %s |", p)
		for _, role := range tenant.Roles() {
			fmt.Fprintf(&b, " %s |", tenant.ReachOf(role, p))
		}
		b.WriteString("\n")
	}
	generated(t, "permissions.md", b.String())
}

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	document, err := function.Document()
	if err != nil {
		t.Fatal(err)
	}
	generated(t, "../functions/health/openapi.json", string(document))
}

// generated compares a document with what the code says, or writes it.
func generated(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the code says; run make generate (-want +got):\n%s", name, diff)
	}
}

// TestAFunctionIsOneWord checks that every function has its folder, its line in function.go, its entry in the manifest, its card and its
// playbook, and that none of them has another function.
func TestAFunctionIsOneWord(t *testing.T) {
	t.Parallel()
	manifest, err := functions.Load()
	if err != nil {
		t.Fatal(err)
	}
	table, entries := make([]string, 0, len(function.Functions())), make([]string, 0, len(manifest.Functions))
	for _, f := range function.Functions() {
		table = append(table, f.Word)
	}
	for _, f := range manifest.Functions {
		entries = append(entries, f.Word)
	}
	slices.Sort(table)
	for what, have := range map[string][]string{
		"functions/manifest.yaml": entries,
		"functions/":              names(t, "../functions/*/doc.go", func(path string) string { return filepath.Base(filepath.Dir(path)) }),
		"docs/playbooks/":         names(t, "playbooks/*.md", func(path string) string { return strings.TrimSuffix(filepath.Base(path), ".md") }),
	} {
		slices.Sort(have)
		if diff := cmp.Diff(table, have); diff != "" {
			t.Errorf("function.go and %s disagree (-function.go +%s):\n%s", what, what, diff)
		}
	}
	architecture, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range manifest.Functions {
		if !strings.Contains(string(architecture), f.Word) {
			t.Errorf("docs/architecture.md does not draw %s", f.Word)
		}
		if f.Trigger.Firestore != nil && !strings.Contains(string(architecture), f.Trigger.Firestore.Document) {
			t.Errorf("docs/architecture.md does not say that %s sets off %s", f.Trigger.Firestore.Document, f.Word)
		}
		if f.Trigger.PubSub != nil && !strings.Contains(string(architecture), f.Trigger.PubSub.Topic) {
			t.Errorf("docs/architecture.md does not say that %s sets off %s", f.Trigger.PubSub.Topic, f.Word)
		}
	}
}

func names(t *testing.T, pattern string, name func(string) string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]string, len(paths))
	for i, path := range paths {
		out[i] = name(path)
	}
	return out
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
