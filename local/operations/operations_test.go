package operations_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

var shared operations.Shared //nolint:gochecknoglobals // the testing package offers no other place that outlives a single test

func TestMain(m *testing.M) { os.Exit(shared.Run(m)) }

// TestEveryOperationIsCalled: the table of calls has every operation of the document and none else, and names things that can be made.
func TestEveryOperationIsCalled(t *testing.T) {
	t.Parallel()
	document, err := operations.Read()
	if err != nil {
		t.Fatal(err)
	}
	calls := operations.Calls()
	for i := range document.Operations {
		op := &document.Operations[i]
		call, listed := calls[op.ID]
		if !listed {
			t.Errorf("%s %s has no call: add %q to Calls in local/operations/calls.go, with the things it is about and a body; "+
				"then it is in the isolation matrix, the fuzz and the examples by itself", op.Method, op.Path, op.ID)
			continue
		}
		delete(calls, op.ID)
		for _, p := range op.Parameters {
			if p.In == "path" && !slices.Contains(call.About, p.Name) {
				t.Errorf("%s is about {%s}: add it to About in local/operations/calls.go", op.ID, p.Name)
			}
		}
		for _, name := range call.About {
			if !operations.Known(name) {
				t.Errorf("%s is about {%s}, which nothing makes: add a maker to local/operations/things.go", op.ID, name)
			}
			if operations.Absent("acme")[name] == "" {
				t.Errorf("%s is about {%s}: add an absent one to Absent in local/operations/things.go", op.ID, name)
			}
		}
		if (op.Body != nil) != (call.Body != nil) {
			t.Errorf("%s: the document has a body: %v, the call in local/operations/calls.go: %v", op.ID, op.Body != nil, call.Body != nil)
		}
		if call.Version != "" && !op.Takes("header", "If-Match") {
			t.Errorf("%s takes no If-Match, but its call in local/operations/calls.go says where the ETag comes from", op.ID)
		}
	}
	for id := range calls {
		t.Errorf("the call %q is of no operation: remove it from local/operations/calls.go", id)
	}
}

// TestCallsWork: each call as it stands is accepted, in a form that the document describes.
func TestCallsWork(t *testing.T) {
	t.Parallel()
	w := shared.World(t)
	lead := w.Join(t, w.Tenant(t), tenant.SuperAdmin)
	things := w.Furnish(t, lead)
	calls := operations.Calls()
	for i := range w.Document.Operations {
		op := &w.Document.Operations[i]
		call := calls[op.ID]
		its := things
		if call.Spends {
			its = w.Renew(t, lead, things, call.About)
		}
		r := op.Request(t, call, its, lead).Send(t, lead)
		if want := op.Allowed(call); !slices.Contains(want, r.Status) {
			t.Errorf("%s: %d %s, want one of %v", op.ID, r.Status, r.Body, want)
		}
		if err := w.Document.Conforms(op, r); err != nil {
			t.Errorf("%s: %v", op.ID, err)
		}
	}
	for _, line := range w.Log(t) {
		if strings.Contains(line, lead.Canary) {
			t.Errorf("what somebody wrote is in the log: %s", line)
		}
	}
}
