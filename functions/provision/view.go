package provision

import (
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// QuickRequest is POST /provision/quick.
type QuickRequest struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" doc:"Send the same key to repeat a request safely"`
	Body           struct {
		TemplateID   string `json:"template_id"       minLength:"1" maxLength:"60" pattern:"^[a-z0-9_-]+$" doc:"From GET /templates" example:"shopify"`
		CustomerName string `json:"customer_name"     minLength:"1" maxLength:"100" doc:"Whom the demo is for" example:"Acme Corp"`
		Version      int    `json:"version,omitempty" minimum:"1" maximum:"1000000" doc:"A version of the template; the active one when absent"`
	}
}

// JobRequest names a job.
type JobRequest struct {
	JobID string `path:"job_id" maxLength:"80"`
}

// RetryRequest is POST /jobs/{job_id}/retry.
type RetryRequest struct {
	JobID          string `path:"job_id" maxLength:"80"`
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" doc:"A new key allows another attempt of the same job"`
}

// ListRequest is GET /jobs.
type ListRequest struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor string `query:"cursor" maxLength:"500"`
	Status string `query:"status" enum:"scheduled,queued,running,completed,failed,cancelled"`
	DemoID string `query:"demo_id" maxLength:"80"`
}

// LogsRequest is GET /jobs/{job_id}/logs.
type LogsRequest struct {
	JobID  string `path:"job_id" maxLength:"80"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"100"`
	Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the last reply; the same cursor later gives what has come since"`
}

// EstimateRequest is GET /provision/estimate.
type EstimateRequest struct {
	TemplateID string `query:"template_id" required:"true" maxLength:"60"`
}

// Links lead on from a job.
type Links struct {
	Status string `json:"status" doc:"The job"`
	Logs   string `json:"logs"   doc:"The job's log"`
	Demo   string `json:"demo"   doc:"The demo"`
}

// Accepted answers a request that started a job.
type Accepted struct {
	Location string `header:"Location"`
	Body     struct {
		JobID  string `json:"job_id"`
		DemoID string `json:"demo_id"`
		Status string `json:"status"`
		Links  Links  `json:"links"`
	}
}

// FailureView says why a job failed.
type FailureView struct {
	Phase   string `json:"phase"`
	Reason  string `json:"reason"  doc:"Last part of a problem type"`
	Message string `json:"message"`
}

// JobView is a job as people see it.
type JobView struct {
	JobID        string       `json:"job_id"`
	DemoID       string       `json:"demo_id"`
	Type         string       `json:"type"     enum:"quick,teardown"`
	Status       string       `json:"status"   enum:"scheduled,queued,running,completed,failed,cancelled"`
	Phase        string       `json:"phase"    doc:"What is going on"`
	Progress     int          `json:"progress" doc:"Percent"`
	CustomerName string       `json:"customer_name" doc:"Empty once the demo is deleted"`
	TemplateID   string       `json:"template_id"`
	RetryOf      string       `json:"retry_of,omitempty"`
	CreatedAt    time.Time    `json:"created_at"`
	StartedAt    *time.Time   `json:"started_at,omitempty"`
	CompletedAt  *time.Time   `json:"completed_at,omitempty"`
	Error        *FailureView `json:"error,omitempty"`
	Links        Links        `json:"links"`
}

// JobReply carries one job.
type JobReply struct {
	Body JobView
}

// ListReply carries a page of jobs.
type ListReply struct {
	Body JobPage
}

// JobPage is a page of jobs.
type JobPage struct {
	Items      []JobView `json:"items"`
	NextCursor string    `json:"next_cursor,omitempty"`
}

// LogView is one line of a log.
type LogView struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// LogsReply carries a part of a log.
type LogsReply struct {
	Body struct {
		Items      []LogView `json:"items"`
		NextCursor string    `json:"next_cursor,omitempty"`
	}
}

// QuotaLine is one quota, before and after the act.
type QuotaLine struct {
	Name  string `json:"name"`
	Used  int64  `json:"used"`
	Limit int64  `json:"limit"`
	After int64  `json:"after" doc:"What would be used with this demo"`
}

// EstimateReply says what a demo would take.
type EstimateReply struct {
	Body EstimateView
}

// EstimateView is an estimate.
type EstimateView struct {
	TemplateID    string      `json:"template_id"`
	Tables        int         `json:"tables"`
	Rows          int64       `json:"rows"`
	Seconds       float64     `json:"seconds"         doc:"Typically, from acceptance to active"`
	Bytes         int64       `json:"bytes"           doc:"Of the template's tables; a demo's clones share them until something is changed"`
	CostMicrosUSD int64       `json:"cost_micros_usd" doc:"At most, for making the demo and using it for a month, in millionths of a US dollar"`
	Costs         []CostView  `json:"costs"           doc:"What the cost is made of"`
	Quota         []QuotaLine `json:"quota"`
	Allowed       bool        `json:"allowed"         doc:"Whether every quota has room"`
	Reason        string      `json:"reason,omitempty" doc:"Why it is not allowed"`
}

// CostView is a part of the cost.
type CostView struct {
	Name      string `json:"name" enum:"create,storage,questions"`
	MicrosUSD int64  `json:"micros_usd"`
	Basis     string `json:"basis" doc:"How it is reckoned"`
}

// typicalSeconds is the budget of quick provisioning (docs/benchmarks.md has the measured times).
const typicalSeconds = 1.5

func accepted(job demo.Job) *Accepted {
	out := &Accepted{Location: linksOf(job).Status}
	out.Body.JobID, out.Body.DemoID, out.Body.Links = job.ID, job.DemoID, linksOf(job)
	out.Body.Status = string(demo.JobQueued) // as it was accepted: a repetition gets the same reply
	return out
}

func linksOf(job demo.Job) Links {
	return Links{
		Status: "/api/v1/provision/status/" + job.ID,
		Logs:   "/api/v1/jobs/" + job.ID + "/logs",
		Demo:   "/api/v1/demos/" + job.DemoID,
	}
}

func viewJob(job demo.Job) JobView {
	view := JobView{
		JobID: job.ID, DemoID: job.DemoID, Type: string(job.Type), Status: string(job.Status), Phase: job.Phase, Progress: job.Progress,
		CustomerName: job.CustomerName, TemplateID: job.TemplateID, RetryOf: job.RetryOf,
		CreatedAt: job.CreatedAt, StartedAt: job.StartedAt, CompletedAt: job.CompletedAt, Links: linksOf(job),
	}
	if job.Error != nil {
		view.Error = &FailureView{Phase: job.Error.Phase, Reason: job.Error.Reason, Message: job.Error.Message}
	}
	return view
}

// estimate tells what a demo of a version would take of a tenant.
func estimate(version demo.TemplateVersion, rec demo.TenantRecord) EstimateView {
	used, limits, bytes := rec.Counters, rec.Limits, version.Bytes()
	cost := demo.CostOf(bytes, len(version.Tables))
	view := EstimateView{
		TemplateID: version.TemplateID, Rows: version.Rows, Tables: len(version.Tables), Seconds: typicalSeconds, Bytes: bytes,
		CostMicrosUSD: cost.Total(), Allowed: true,
		Costs: []CostView{
			{"create", cost.Create, "Copying tables and creating an agent are free."},
			{"storage", cost.Storage, "The tables' bytes for a month, if all of them were changed; clones are billed for changes only."},
			{"questions", cost.Questions, "50 questions over two tables each, at BigQuery's price on demand."},
		},
		Quota: []QuotaLine{
			{"active_demos", used.ActiveDemos, limits.ActiveDemos, used.ActiveDemos + 1},
			{"concurrent_jobs", used.ConcurrentJobs, limits.ConcurrentJobs, used.ConcurrentJobs + 1},
			{"provisions_per_month", used.Provisions, limits.ProvisionsPerMonth, used.Provisions + 1},
		},
	}
	if err := rec.RoomForProvision(); err != nil {
		view.Allowed, view.Reason = false, fault.Message(err)
	}
	return view
}
