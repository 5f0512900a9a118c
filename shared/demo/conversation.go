package demo

import (
	"strings"
	"time"
	"unicode/utf8"

	"capidemo.dev/platform/shared/fault"
)

// Conversation is a line of questions and answers about one demo. Its id is <demo>-<random>, so that it can be found by id alone.
type Conversation struct {
	Meta
	ID     string `firestore:"id"`
	DemoID string `firestore:"demo_id"`
	Title  string `firestore:"title"` // the first question, shortened

	Deleting bool       `firestore:"deleting"` // nobody sees it any more; it goes after its messages and what the agents' API keeps of it
	WatchAt  *time.Time `firestore:"watch_at"` // when the sweep goes on deleting; absent otherwise
}

// Doom takes a conversation out of everybody's sight, with its title, which is a question. What was said in it goes next, and the record last.
func (c *Conversation) Doom(now time.Time) {
	watch := now.Add(Patience)
	c.Deleting, c.WatchAt, c.Title = true, &watch, ""
	c.Touch(now)
}

// AgentsConversation is the id under which the agents' API keeps a conversation.
func AgentsConversation(id string) string { return "c-" + id }

// MessageRole says who speaks.
type MessageRole string

// Who speaks.
const (
	RoleUser      MessageRole = "user"
	RoleAssistant MessageRole = "assistant"
)

// Message is a question, or the answer to it. Its id is <conversation>-<random>, so that it can be found by id alone.
// An answer's parts arrive as chunks while it is written; when it is complete the message carries its text and SQL as well.
type Message struct {
	Meta
	Lease          Lease        `firestore:"lease"`
	ID             string       `firestore:"id"`
	Tenant         string       `firestore:"tenant"`
	DemoID         string       `firestore:"demo_id"`
	ConversationID string       `firestore:"conversation_id"`
	Ordinal        int64        `firestore:"ordinal"` // Unix time of the question in microseconds; the answer comes one later
	Role           MessageRole  `firestore:"role"`
	Text           string       `firestore:"text"`
	QuestionID     string       `firestore:"question_id"` // of an answer: the message it answers
	Question       string       `firestore:"question"`    // of an answer: the question's text
	Status         AnswerStatus `firestore:"status"`
	SQL            string       `firestore:"sql"`
	Verified       bool         `firestore:"verified"` // the answer comes from a golden query
	Chunks         int64        `firestore:"chunks"`   // sequence number of the last chunk
	Error          *Failure     `firestore:"error"`
	CompletedAt    *time.Time   `firestore:"completed_at"`
	WatchAt        *time.Time   `firestore:"watch_at"`
	Feedback       *Feedback    `firestore:"feedback"` // of an answer: what its reader thinks of it
}

// ChunkKind says what a chunk's payload is.
type ChunkKind string

// The kinds of chunk, in the order they usually come. Restart tells readers to forget the chunks before it (a new attempt begins).
const (
	ChunkProgress      ChunkKind = "progress"
	ChunkSQL           ChunkKind = "sql"
	ChunkData          ChunkKind = "data"
	ChunkChart         ChunkKind = "chart"
	ChunkText          ChunkKind = "text"
	ChunkClarification ChunkKind = "clarification"
	ChunkSuggestions   ChunkKind = "suggestions"
	ChunkError         ChunkKind = "error"
	ChunkRestart       ChunkKind = "restart"
	ChunkEnd           ChunkKind = "end"
)

// Chunk is one part of an answer as it is streamed. Payload is JSON: Firestore holds no nested arrays.
type Chunk struct {
	Meta
	Seq     int64     `firestore:"seq"` // 1, 2, 3 ... over all attempts at the answer
	Kind    ChunkKind `firestore:"kind"`
	Payload string    `firestore:"payload"`
}

// MaxQuestion is the longest accepted question, in characters.
const MaxQuestion = 2000

// Question accepts a question as a person types it.
func Question(s string) (string, error) {
	q := strings.TrimSpace(s)
	refuse := func(why string) (string, error) {
		return "", fault.New(fault.Invalid, "The question %s.", why).WithField("body.question", "%s", why)
	}
	switch {
	case q == "":
		return refuse("is empty; type what you want to know")
	case !utf8.ValidString(q) || strings.ContainsRune(q, 0):
		return refuse("is not plain text")
	case utf8.RuneCountInString(q) > MaxQuestion:
		return refuse("is longer than 2000 characters; shorten it")
	}
	return q, nil
}

// Title shortens a question to a conversation's title.
func Title(question string) string {
	const longest = 80
	runes := []rune(strings.Join(strings.Fields(question), " "))
	if len(runes) <= longest {
		return string(runes)
	}
	return string(runes[:longest-1]) + "…"
}

// SplitConversationID gives the demo of a conversation.
func SplitConversationID(id string) (demoID string, err error) {
	demoID, rest, found := strings.Cut(id, "-")
	if !found || demoID == "" || rest == "" || strings.Contains(id, "/") {
		return "", fault.New(fault.NotFound, "There is no such conversation.")
	}
	return demoID, nil
}
