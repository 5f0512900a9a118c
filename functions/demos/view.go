package demos

import (
	"slices"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/tenant"
)

// ListRequest is GET /demos.
type ListRequest struct {
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor   string `query:"cursor" maxLength:"500"`
	Pinned   bool   `query:"pinned" doc:"Only what the caller has pinned: at most 100 demos, all in one page"`
	Query    string `query:"q" maxLength:"100" doc:"What the customer's name begins with, whatever its case; the list is then sorted by name, and no other sort can be asked for"`
	Sort     string `query:"sort" enum:"created_at,-created_at,last_used,-last_used,customer_name" doc:"A minus means the greatest first; -created_at when absent"`
	Status   string `query:"status" enum:"pending,provisioning,active,failed,archived,deleting,deleted"`
	Template string `query:"template_id" maxLength:"60"`
	Customer string `query:"customer" maxLength:"100" doc:"The customer's exact name"`
	Owner    string `query:"owner" maxLength:"128" doc:"uid"`
}

// GetRequest is GET /demos/{demo_id}.
type GetRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
}

// RenameRequest is PATCH /demos/{demo_id}.
type RenameRequest struct {
	DemoID  string `path:"demo_id" maxLength:"80"`
	IfMatch string `header:"If-Match" maxLength:"40" doc:"The ETag of the demo as you have read it: it changes when somebody edits the demo. Without it the answer is 428, when it has changed since 412"`
	Body    struct {
		CustomerName string `json:"customer_name" minLength:"1" maxLength:"100" doc:"Whom the demo is for"`
	}
}

// DemoView is a demo as its owner sees it.
type DemoView struct {
	DemoID          string     `json:"demo_id"`
	Status          string     `json:"status" enum:"pending,provisioning,active,failed,archived,deleting,deleted"`
	CustomerName    string     `json:"customer_name"`
	TemplateID      string     `json:"template_id"`
	TemplateName    string     `json:"template_name"`
	TemplateVersion int        `json:"template_version"`
	JobID           string     `json:"job_id"`
	DatasetID       string     `json:"dataset_id,omitempty"`
	AgentID         string     `json:"agent_id,omitempty"`
	TableCount      int        `json:"table_count"`
	Rows            int64      `json:"rows"`
	Owner           string     `json:"owner"`
	CreatedAt       time.Time  `json:"created_at"`
	ReadyAt         *time.Time `json:"ready_at,omitempty"`
	LastUsed        time.Time  `json:"last_used"`
	ArchiveAt       time.Time  `json:"archive_at"`
	DeleteAt        time.Time  `json:"delete_at"`
	Pinned          bool       `json:"pinned" doc:"Whether the caller keeps it at hand"`
	Exam            ExamView   `json:"exam" doc:"What exams say of it; the certificate is at /demos/{demo_id}/exam"`
}

// ExamView is what exams say of a demo.
type ExamView struct {
	Status     string     `json:"status" enum:"none,running,green,amber,red"`
	Progress   int        `json:"progress" minimum:"0" maximum:"100" doc:"Of the exam under way"`
	ExaminedAt *time.Time `json:"examined_at,omitempty"`
	Reasons    []string   `json:"reasons" doc:"Why it is not green"`
}

// ListReply carries a page of demos.
type ListReply struct {
	Body DemoPage
}

// DemoPage is a page of demos.
type DemoPage struct {
	Items      []DemoView `json:"items"`
	NextCursor string     `json:"next_cursor,omitempty"`
}

// GetReply carries one demo.
type GetReply struct {
	ETag string `header:"ETag"`
	Body DemoView
}

// DeletionReply answers that a demo is being deleted.
type DeletionReply struct {
	Location string `header:"Location" doc:"The job"`
	Body     DemoDeletion
}

// DemoDeletion is the deletion of a demo that goes on.
type DemoDeletion struct {
	DemoID string `json:"demo_id"`
	JobID  string `json:"job_id" doc:"The job that deletes it: when it is completed, the demo is gone"`
	Status string `json:"status" enum:"scheduled,queued,running,completed" doc:"Of the job"`
}

func deletion(p demo.Pair) *DeletionReply {
	return &DeletionReply{
		Location: "/api/v1/provision/status/" + p.Job.ID,
		Body:     DemoDeletion{DemoID: p.Demo.ID, JobID: p.Job.ID, Status: string(p.Job.Status)},
	}
}

func reply(d demo.Demo, scope tenant.Scope) *GetReply {
	return &GetReply{ETag: host.ETag(max(d.Revision, 1)), Body: view(d.Card(), scope)}
}

func viewAll(demos []demo.Card, scope tenant.Scope) []DemoView {
	out := make([]DemoView, len(demos))
	for i, d := range demos {
		out[i] = view(d, scope)
	}
	return out
}

// view is a demo as the scope's person sees it.
func view(d demo.Card, scope tenant.Scope) DemoView {
	return DemoView{
		DemoID: d.ID, Status: string(d.Status), CustomerName: d.CustomerName,
		TemplateID: d.TemplateID, TemplateName: d.TemplateName, TemplateVersion: d.TemplateVersion, JobID: d.JobID,
		DatasetID: d.DatasetID, AgentID: d.AgentID, TableCount: d.TableCount, Rows: d.Rows, Owner: d.CreatedBy,
		CreatedAt: d.CreatedAt, ReadyAt: d.ReadyAt, LastUsed: d.LastUsed, ArchiveAt: d.ArchiveAt, DeleteAt: d.DeleteAt,
		Pinned: slices.Contains(d.PinnedBy, scope.Subject()),
		Exam:   ExamView{Status: d.Exam.Shown(), Progress: d.Exam.Progress, ExaminedAt: d.Exam.ExaminedAt, Reasons: append([]string{}, d.Exam.Reasons...)},
	}
}
