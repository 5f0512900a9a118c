package store_test

import (
	"context"
	"iter"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
)

// leavingCalls has the calls that take data out and forget people. No export and no erasure is there: what refuses does so before it looks.
func leavingCalls() map[string]call {
	export := store.TakeoutClaim{Fence: 1, Export: demo.Export{ID: "none"}}
	erasure := store.ErasureClaim{Fence: 1, Erasure: demo.Erasure{ID: "none", UID: "nobody"}}
	all := map[string]call{
		"Members.Erase": {governs, func(ctx context.Context, x *store.Scoped) error { return second(x.Members().Erase(ctx, "Ada-1")) }},
		"Members.Leave": {creates, func(ctx context.Context, x *store.Scoped) error { return second(x.Members().Leave(ctx)) }},
		"Exports.Create": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Exports().Create(ctx))
		}},
		"Exports.List": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Exports().List(ctx, store.PageRequest{}))
		}},
		"Exports.Get":        {governs, func(ctx context.Context, x *store.Scoped) error { return second(x.Exports().Get(ctx, "none")) }},
		"Exports.Downloaded": {governs, func(ctx context.Context, x *store.Scoped) error { return x.Exports().Downloaded(ctx, "none") }},
		"Takeouts.Claim": {exporting, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Takeouts().Claim(ctx, "none")
			return err
		}},
		"Takeouts.Renew": {exporting, func(ctx context.Context, x *store.Scoped) error { return x.Takeouts().Renew(ctx, export) }},
		"Takeouts.Complete": {exporting, func(ctx context.Context, x *store.Scoped) error {
			return x.Takeouts().Complete(ctx, export, demo.Exported{})
		}},
		"Takeouts.Fail": {exporting, func(ctx context.Context, x *store.Scoped) error {
			return x.Takeouts().Fail(ctx, export, context.Canceled)
		}},
		"Takeouts.Yield": {exporting, func(ctx context.Context, x *store.Scoped) error {
			return x.Takeouts().Yield(ctx, export, context.Canceled)
		}},
		"Takeouts.Requeue": {machines, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Takeouts().Requeue(ctx, "none")
			return err
		}},
		"Takeouts.Drop": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Takeouts().Drop(ctx, "none") }},
		"Erasures.Claim": {forgetting, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Erasures().Claim(ctx, "none")
			return err
		}},
		"Erasures.Renew": {forgetting, func(ctx context.Context, x *store.Scoped) error { return x.Erasures().Renew(ctx, erasure) }},
		"Erasures.Yield": {forgetting, func(ctx context.Context, x *store.Scoped) error {
			return x.Erasures().Yield(ctx, erasure, context.Canceled)
		}},
		"Erasures.Complete": {forgetting, func(ctx context.Context, x *store.Scoped) error { return x.Erasures().Complete(ctx, erasure) }},
		"Erasures.Remove": {forgetting, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Erasures().Remove(ctx, erasure, demo.PersonalPins, &storetest.Talks{}))
		}},
		"Erasures.Requeue": {machines, func(ctx context.Context, x *store.Scoped) error { return second(x.Erasures().Requeue(ctx, "none")) }},
		"Holdings.Tenant":  {exporting, func(ctx context.Context, x *store.Scoped) error { return second(x.Holdings().Tenant(ctx)) }},
		"Holdings.Specification": {exporting, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Holdings().Specification(ctx, "none", 1))
		}},
	}
	holding(all, "EachMember", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Member], error] {
		return x.EachMember
	})
	holding(all, "EachInvite", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Invite], error] {
		return x.EachInvite
	})
	holding(all, "EachKey", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.APIKey], error] {
		return x.EachKey
	})
	holding(all, "EachWebhook", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Webhook], error] {
		return x.EachWebhook
	})
	holding(all, "EachDelivery", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Delivery], error] {
		return x.EachDelivery
	})
	holding(all, "EachDemo", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Demo], error] {
		return x.EachDemo
	})
	holding(all, "EachExam", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Exam], error] {
		return x.EachExam
	})
	holding(all, "EachConversation", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Conversation], error] {
		return x.EachConversation
	})
	holding(all, "EachMessage", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Message], error] {
		return x.EachMessage
	})
	holding(all, "EachChunk", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Chunk], error] {
		return x.EachChunk
	})
	holding(all, "EachJob", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Job], error] { return x.EachJob })
	holding(all, "EachLog", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[store.LogEntry], error] {
		return x.EachLog
	})
	holding(all, "EachAuditEntry", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[store.AuditEntry], error] {
		return x.EachAuditEntry
	})
	holding(all, "EachUsagePart", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[map[string]any], error] {
		return x.EachUsagePart
	})
	holding(all, "EachTrial", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Trial], error] {
		return x.EachTrial
	})
	holding(all, "EachTemplate", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Template], error] {
		return x.EachTemplate
	})
	holding(all, "EachVersion", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.TemplateVersion], error] {
		return x.EachVersion
	})
	holding(all, "EachExport", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Export], error] {
		return x.EachExport
	})
	holding(all, "EachErasure", func(x store.Holdings) func(context.Context) iter.Seq2[store.Held[demo.Erasure], error] {
		return x.EachErasure
	})
	return all
}

// holding adds the reading of one collection.
func holding[T any](all map[string]call, name string, of func(store.Holdings) func(context.Context) iter.Seq2[store.Held[T], error]) {
	all["Holdings."+name] = call{exporting, func(ctx context.Context, x *store.Scoped) error {
		for _, err := range of(x.Holdings())(ctx) {
			if err != nil {
				return err
			}
		}
		return nil
	}}
}
