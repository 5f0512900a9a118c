package chat

import (
	"context"
	"net/http"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Handler takes questions and gives answers.
type Handler struct {
	data Data
}

// New makes a handler.
func New(data Data) *Handler { return &Handler{data: data} }

// Routes declares the function's routes.
func (h *Handler) Routes(api *host.API) {
	host.Route(api, host.Operation{
		ID: "create-conversation", Method: http.MethodPost, Path: "/demos/{demo_id}/conversations", Status: http.StatusCreated,
		Summary: "Open a conversation about a demo", Permission: tenant.DemosChat,
	}, h.Create)
	host.Route(api, host.Operation{
		ID: "list-conversations", Method: http.MethodGet, Path: "/demos/{demo_id}/conversations",
		Summary: "Conversations about a demo, newest first", Permission: tenant.DemosChat,
	}, h.List)
	host.Route(api, host.Operation{
		ID: "ask", Method: http.MethodPost, Path: "/conversations/{conversation_id}/messages", Status: http.StatusAccepted,
		Summary: "Ask a question; the answer is written as it arises", Permission: tenant.DemosChat,
	}, h.Ask)
	host.Route(api, host.Operation{
		ID: "list-messages", Method: http.MethodGet, Path: "/conversations/{conversation_id}/messages",
		Summary: "What was said, in order", Permission: tenant.DemosChat,
	}, h.Messages)
	host.Route(api, host.Operation{
		ID: "chat", Method: http.MethodPost, Path: "/chat", Status: http.StatusAccepted,
		Summary: "Ask a demo a question, in a new conversation or a given one", Permission: tenant.DemosChat,
	}, h.Chat)
	host.Route(api, host.Operation{
		ID: "update-conversation", Method: http.MethodPatch, Path: "/conversations/{conversation_id}",
		Summary: "Give a conversation another title", Permission: tenant.DemosChat,
	}, h.Update)
	host.Route(api, host.Operation{
		ID: "delete-conversation", Method: http.MethodDelete, Path: "/conversations/{conversation_id}", Status: http.StatusNoContent,
		Summary: "Delete a conversation with everything that was said", Permission: tenant.DemosChat, Later: true,
	}, h.Delete)
	host.Route(api, host.Operation{
		ID: "rate-answer", Method: http.MethodPost, Path: "/messages/{message_id}/feedback",
		Summary: "Say what one thinks of an answer", Permission: tenant.DemosChat,
	}, h.Rate)
	host.Stream(api, host.Operation{
		ID: "stream-answer", Method: http.MethodGet, Path: "/conversations/{conversation_id}/stream",
		Summary: "An answer's parts as they arise, as server-sent events; resumable", Permission: tenant.DemosChat,
	}, h.Stream)
}

// Create opens a conversation.
func (h *Handler) Create(ctx context.Context, scope tenant.Scope, in *CreateRequest) (*ConversationReply, error) {
	conv, err := h.data.For(scope).Conversations().Create(ctx, in.DemoID, in.Body.Title)
	if err != nil {
		return nil, err
	}
	return replyConversation(conv), nil
}

// List gives the conversations about a demo.
func (h *Handler) List(ctx context.Context, scope tenant.Scope, in *ListRequest) (*ListReply, error) {
	page, err := h.data.For(scope).Conversations().List(ctx, in.DemoID, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &ListReply{}
	out.Body.NextCursor, out.Body.Items = page.Cursor, make([]ConversationView, len(page.Items))
	for i, conv := range page.Items {
		out.Body.Items[i] = viewConversation(conv)
	}
	return out, nil
}

// Update gives a conversation another title.
func (h *Handler) Update(ctx context.Context, scope tenant.Scope, in *RetitleRequest) (*ConversationReply, error) {
	version, err := host.VersionIfAny(in.IfMatch)
	if err != nil {
		return nil, err
	}
	conv, err := h.data.For(scope).Conversations().Rename(ctx, in.ConversationID, version, in.Body.Title)
	if err != nil {
		return nil, err
	}
	return replyConversation(conv), nil
}

// Delete takes a conversation out of sight at once, with what was said. What is too much of that for one request, the sweep deletes: then the
// answer is 202. What the agents' API keeps is the sweep's to delete always: people wait for our own database only.
func (h *Handler) Delete(ctx context.Context, scope tenant.Scope, in *DeleteRequest) (*DeleteReply, error) {
	done, err := h.data.For(scope).Conversations().Delete(ctx, in.ConversationID)
	if err != nil {
		return nil, err
	}
	if !done {
		return &DeleteReply{Status: http.StatusAccepted}, nil
	}
	return &DeleteReply{Status: http.StatusNoContent}, nil
}

// Rate puts feedback on an answer.
func (h *Handler) Rate(ctx context.Context, scope tenant.Scope, in *RateRequest) (*MessageReply, error) {
	m, err := h.data.For(scope).Conversations().Rate(ctx, in.MessageID, demo.Rating(in.Body.Rating), in.Body.Comment)
	if err != nil {
		return nil, err
	}
	return &MessageReply{Body: viewMessage(m)}, nil
}

// Ask puts a question in a conversation.
func (h *Handler) Ask(ctx context.Context, scope tenant.Scope, in *AskRequest) (*Asked, error) {
	demoID, err := demo.SplitConversationID(in.ConversationID)
	if err != nil {
		return nil, err
	}
	return h.ask(ctx, scope, demoID, in.ConversationID, in.Body.Question)
}

// Chat asks in one call, in a new conversation when none is named.
func (h *Handler) Chat(ctx context.Context, scope tenant.Scope, in *ChatRequest) (*Asked, error) {
	return h.ask(ctx, scope, in.Body.DemoID, in.Body.ConversationID, in.Body.Question)
}

func (h *Handler) ask(ctx context.Context, scope tenant.Scope, demoID, conversationID, question string) (*Asked, error) {
	asked, err := h.data.For(scope).Conversations().Ask(ctx, demoID, conversationID, question)
	if err != nil {
		return nil, err
	}
	out := &Asked{}
	out.Body.ConversationID, out.Body.QuestionID, out.Body.MessageID = asked.Conversation.ID, asked.Question.ID, asked.Answer.ID
	out.Body.Status = string(asked.Answer.Status)
	base := "/api/v1/conversations/" + asked.Conversation.ID
	out.Body.Links = AskedLinks{Messages: base + "/messages", Stream: base + "/stream?message_id=" + asked.Answer.ID}
	return out, nil
}

// Messages gives what was said.
func (h *Handler) Messages(ctx context.Context, scope tenant.Scope, in *MessagesRequest) (*MessagesReply, error) {
	found, err := h.data.For(scope).Conversations().Messages(ctx, in.ConversationID, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &MessagesReply{}
	out.Body.Items = make([]MessageView, len(found))
	for i, m := range found {
		out.Body.Items[i] = viewMessage(m)
	}
	return out, nil
}

// Stream sends an answer's chunks after a sequence number, until the last one.
func (h *Handler) Stream(ctx context.Context, scope tenant.Scope, in *StreamRequest, send host.Send) error {
	for chunk, err := range h.data.For(scope).Conversations().Follow(ctx, in.ConversationID, in.MessageID, max(in.After, in.LastEventID)) {
		if err != nil {
			return err
		}
		if err := send(chunk.Seq, string(chunk.Kind), []byte(chunk.Payload)); err != nil {
			return err
		}
	}
	return nil
}
