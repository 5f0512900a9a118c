package isolation_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/isolation"
	"capidemo.dev/platform/local/operations"
)

var update = flag.Bool("update", false, "write docs/isolation.md")

const (
	page  = "../../docs/isolation.md"
	intro = `# Isolation matrix

Generated from the OpenAPI document, the roles (` + "`shared/tenant/permission.go`" + `) and the rules in ` + "`local/isolation/expect.go`" + ` by ` + "`make generate`" + `.
` + "`go test ./local/isolation`" + ` asks every cell of the running functions; an operation that is missing there fails the test.

A cell says about whose things the operation is answered: **own**, **tenant** (a colleague's as well), **+ everybody's** (shared templates), **any tenant**.
**yes** is for operations about no particular thing: they show and make what the caller's reach covers. **403** means that the role lacks the permission:
the same bytes whatever is asked for. **401** means that somebody has to sign in. Everything else is 404: another tenant's things, and a colleague's where the
reach is one's own, are byte for byte like absent and deleted ones but for the request id.

A cell in which a change can have no success on the things that the test makes (a job that ended cannot be cancelled) is held to that answer, 409, instead.

`
)

// TestMatrixIsPublished: docs/isolation.md says what is expected.
func TestMatrixIsPublished(t *testing.T) {
	t.Parallel()
	document, err := operations.Read()
	if err != nil {
		t.Fatal(err)
	}
	want := render(t, document)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/isolation.md is not what the code says; run make generate (-want +got):\n%s", diff)
	}
}

func render(t *testing.T, document *operations.Document) string {
	t.Helper()
	calls, actors := operations.Calls(), isolation.Actors()
	var b strings.Builder
	b.WriteString(intro + "| operation | permission |")
	for _, a := range actors {
		fmt.Fprintf(&b, " %s |", a.Name)
	}
	b.WriteString("\n| --- | --- |" + strings.Repeat(" --- |", len(actors)) + "\n")
	for i := range document.Operations {
		op := &document.Operations[i]
		call, listed := calls[op.ID]
		if !listed {
			t.Errorf("%s is not in the matrix: add it to Calls in local/operations/calls.go", op.ID)
			continue
		}
		permission := op.Permission
		if op.Public() {
			permission = "public"
		}
		fmt.Fprintf(&b, "| `%s %s` | %s |", op.Method, op.Path, permission)
		for _, a := range actors {
			fmt.Fprintf(&b, " %s |", cell(op, call, a))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// cell puts the outcomes of all targets into a few words.
func cell(op *operations.Operation, c operations.Call, a isolation.Actor) string {
	got := map[isolation.Target]isolation.Outcome{}
	for _, target := range isolation.Targets(c) {
		got[target] = isolation.Expect(op, c, a, target)
	}
	is := func(target isolation.Target) bool { return got[target] == isolation.Allowed }
	var words []string
	switch {
	case got[isolation.None] == isolation.SignIn || got[isolation.Own] == isolation.SignIn:
		return "401"
	case got[isolation.None] == isolation.Forbidden || got[isolation.Own] == isolation.Forbidden:
		return "403"
	case is(isolation.None):
		return "yes"
	case is(isolation.Others) && c.Bearer:
		return "whoever has the code"
	case is(isolation.Others):
		return "any tenant"
	case is(isolation.Colleagues):
		words = append(words, "tenant")
	case is(isolation.Own):
		words = append(words, "own")
	}
	if is(isolation.Everybodys) {
		words = append(words, "everybody's")
	}
	return strings.Join(words, " + ")
}
