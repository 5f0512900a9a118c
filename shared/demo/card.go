package demo

import "time"

// Card is what lists show of a demo: those of its document's fields, and no others. A list of 50 reads two thirds of what 50 whole demos
// are, which is most of what answering it costs. A field that a list is to show is added here, with its tag, and in Demo.Card.
type Card struct {
	ID              string     `firestore:"id"`
	Status          DemoStatus `firestore:"status"`
	CustomerName    string     `firestore:"customer_name"`
	CustomerKey     string     `firestore:"customer_key"`
	TemplateID      string     `firestore:"template_id"`
	TemplateVersion int        `firestore:"template_version"`
	TemplateName    string     `firestore:"template_name"`
	JobID           string     `firestore:"job_id"`
	DatasetID       string     `firestore:"dataset_id"`
	AgentID         string     `firestore:"agent_id"`
	Rows            int64      `firestore:"rows"`
	TableCount      int        `firestore:"table_count"`
	CreatedBy       string     `firestore:"created_by"`
	CreatedAt       time.Time  `firestore:"created_at"`
	ReadyAt         *time.Time `firestore:"ready_at"`
	LastUsed        time.Time  `firestore:"last_used"`
	ArchiveAt       time.Time  `firestore:"archive_at"`
	DeleteAt        time.Time  `firestore:"delete_at"`
	PinnedBy        []string   `firestore:"pinned_by"`
	Exam            ExamCard   `firestore:"exam"`
}

// ExamCard is what lists show of a demo's exams.
type ExamCard struct {
	Status     string     `firestore:"status"`   // running, else a Verdict; empty reads as none
	Progress   int        `firestore:"progress"` // of the running exam, 0 to 100
	ExaminedAt *time.Time `firestore:"examined_at"`
	Reasons    []string   `firestore:"reasons"`
}

// Card is what lists show of the demo.
func (d *Demo) Card() Card {
	return Card{
		ID: d.ID, Status: d.Status, CustomerName: d.CustomerName, CustomerKey: d.CustomerKey,
		TemplateID: d.TemplateID, TemplateVersion: d.TemplateVersion, TemplateName: d.TemplateName, JobID: d.JobID,
		DatasetID: d.DatasetID, AgentID: d.AgentID, Rows: d.Rows, TableCount: d.TableCount, CreatedBy: d.CreatedBy, CreatedAt: d.CreatedAt,
		ReadyAt: d.ReadyAt, LastUsed: d.LastUsed, ArchiveAt: d.ArchiveAt, DeleteAt: d.DeleteAt, PinnedBy: d.PinnedBy,
		Exam: d.Exam.ExamCard,
	}
}
