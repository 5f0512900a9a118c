package templates

import (
	"time"

	"capidemo.dev/platform/shared/store"
)

// DraftRequest is POST /templates.
type DraftRequest struct {
	Body struct {
		Document string `json:"document"         minLength:"1" maxLength:"500000" doc:"A data specification, YAML or JSON; GET /api/dataspec.schema.json describes it. Its version is given by the server"`
		Shared   bool   `json:"shared,omitempty" doc:"For every tenant; only the platform's admins may"`
	}
}

// DraftReply answers a new draft.
type DraftReply struct {
	Location string `header:"Location"`
	Body     struct {
		TemplateID string `json:"template_id" doc:"Under which the template is found: <tenant>-<id> for a private one"`
		LineView
	}
}

// VersionRequest names a version of a template.
type VersionRequest struct {
	TemplateID string `path:"template_id" maxLength:"60"`
	Number     int    `path:"number" minimum:"1" maximum:"1000000"`
}

// LineView is one version in a list.
type LineView struct {
	Number     int       `json:"number"`
	Status     string    `json:"status"      enum:"draft,tested,active,deprecated"`
	Current    bool      `json:"current"     doc:"New demos are made of it"`
	Anchor     string    `json:"anchor"      doc:"The day the data of its latest build ends"`
	CreatedAt  time.Time `json:"created_at"`
	CreatedBy  string    `json:"created_by"`
	ExamStatus string    `json:"exam_status" enum:"none,running,green,red" doc:"Whether every golden query gives what the ledger says"`
	Faults     []string  `json:"faults"      doc:"Why it is red"`
	Uses       int64     `json:"uses"        doc:"Demos made of it so far"`
}

// LinePage is a list of versions.
type LinePage struct {
	Items []LineView `json:"items"`
}

// VersionsReply carries a list of versions.
type VersionsReply struct {
	Body LinePage
}

// LineReply carries one version.
type LineReply struct {
	Body LineView
}

func viewLine(v store.VersionLine) LineView {
	proof := string(v.Proof)
	if proof == "" {
		proof = "none"
	}
	return LineView{
		Number: v.Number, Status: string(v.Status), Current: v.Current, Anchor: v.Anchor, CreatedAt: v.CreatedAt, CreatedBy: v.CreatedBy,
		ExamStatus: proof, Faults: nonNil(v.Faults), Uses: v.Uses,
	}
}
