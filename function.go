// Package function is the table of contents of the back end: every function once, in the order of the chain, with what sets it off
// and what it brings about. functions/manifest.yaml says the same to the machines that wire and deploy; a test holds the two together.
//
// To add a function: a folder functions/<word>, a line here, an entry in the manifest, and a playbook named like it.
package function

import (
	"context"
	"log/slog"
	"net/http"
	"os"

	ff "github.com/GoogleCloudPlatform/functions-framework-go/functions"

	"capidemo.dev/platform/functions"
	"capidemo.dev/platform/functions/build"
	"capidemo.dev/platform/functions/certificate"
	"capidemo.dev/platform/functions/chat"
	"capidemo.dev/platform/functions/createagent"
	"capidemo.dev/platform/functions/data"
	"capidemo.dev/platform/functions/deliver"
	"capidemo.dev/platform/functions/demos"
	"capidemo.dev/platform/functions/dispatch"
	"capidemo.dev/platform/functions/exam"
	"capidemo.dev/platform/functions/exports"
	"capidemo.dev/platform/functions/finish"
	"capidemo.dev/platform/functions/forget"
	"capidemo.dev/platform/functions/health"
	"capidemo.dev/platform/functions/load"
	"capidemo.dev/platform/functions/notify"
	"capidemo.dev/platform/functions/offboard"
	"capidemo.dev/platform/functions/onboard"
	"capidemo.dev/platform/functions/provision"
	"capidemo.dev/platform/functions/reply"
	"capidemo.dev/platform/functions/sweep"
	"capidemo.dev/platform/functions/takeout"
	"capidemo.dev/platform/functions/teardown"
	"capidemo.dev/platform/functions/templates"
	"capidemo.dev/platform/functions/tenants"
	"capidemo.dev/platform/functions/users"
	"capidemo.dev/platform/functions/webhooks"
	"capidemo.dev/platform/shared/config"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/platform"
	"capidemo.dev/platform/shared/telemetry"
)

// Functions is the table.
func Functions() []Function {
	return []Function{
		{"health", api(health.Build)},             // GET /health, /health/ready: up, and able to work
		{"templates", api(templates.Build)},       // GET /templates: the library; POST /templates: a draft version and its trial
		{"build", event(build.Build)},             // trial written, pending -> the draft version's data made, loaded and examined
		{"provision", api(provision.Build)},       // POST /provision/quick: one commit makes a queued job and a pending demo
		{"dispatch", event(dispatch.Build)},       // job created -> message on provision-jobs
		{"load", push(load.Build)},                // message on provision-jobs -> the demo's dataset, cloned from the golden one
		{"createagent", event(createagent.Build)}, // demo updated, dataset there -> its data agent; with load's end the demo is active
		{"finish", event(finish.Build)},           // job updated, ended -> announced on provision-events
		{"teardown", event(teardown.Build)},       // job written, failed, cancelled or a deletion -> what it made, or the demo, is removed
		{"exam", event(exam.Build)},               // exam created, as with every demo that becomes active -> its certificate
		{"certificate", api(certificate.Build)},   // POST /demos/{id}/exam: a queued exam; GET: the certificate, and whether it still holds
		{"data", api(data.Build)},                 // GET /demos/{id}/tables: a demo's tables, rows and profiles
		{"demos", api(demos.Build)},               // GET /demos: what one has
		{"chat", api(chat.Build)},                 // POST /chat: one commit makes a question and a pending answer
		{"reply", event(reply.Build)},             // message created, pending answer -> answered chunk by chunk
		{"notify", push(notify.Build)},            // message on provision-events -> a delivery for every webhook that wants the event
		{"deliver", event(deliver.Build)},         // delivery written, due -> one signed attempt, its outcome recorded
		{"webhooks", api(webhooks.Build)},         // /webhooks: who is told of a tenant's events
		{"tenants", api(tenants.Build)},           // /tenants, /api-keys, /audit-entries: companies, their keys, what was changed
		{"onboard", event(onboard.Build)},         // errand onboard, pending, as with a new tenant -> set up, active
		{"offboard", event(offboard.Build)},       // errand offboard, pending, as with a deletion -> all that a tenant has is removed; a tombstone
		{"users", api(users.Build)},               // /users, /invites: who belongs to a tenant
		{"forget", event(forget.Build)},           // erasure written, pending -> nothing of the person is left but a tombstone
		{"exports", api(exports.Build)},           // /tenants/{id}/exports: all that a tenant has, to take along
		{"takeout", event(takeout.Build)},         // export written, pending -> its ZIP file
		{"sweep", private(sweep.Build)},           // every minute: silent jobs and answers are set off again or ended
	}
}

// Function is one function: its word and how its handler is made.
type Function struct {
	Word  string
	build builder
}

// init registers the functions for deployment from source, where Google's framework serves the one in FUNCTION_TARGET. It connects to
// nothing and reads nothing: that happens on the first request.
func init() { //nolint:gochecknoinits // the framework's only way in; the one init of the repository
	log := telemetry.NewLogger(os.Stdout, slog.LevelInfo)
	for _, f := range Functions() { // the framework serves one of them, so nothing is connected twice
		ff.HTTP(f.Word, host.Lazy(log, f.Word, func(ctx context.Context) (http.Handler, error) {
			cfg, err := config.Load()
			if err != nil {
				return nil, err
			}
			return f.Handler(ctx, platform.New(cfg))
		}).ServeHTTP)
	}
}

// Handler builds the function's handler.
func (f Function) Handler(ctx context.Context, p *platform.Platform) (http.Handler, error) {
	manifest, err := functions.Load()
	if err != nil {
		return nil, err
	}
	entry, _ := manifest.Function(f.Word)
	return f.build.handler(ctx, p, host.Options{Word: f.Word, Project: p.Config.Project, Timeout: entry.Timeout, Log: p.Log, Now: p.Now})
}
