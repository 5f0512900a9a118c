package export

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

// segment is the i-th element of a path below the tenant, or nothing.
func segment(path string, i int) string {
	parts := strings.Split(path, "/")
	if i >= len(parts) {
		return ""
	}
	return parts[i]
}

// alias stands for an id that is a hash of a secret: the same for the same id, and no way back.
func alias(id string) string {
	if id == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("capidemo export\x00" + id))
	return hex.EncodeToString(sum[:8])
}

// object is the path of an audit entry's object, with aliases for ids that are hashes of secrets.
func object(path string) string {
	for _, kind := range []string{"api_keys/", "invites/"} {
		if id, found := strings.CutPrefix(path, kind); found {
			return kind + alias(id)
		}
	}
	return path
}

// failure says why something failed, as its people were told.
type failure struct {
	Phase   string `json:"phase"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

func failureOf(f *demo.Failure) *failure {
	if f == nil {
		return nil
	}
	return &failure{f.Phase, f.Reason, f.Message}
}

type demoLine struct {
	DemoID          string     `json:"demo_id"`
	Status          string     `json:"status"`
	CustomerName    string     `json:"customer_name"`
	Owner           string     `json:"owner"` // uid
	TemplateID      string     `json:"template_id"`
	TemplateVersion int        `json:"template_version"`
	TemplateName    string     `json:"template_name"`
	Data            string     `json:"data"` // folder with what its dataset is a copy of
	Rows            int64      `json:"rows"`
	TableCount      int        `json:"table_count"`
	JobID           string     `json:"job_id"`
	PinnedBy        []string   `json:"pinned_by"` // uids
	ExamStatus      string     `json:"exam_status"`
	CreatedAt       time.Time  `json:"created_at,omitzero"` // a deleted demo has none of these times
	ReadyAt         *time.Time `json:"ready_at"`
	LastUsed        time.Time  `json:"last_used,omitzero"`
	ArchiveAt       time.Time  `json:"archive_at,omitzero"`
	DeleteAt        time.Time  `json:"delete_at,omitzero"`
}

func lineOfDemo(x store.Held[demo.Demo]) any {
	d := x.Value
	return demoLine{
		DemoID: d.ID, Status: string(d.Status), CustomerName: d.CustomerName, Owner: d.CreatedBy, TemplateID: d.TemplateID,
		TemplateVersion: d.TemplateVersion, TemplateName: d.TemplateName, Data: folder(&d), Rows: d.Rows, TableCount: d.TableCount, JobID: d.JobID,
		PinnedBy: append([]string{}, d.PinnedBy...), ExamStatus: d.Exam.Status, CreatedAt: d.CreatedAt, ReadyAt: d.ReadyAt, LastUsed: d.LastUsed,
		ArchiveAt: d.ArchiveAt, DeleteAt: d.DeleteAt,
	}
}

type examLine struct {
	ExamID      string     `json:"exam_id"`
	DemoID      string     `json:"demo_id"`
	Status      string     `json:"status"`
	Verdict     string     `json:"verdict"`
	Certificate string     `json:"certificate"` // compact JWS: the result, signed
	Error       *failure   `json:"error"`
	RequestedBy string     `json:"requested_by"`
	CreatedAt   time.Time  `json:"created_at"`
	CompletedAt *time.Time `json:"completed_at"`
}

func lineOfExam(x store.Held[demo.Exam]) any {
	e := x.Value
	return examLine{
		ExamID: e.ID, DemoID: e.DemoID, Status: string(e.Status), Verdict: string(e.Verdict), Certificate: e.Certificate, Error: failureOf(e.Error),
		RequestedBy: e.CreatedBy, CreatedAt: e.CreatedAt, CompletedAt: e.CompletedAt,
	}
}

type conversationLine struct {
	ConversationID string    `json:"conversation_id"`
	DemoID         string    `json:"demo_id"`
	Title          string    `json:"title"`
	LedBy          string    `json:"led_by"` // uid
	CreatedAt      time.Time `json:"created_at"`
}

func lineOfConversation(x store.Held[demo.Conversation]) any {
	c := x.Value
	return conversationLine{c.ID, c.DemoID, c.Title, c.CreatedBy, c.CreatedAt}
}

type messageLine struct {
	MessageID      string     `json:"message_id"`
	ConversationID string     `json:"conversation_id"`
	Role           string     `json:"role"`
	Text           string     `json:"text"`
	QuestionID     string     `json:"question_id,omitempty"`
	SQL            string     `json:"sql,omitempty"`
	Verified       bool       `json:"verified"`
	Status         string     `json:"status"`
	Error          *failure   `json:"error"`
	Feedback       *feedback  `json:"feedback"`
	CreatedAt      time.Time  `json:"created_at"`
	CompletedAt    *time.Time `json:"completed_at"`
}

type feedback struct {
	Rating  string    `json:"rating"`
	Comment string    `json:"comment"`
	By      string    `json:"by"` // uid; empty when the tenant has forgotten them
	At      time.Time `json:"at"`
}

func lineOfMessage(x store.Held[demo.Message]) any {
	m := x.Value
	line := messageLine{
		MessageID: m.ID, ConversationID: m.ConversationID, Role: string(m.Role), Text: m.Text, QuestionID: m.QuestionID, SQL: m.SQL,
		Verified: m.Verified, Status: string(m.Status), Error: failureOf(m.Error), CreatedAt: m.CreatedAt, CompletedAt: m.CompletedAt,
	}
	if f := m.Feedback; f != nil {
		line.Feedback = &feedback{string(f.Rating), f.Comment, f.By, f.At}
	}
	return line
}

type chunkLine struct {
	MessageID string    `json:"message_id"`
	Seq       int64     `json:"seq"`
	Kind      string    `json:"kind"`
	Payload   any       `json:"payload"`
	CreatedAt time.Time `json:"created_at"`
}

func lineOfChunk(x store.Held[demo.Chunk]) any {
	c := x.Value
	line := chunkLine{MessageID: segment(x.Path, 5), Seq: c.Seq, Kind: string(c.Kind), Payload: c.Payload, CreatedAt: c.CreatedAt}
	if json.Valid([]byte(c.Payload)) {
		line.Payload = json.RawMessage(c.Payload)
	}
	return line
}

type jobLine struct {
	JobID           string     `json:"job_id"`
	Type            string     `json:"type"`
	Status          string     `json:"status"`
	DemoID          string     `json:"demo_id"`
	CustomerName    string     `json:"customer_name"`
	TemplateID      string     `json:"template_id"`
	TemplateVersion int        `json:"template_version"`
	RetryOf         string     `json:"retry_of,omitempty"`
	Error           *failure   `json:"error"`
	RequestedBy     string     `json:"requested_by"`
	CreatedAt       time.Time  `json:"created_at"`
	StartedAt       *time.Time `json:"started_at"`
	CompletedAt     *time.Time `json:"completed_at"`
}

func lineOfJob(x store.Held[demo.Job]) any {
	j := x.Value
	return jobLine{
		JobID: j.ID, Type: string(j.Type), Status: string(j.Status), DemoID: j.DemoID, CustomerName: j.CustomerName, TemplateID: j.TemplateID,
		TemplateVersion: j.TemplateVersion, RetryOf: j.RetryOf, Error: failureOf(j.Error), RequestedBy: j.CreatedBy, CreatedAt: j.CreatedAt,
		StartedAt: j.StartedAt, CompletedAt: j.CompletedAt,
	}
}

type logLine struct {
	JobID string   `json:"job_id"`
	Lines []logged `json:"lines"`
}

type logged struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

func lineOfLog(x store.Held[store.LogEntry]) any {
	line := logLine{JobID: segment(x.Path, 1), Lines: make([]logged, len(x.Value.Lines))}
	for i, l := range x.Value.Lines {
		line.Lines[i] = logged(l)
	}
	return line
}
