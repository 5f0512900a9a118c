package demos

import (
	"time"

	"capidemo.dev/platform/shared/demo"
)

// ListRequest is GET /demos.
type ListRequest struct {
	Limit    int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor   string `query:"cursor" maxLength:"500"`
	Status   string `query:"status" enum:"pending,provisioning,active,failed,archived,deleting,deleted"`
	Template string `query:"template_id" maxLength:"60"`
	Customer string `query:"customer" maxLength:"100" doc:"The customer's exact name"`
	Owner    string `query:"owner" maxLength:"128" doc:"uid"`
}

// GetRequest is GET /demos/{demo_id}.
type GetRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
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
	Body DemoView
}

// GoldenView is a golden query with its answer.
type GoldenView struct {
	ID         string       `json:"id"`
	Question   string       `json:"question"`
	Phrasings  []string     `json:"phrasings" doc:"Other ways to ask"`
	SQL        string       `json:"sql"`
	Complexity string       `json:"complexity" enum:"easy,medium,hard"`
	ResultType string       `json:"result_type" enum:"scalar,table,time_series,ranking,comparison"`
	Expected   ExpectedView `json:"expected"`
}

// ExpectedView is a known answer: cells are canonical texts, null is NULL.
type ExpectedView struct {
	Columns   []string    `json:"columns"`
	Rows      [][]*string `json:"rows"`
	Ordered   bool        `json:"ordered"   doc:"Whether the order of the rows is part of the answer"`
	Tolerance float64     `json:"tolerance" doc:"Relative; 0 means exact"`
}

// GoldenReply carries the golden queries of a demo.
type GoldenReply struct {
	Body struct {
		Items []GoldenView `json:"items"`
	}
}

func view(d demo.Demo) DemoView {
	return DemoView{
		DemoID: d.ID, Status: string(d.Status), CustomerName: d.CustomerName,
		TemplateID: d.TemplateID, TemplateName: d.TemplateName, TemplateVersion: d.TemplateVersion, JobID: d.JobID,
		DatasetID: d.DatasetID, AgentID: d.AgentID, TableCount: d.TableCount, Rows: d.Rows, Owner: d.CreatedBy,
		CreatedAt: d.CreatedAt, ReadyAt: d.ReadyAt, LastUsed: d.LastUsed, ArchiveAt: d.ArchiveAt, DeleteAt: d.DeleteAt,
	}
}

func viewGolden(q demo.GoldenQuery) GoldenView {
	out := GoldenView{
		ID: q.ID, Question: q.Question, Phrasings: append([]string{}, q.Phrasings...), SQL: q.SQL, Complexity: q.Complexity, ResultType: q.ResultType,
		Expected: ExpectedView{Columns: []string{}, Rows: [][]*string{}},
	}
	if q.Expected == nil {
		return out
	}
	out.Expected.Columns, out.Expected.Ordered, out.Expected.Tolerance = append([]string{}, q.Expected.Columns...), q.Expected.Ordered, q.Expected.Tolerance
	for _, row := range q.Expected.Rows {
		out.Expected.Rows = append(out.Expected.Rows, row.Cells)
	}
	return out
}
