package export

import (
	"context"
	"iter"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

// collection is one member with a line for every record.
type collection struct {
	name string
	each func(ctx context.Context, put func(any) error) error
}

// collect adds every collection. A conversation that is being deleted is nobody's to see any more, and neither is what was said in it.
func collect(ctx context.Context, a *archive, h store.Holdings) ([]demo.ExportPart, error) {
	doomed := map[string]bool{}
	all := []collection{
		{"tenant", func(ctx context.Context, put func(any) error) error {
			rec, err := h.Tenant(ctx)
			if err != nil {
				return err
			}
			return put(lineOfTenant(rec))
		}},
		{"users", of(h.EachMember, lineOfMember)},
		{"invites", of(h.EachInvite, lineOfInvite)},
		{"api_keys", of(h.EachKey, lineOfKey)},
		{"webhooks", of(h.EachWebhook, lineOfWebhook)},
		{"deliveries", of(h.EachDelivery, lineOfDelivery)},
		{"demos", of(h.EachDemo, lineOfDemo)},
		{"exams", of(h.EachExam, lineOfExam)},
		{"conversations", of(h.EachConversation, func(x store.Held[demo.Conversation]) any {
			if x.Value.Deleting {
				doomed[x.Value.ID] = true
				return nil
			}
			return lineOfConversation(x)
		})},
		{"messages", of(h.EachMessage, func(x store.Held[demo.Message]) any {
			if doomed[x.Value.ConversationID] {
				return nil
			}
			return lineOfMessage(x)
		})},
		{"answer_parts", of(h.EachChunk, func(x store.Held[demo.Chunk]) any {
			if doomed[segment(x.Path, 3)] {
				return nil
			}
			return lineOfChunk(x)
		})},
		{"jobs", of(h.EachJob, lineOfJob)},
		{"job_logs", of(h.EachLog, lineOfLog)},
		{"templates", of(h.EachTemplate, lineOfTemplate)},
		{"template_versions", of(h.EachVersion, lineOfVersion)},
		{"trials", of(h.EachTrial, lineOfTrial)},
		{"usage", usage(h)},
		{"exports", of(h.EachExport, lineOfExport)},
		{"erasures", of(h.EachErasure, lineOfErasure)},
		{"audit_entries", of(h.EachAuditEntry, lineOfAuditEntry)},
	}
	parts := make([]demo.ExportPart, 0, len(all)+1)
	for _, c := range all {
		made, err := a.lines(c.name+".ndjson", func(put func(any) error) error { return c.each(ctx, put) })
		if err != nil {
			return nil, err
		}
		parts = append(parts, demo.ExportPart{Name: c.name, Records: made.Records, Bytes: made.Bytes})
	}
	return parts, nil
}

// of puts a line for every document; none for what line gives nil for.
func of[T any](read func(context.Context) iter.Seq2[store.Held[T], error], line func(store.Held[T]) any) func(context.Context, func(any) error) error {
	return func(ctx context.Context, put func(any) error) error {
		for held, err := range read(ctx) {
			if err != nil {
				return err
			}
			made := line(held)
			if made == nil {
				continue
			}
			if err := put(made); err != nil {
				return err
			}
		}
		return nil
	}
}
