package provision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Handler accepts provisioning and reports on jobs.
type Handler struct {
	data Data
}

// New makes a handler.
func New(data Data) *Handler { return &Handler{data: data} }

// Quick accepts a demo from a template.
func (h *Handler) Quick(ctx context.Context, scope tenant.Scope, in *QuickRequest) (*Accepted, error) {
	name, err := demo.CustomerName(in.Body.CustomerName)
	if err != nil {
		return nil, err
	}
	version, err := h.version(ctx, scope, in.Body.TemplateID, in.Body.Version)
	if err != nil {
		return nil, err
	}
	return h.start(ctx, scope, store.Start{
		CustomerName: name, Version: version,
		Idempotency: store.Idempotency{Operation: "provision-quick", Key: in.IdempotencyKey, Digest: digest(in.Body)},
	})
}

// version finds what to provision. A template that does not exist is a fault of the request, not of its address.
func (h *Handler) version(ctx context.Context, scope tenant.Scope, id string, number int) (version demo.TemplateVersion, err error) {
	templates := h.data.For(scope).Templates()
	if number == 0 {
		version, err = templates.Active(ctx, id)
	} else {
		version, err = templates.Version(ctx, id, number)
	}
	if fault.Is(err, fault.NotFound) {
		return version, fault.New(fault.Invalid, "There is no template %q in this version; GET /api/v1/templates lists them.", id).
			WithField("body.template_id", "names no published template")
	}
	return version, err
}

func (h *Handler) start(ctx context.Context, scope tenant.Scope, start store.Start) (*Accepted, error) {
	pair, err := h.data.For(scope).Jobs().Quick(ctx, start)
	if err != nil {
		return nil, err
	}
	return accepted(pair.Job), nil
}

// Status tells how a job is coming along.
func (h *Handler) Status(ctx context.Context, scope tenant.Scope, in *JobRequest) (*JobReply, error) {
	job, err := h.data.For(scope).Jobs().Get(ctx, in.JobID)
	if err != nil {
		return nil, err
	}
	return &JobReply{Body: viewJob(job)}, nil
}

// List gives jobs, newest first.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*ListReply, error) {
	page, err := h.data.For(scope).Jobs().List(ctx, store.JobFilter{Status: demo.JobStatus(in.Status), Demo: in.DemoID},
		store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &ListReply{}
	out.Body.NextCursor, out.Body.Items = page.Cursor, make([]JobView, len(page.Items))
	for i, job := range page.Items {
		out.Body.Items[i] = viewJob(job)
	}
	return out, nil
}

// Logs gives a job's log after a cursor.
func (h *Handler) Logs(ctx context.Context, scope tenant.Scope, in *LogsRequest) (*LogsReply, error) {
	page, err := h.data.For(scope).Jobs().Logs(ctx, in.JobID, in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &LogsReply{}
	out.Body.Items, out.Body.NextCursor = []LogView{}, page.Cursor
	for _, entry := range page.Items {
		for _, line := range entry.Lines {
			out.Body.Items = append(out.Body.Items, LogView{At: line.At, Text: line.Text})
		}
	}
	return out, nil
}

// Cancel ends a job; what it made is removed.
func (h *Handler) Cancel(ctx context.Context, scope tenant.Scope, in *JobRequest) (*JobReply, error) {
	job, err := h.data.For(scope).Jobs().Cancel(ctx, in.JobID)
	if err != nil {
		return nil, err
	}
	return &JobReply{Body: viewJob(job)}, nil
}

// Retry starts a job that came to nothing again, as a new job with a new demo: a terminal job never changes, and what it made is gone.
func (h *Handler) Retry(ctx context.Context, scope tenant.Scope, in *RetryRequest) (*Accepted, error) {
	job, err := h.data.For(scope).Jobs().Get(ctx, in.JobID)
	if err != nil {
		return nil, err
	}
	if job.Status != demo.JobFailed && job.Status != demo.JobCancelled {
		return nil, fault.New(fault.Conflict, "The job is %s; only a failed or cancelled job can be tried again.", job.Status)
	}
	if job.CustomerName == "" {
		return nil, fault.New(fault.Conflict, "The demo of this job was deleted; make a new one from its template.")
	}
	version, err := h.version(ctx, scope, job.TemplateID, job.TemplateVersion)
	if err != nil {
		return nil, err
	}
	if in.IdempotencyKey != "" {
		return h.start(ctx, scope, retryOf(job, version, in.IdempotencyKey))
	}
	return h.retryOnce(ctx, scope, job, version)
}

// maxRetries bounds the chain of retries that one job can have.
const maxRetries = 20

// retryOnce makes one new job however often the button is pressed, and another one once that job came to nothing as well.
func (h *Handler) retryOnce(ctx context.Context, scope tenant.Scope, job demo.Job, version demo.TemplateVersion) (*Accepted, error) {
	for range maxRetries {
		pair, err := h.data.For(scope).Jobs().Quick(ctx, retryOf(job, version, job.ID))
		if err != nil {
			return nil, err
		}
		if !pair.Job.Compensates() {
			return accepted(pair.Job), nil
		}
		job = pair.Job
	}
	return nil, fault.New(fault.Conflict, "The job was tried again %d times without success; report its id.", maxRetries)
}

func retryOf(job demo.Job, version demo.TemplateVersion, key string) store.Start {
	return store.Start{
		CustomerName: job.CustomerName, Version: version, RetryOf: job.ID,
		Idempotency: store.Idempotency{Operation: "job-retry", Key: key, Digest: digest(job.ID)},
	}
}

// Estimate tells what a demo would cost and whether the quota allows it, before the act.
func (h *Handler) Estimate(ctx context.Context, scope tenant.Scope, in *EstimateRequest) (*EstimateReply, error) {
	version, err := h.version(ctx, scope, in.TemplateID, 0)
	if err != nil {
		return nil, err
	}
	rec, err := h.data.For(scope).Quota().ForProvision(ctx)
	if err != nil {
		return nil, err
	}
	return &EstimateReply{Body: estimate(version, rec)}, nil
}

// digest stands for the content of a request.
func digest(content any) string {
	raw, err := json.Marshal(content)
	if err != nil { // plain structs of strings and numbers always encode
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
