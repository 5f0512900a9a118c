package faults_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/queue"
)

// The calls of the functions, as the proxies see them. A job or demo names itself by its id, which is random.

// commits are the writes of a job after its intake; every one carries the whole job.
func commits(job string) func(wire.Call) bool {
	return func(c wire.Call) bool {
		return c.Service == string(stack.Firestore) && strings.HasSuffix(c.Method, "/Commit") && c.Mentions("/jobs/"+job)
	}
}

// publications are messages about a job; about narrows them, such as "job.completed" to the announcement of that end.
func publications(job string, about ...string) func(wire.Call) bool {
	return func(c wire.Call) bool {
		return c.Service == string(stack.PubSub) && strings.HasSuffix(c.Method, "/Publish") && c.Mentions(append(about, job)...)
	}
}

// warehouseCalls are requests to BigQuery of a method whose path ends in suffix and that mention all texts.
func warehouseCalls(method, suffix string, texts ...string) func(wire.Call) bool {
	return func(c wire.Call) bool {
		return c.Service == string(stack.BigQuery) && strings.HasPrefix(c.Method, method+" ") && strings.HasSuffix(c.Method, suffix) && c.Mentions(texts...)
	}
}

// datasetMade is the creation of a demo's dataset.
func datasetMade(demoID string) func(wire.Call) bool {
	return warehouseCalls("POST", "/datasets", demoID)
}

// tableMade is the job that brings one table into a demo's dataset.
func tableMade(demoID, table string) func(wire.Call) bool {
	return warehouseCalls("POST", "/jobs", demoID, `"tableId":"`+table+`"`)
}

// agentCalls are calls about a demo's agent, by the method's name.
func agentCalls(demoID, method string) func(wire.Call) bool {
	return func(c wire.Call) bool {
		return c.Service == string(stack.CAPI) && strings.Contains(c.Method, "/"+method) && c.Mentions(demoID)
	}
}

// nothing is dispatched after a pause: the test pushes the messages itself. The emulator pushes only a few at once while pushes
// hang, so a test that makes several loads hang would block the others.
func nothing(string) bool { return false }

// pause keeps the tenant's new jobs from being dispatched, so that a test can prepare faults for their ids, until resume. After that
// the dispatches are made for which dispatched is true; the others never are. Nil means all.
func (f *team) pause(t *testing.T, dispatched func(job string) bool) (resume func()) {
	t.Helper()
	gate := wire.NewGate()
	t.Cleanup(gate.Open)
	f.interfere(t, func(next eventarc.Deliver) eventarc.Deliver {
		return func(ctx context.Context, e eventarc.Event) error {
			if e.Trigger != "dispatch" {
				return next(ctx, e)
			}
			if err := gate.Hold(ctx); err != nil {
				return err
			}
			if job := e.Document()[strings.LastIndexByte(e.Document(), '/')+1:]; dispatched != nil && !dispatched(job) {
				return nil
			}
			return next(ctx, e)
		}
	})
	return gate.Open
}

// push delivers a job's message to the load function at a base address, as Pub/Sub does.
func (f *team) push(ctx context.Context, token, functions string, a accepted) (reply, error) {
	data, err := json.Marshal(queue.Job{Version: 1, Type: "quick", Tenant: string(f.id), Job: a.JobID, Demo: a.DemoID})
	if err != nil {
		return reply{}, err
	}
	return send(ctx, http.MethodPost, functions+"/load", token, "", map[string]any{
		"message": map[string]any{"messageId": "1", "data": data}, "subscription": "load",
	})
}

// pushInBackground delivers a job's message to the stack's own functions.
func (f *team) pushInBackground(t *testing.T, a accepted) {
	t.Helper()
	token := f.w.token(t, "pubsub", f.w.env["OIDC_AUDIENCE"])
	go func() { _, _ = f.push(t.Context(), token, f.w.env["FUNCTIONS_URL"], a) }() // the job tells how it went
}
