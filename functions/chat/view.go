package chat

import (
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
)

// CreateRequest is POST /demos/{demo_id}/conversations.
type CreateRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
	Body   struct {
		Title string `json:"title,omitempty" maxLength:"200"`
	}
}

// ListRequest is GET /demos/{demo_id}/conversations.
type ListRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor string `query:"cursor" maxLength:"500"`
}

// RetitleRequest is PATCH /conversations/{conversation_id}.
type RetitleRequest struct {
	ConversationID string `path:"conversation_id" maxLength:"80"`
	IfMatch        string `header:"If-Match" maxLength:"40" doc:"The ETag of the conversation as you have read it; when it has changed since, the answer is 412"`
	Body           struct {
		Title string `json:"title" minLength:"1" maxLength:"200" doc:"Shortened to 80 characters"`
	}
}

// DeleteRequest is DELETE /conversations/{conversation_id}.
type DeleteRequest struct {
	ConversationID string `path:"conversation_id" maxLength:"80"`
}

// DeleteReply has no body: 204 when it is gone, 202 when it is out of sight and a large rest is still to be deleted.
type DeleteReply struct {
	Status int
}

// RateRequest is POST /messages/{message_id}/feedback.
type RateRequest struct {
	MessageID string `path:"message_id" maxLength:"80"`
	Body      struct {
		Rating  string `json:"rating" enum:"up,down,none" doc:"none takes an earlier rating back"`
		Comment string `json:"comment,omitempty" maxLength:"1000" doc:"What was good or wrong"`
	}
}

// AskRequest is POST /conversations/{conversation_id}/messages.
type AskRequest struct {
	ConversationID string `path:"conversation_id" maxLength:"80"`
	Body           struct {
		Question string `json:"question" minLength:"1" maxLength:"2000"`
	}
}

// ChatRequest is POST /chat.
type ChatRequest struct {
	Body struct {
		DemoID         string `json:"demo_id" minLength:"1" maxLength:"80"`
		Question       string `json:"question" minLength:"1" maxLength:"2000"`
		ConversationID string `json:"conversation_id,omitempty" maxLength:"80" doc:"Go on in this conversation"`
	}
}

// MessagesRequest is GET /conversations/{conversation_id}/messages.
type MessagesRequest struct {
	ConversationID string `path:"conversation_id" maxLength:"80"`
	After          int64  `query:"after" minimum:"0" doc:"Ordinal of the last message already seen"`
	Limit          int    `query:"limit" minimum:"1" maximum:"100" default:"100"`
}

// StreamRequest is GET /conversations/{conversation_id}/stream.
type StreamRequest struct {
	ConversationID string `path:"conversation_id" maxLength:"80"`
	MessageID      string `query:"message_id" maxLength:"80" doc:"The answer to follow; the newest one when absent"`
	After          int64  `query:"after" minimum:"0" doc:"Sequence number of the last part already seen"`
	LastEventID    int64  `header:"Last-Event-ID" minimum:"0" doc:"What browsers send when they reconnect"`
}

// ConversationView is a conversation as people see it.
type ConversationView struct {
	ConversationID string    `json:"conversation_id"`
	DemoID         string    `json:"demo_id"`
	Title          string    `json:"title"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at" doc:"Of the last question or change"`
}

// ConversationReply carries one conversation.
type ConversationReply struct {
	ETag string `header:"ETag"`
	Body ConversationView
}

// ListReply carries a page of conversations.
type ListReply struct {
	Body ConversationPage
}

// ConversationPage is a page of conversations.
type ConversationPage struct {
	Items      []ConversationView `json:"items"`
	NextCursor string             `json:"next_cursor,omitempty"`
}

// AskedLinks lead to the answer.
type AskedLinks struct {
	Messages string `json:"messages"`
	Stream   string `json:"stream"`
}

// Asked answers an accepted question.
type Asked struct {
	Body struct {
		ConversationID string     `json:"conversation_id"`
		QuestionID     string     `json:"question_id"`
		MessageID      string     `json:"message_id" doc:"The answer"`
		Status         string     `json:"status" enum:"pending"`
		Links          AskedLinks `json:"links"`
	}
}

// MessageView is a message as people see it.
type MessageView struct {
	MessageID   string     `json:"message_id"`
	Role        string     `json:"role" enum:"user,assistant"`
	Text        string     `json:"text"`
	Status      string     `json:"status" enum:"pending,answering,completed,failed"`
	Ordinal     int64      `json:"ordinal"`
	SQL         string     `json:"sql,omitempty"`
	Verified    bool       `json:"verified,omitempty" doc:"The answer comes from a golden query"`
	Error       string     `json:"error,omitempty"`
	CreatedAt   time.Time  `json:"created_at"`
	CompletedAt *time.Time `json:"completed_at,omitempty"`

	Feedback *FeedbackView `json:"feedback,omitempty" doc:"What its reader thinks of the answer"`
}

// FeedbackView is a reader's rating of an answer.
type FeedbackView struct {
	Rating  string    `json:"rating" enum:"up,down"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at"`
}

// MessageReply carries one message.
type MessageReply struct {
	Body MessageView
}

// MessagesReply carries what was said.
type MessagesReply struct {
	Body struct {
		Items []MessageView `json:"items"`
	}
}

func replyConversation(c demo.Conversation) *ConversationReply {
	return &ConversationReply{ETag: host.ETag(c.Version), Body: viewConversation(c)}
}

func viewConversation(c demo.Conversation) ConversationView {
	return ConversationView{ConversationID: c.ID, DemoID: c.DemoID, Title: c.Title, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt}
}

func viewMessage(m demo.Message) MessageView {
	view := MessageView{
		MessageID: m.ID, Role: string(m.Role), Text: m.Text, Status: string(m.Status), Ordinal: m.Ordinal,
		SQL: m.SQL, Verified: m.Verified, CreatedAt: m.CreatedAt, CompletedAt: m.CompletedAt,
	}
	if m.Error != nil {
		view.Error = m.Error.Message
	}
	if m.Feedback != nil {
		view.Feedback = &FeedbackView{Rating: string(m.Feedback.Rating), Comment: m.Feedback.Comment, At: m.Feedback.At}
	}
	return view
}
