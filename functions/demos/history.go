package demos

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// HistoryRequest is GET /demos/{demo_id}/history.
type HistoryRequest struct {
	DemoID string `path:"demo_id" maxLength:"80"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
	Cursor string `query:"cursor" maxLength:"500"`
}

// HistoryReply carries a part of a demo's history.
type HistoryReply struct {
	Body HistoryPage
}

// HistoryPage is a part of a demo's history, newest first.
type HistoryPage struct {
	Items      []EventView `json:"items"`
	NextCursor string      `json:"next_cursor,omitempty"`
}

// EventView is something that happened to a demo.
type EventView struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"   doc:"Display name, or the system"`
	Action  string    `json:"action"  doc:"Such as demo.pin"`
	Before  string    `json:"before,omitempty"`
	After   string    `json:"after,omitempty"`
	Summary string    `json:"summary" doc:"The same as a sentence"`
}

// History gives what happened to a demo.
func (h *Handler) History(ctx context.Context, scope tenant.Scope, in *HistoryRequest) (*HistoryReply, error) {
	page, err := h.data.For(scope).Demos().History(ctx, in.DemoID, store.PageRequest{Limit: in.Limit, Cursor: in.Cursor})
	if err != nil {
		return nil, err
	}
	out := &HistoryReply{Body: HistoryPage{Items: make([]EventView, len(page.Items)), NextCursor: page.Cursor}}
	for i, e := range page.Items {
		out.Body.Items[i] = EventView{
			ID: e.ID, At: e.CreatedAt, Actor: e.Actor, Action: e.Action, Before: e.Before, After: e.After, Summary: summary(e.Action),
		}
	}
	return out, nil
}

// summary says an action of the audit log as a sentence.
func summary(action string) string {
	switch action {
	case "demo.provision":
		return "Asked for the demo."
	case "job.running":
		return "Began to work on the demo."
	case "job.again":
		return "Began to work on the demo again."
	case "job.queued":
		return "Set the work on the demo off again."
	case "job.completed":
		return "The demo became active."
	case "job.failed":
		return "The demo could not be made."
	case "job.cancel", "job.cancelled":
		return "Cancelled the demo."
	case "demo.rename":
		return "Gave the demo another customer's name."
	case "demo.delete":
		return "Asked for the demo to be deleted."
	case "demo.pin":
		return "Pinned the demo."
	case "demo.unpin":
		return "Unpinned the demo."
	case "exam.started":
		return "Started an exam of the demo."
	case "exam.completed":
		return "Examined the demo."
	case "exam.failed":
		return "An exam of the demo came to no result."
	case "exam.checked":
		return "Compared the demo's data and agent with its certificate."
	default:
		return "Changed the demo (" + action + ")."
	}
}
