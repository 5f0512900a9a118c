package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// subject is what the calls of the accounting test touch: everything of it belongs to ada of acme.
type subject struct {
	job    store.JobRef
	answer store.AnswerRef
	claim  store.Claim
	writer store.AnswerClaim
	demo   demo.Demo
	trial  store.TrialClaim

	webhook string
}

// describe makes the smallest version there is.
func describe(id string, number int) (demo.TemplateVersion, []byte, error) {
	return demo.TemplateVersion{TemplateID: id, Number: number, DisplayName: "Sales", Content: "c"}, []byte("{}"), nil
}

// calls has one call for every method of every scoped type. Tenant-wide reads of shipped templates are marked, because another tenant's
// actor may make them.
func calls(s subject) map[string]call {
	start := store.Start{CustomerName: "Acme", Version: demo.TemplateVersion{TemplateID: "shopify", Number: 1}}
	return map[string]call{
		"Demos.Get":        {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Demos().Get(ctx, s.job.Demo)) }},
		"Demos.GetForChat": {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Demos().GetForChat(ctx, s.job.Demo)) }},
		"Demos.List": {lists, func(ctx context.Context, x *store.Scoped) error {
			return none(x.Demos().List(ctx, store.DemoFilter{Owner: "ada"}, store.PageRequest{}))
		}},
		"Demos.Delete": {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Demos().Delete(ctx, s.job.Demo)) }},
		"Demos.Pin":    {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Demos().Pin(ctx, s.job.Demo, true)) }},
		"Demos.Pinned": {lists, func(ctx context.Context, x *store.Scoped) error {
			found, err := x.Demos().Pinned(ctx, store.DemoFilter{Owner: "ada"})
			return none(store.Page[demo.Card]{Items: found}, err)
		}},
		"Demos.Rename": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Demos().Rename(ctx, s.job.Demo, s.demo.Revision, "Acme"))
		}},
		"Demos.History": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Demos().History(ctx, s.job.Demo, store.PageRequest{}))
		}},
		"Demos.Dashboard": {lists, func(ctx context.Context, x *store.Scoped) error {
			board, err := x.Demos().Dashboard(ctx)
			return none(store.Page[demo.Card]{Items: append(board.Pinned, board.Recent...)}, err)
		}},
		"Jobs.Get": {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Jobs().Get(ctx, s.job.Job)) }},
		"Jobs.List": {lists, func(ctx context.Context, x *store.Scoped) error {
			return none(x.Jobs().List(ctx, store.JobFilter{Demo: s.job.Demo}, store.PageRequest{}))
		}},
		"Jobs.Logs":   {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Jobs().Logs(ctx, s.job.Job, "", 1)) }},
		"Jobs.Cancel": {people, func(ctx context.Context, x *store.Scoped) error { return second(x.Jobs().Cancel(ctx, s.job.Job)) }},
		"Jobs.Quick":  {provisions, func(ctx context.Context, x *store.Scoped) error { return second(x.Jobs().Quick(ctx, start)) }},
		"Templates.List": {creates, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().List(ctx, store.TemplateFilter{}))
		}},
		"Templates.Active": {creates, func(ctx context.Context, x *store.Scoped) error { return second(x.Templates().Active(ctx, "shopify")) }},
		"Templates.Of":     {anybody, func(ctx context.Context, x *store.Scoped) error { return second(x.Templates().Of(ctx, s.demo)) }},
		"Templates.Version": {creates, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().Version(ctx, "shopify", 1))
		}},
		"Templates.Versions": {creates, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().Versions(ctx, "shopify"))
		}},
		"Templates.Uses": {creates, func(ctx context.Context, x *store.Scoped) error { return second(x.Templates().Uses(ctx, "shopify")) }},
		"Templates.Draft": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().Draft(ctx, store.Draft{Name: "sales", Describe: describe}))
		}},
		"Templates.Activate": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().Activate(ctx, s.trial.Version.TemplateID, 1))
		}},
		"Templates.Deprecate": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().Deprecate(ctx, s.trial.Version.TemplateID, 1))
		}},
		"Templates.Rollback": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Templates().Rollback(ctx, s.trial.Version.TemplateID))
		}},
		"Trials.Claim": {machines, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Trials().Claim(ctx, s.trial.ID)
			return err
		}},
		"Trials.Renew": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Trials().Renew(ctx, s.trial) }},
		"Trials.Pass": {machines, func(ctx context.Context, x *store.Scoped) error {
			return x.Trials().Pass(ctx, s.trial, s.trial.Version)
		}},
		"Trials.Fail": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Trials().Fail(ctx, s.trial, nil) }},
		"Trials.Yield": {machines, func(ctx context.Context, x *store.Scoped) error {
			return x.Trials().Yield(ctx, s.trial, context.Canceled)
		}},
		"Trials.Requeue":     {machines, func(ctx context.Context, x *store.Scoped) error { return x.Trials().Requeue(ctx, s.trial.ID) }},
		"Quota.ForProvision": {provisions, func(ctx context.Context, x *store.Scoped) error { return second(x.Quota().ForProvision(ctx)) }},
		"Conversations.Create": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Create(ctx, s.job.Demo, ""))
		}},
		"Conversations.Get": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Get(ctx, s.answer.Conversation))
		}},
		"Conversations.List": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().List(ctx, s.job.Demo, store.PageRequest{}))
		}},
		"Conversations.Ask": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Ask(ctx, s.job.Demo, "", "Why?"))
		}},
		"Conversations.Messages": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Messages(ctx, s.answer.Conversation, 0, 1))
		}},
		"Conversations.Message": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Message(ctx, s.answer.Conversation, s.answer.Message))
		}},
		"Conversations.Rename": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Rename(ctx, s.answer.Conversation, 0, "A title"))
		}},
		"Conversations.Delete": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Delete(ctx, s.answer.Conversation))
		}},
		"Conversations.Rate": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Conversations().Rate(ctx, s.answer.Message, demo.RatingUp, ""))
		}},
		"Conversations.Follow": {people, func(ctx context.Context, x *store.Scoped) error {
			return second(followed(ctx, x.Conversations(), s.answer, 0))
		}},
		"Repeats.Claim": {anybody, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Repeats().Claim(ctx, store.Idempotency{Operation: "o", Key: "k", Digest: "d"}))
		}},
		"Repeats.Keep": {anybody, func(ctx context.Context, x *store.Scoped) error {
			return x.Repeats().Keep(ctx, store.Idempotency{Operation: "o", Key: "k", Digest: "d"}, store.KeptReply{})
		}},
		"Repeats.Release": {anybody, func(ctx context.Context, x *store.Scoped) error {
			return x.Repeats().Release(ctx, store.Idempotency{Operation: "o", Key: "k", Digest: "d"})
		}},
		"Work.Read": {machines, func(ctx context.Context, x *store.Scoped) error { return second(x.Work().Read(ctx, s.job)) }},
		"Work.Claim": {machines, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Work().Claim(ctx, s.job, demo.StepLoad)
			return err
		}},
		"Work.Renew":       {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().Renew(ctx, s.claim) }},
		"Work.Report":      {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().Report(ctx, s.claim, "x", 1) }},
		"Work.DatasetMade": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().DatasetMade(ctx, s.claim, "x", 1) }},
		"Work.Complete": {machines, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Work().Complete(ctx, s.claim, store.Done{}))
		}},
		"Work.Yield": {machines, func(ctx context.Context, x *store.Scoped) error {
			return x.Work().Yield(ctx, s.claim, context.Canceled)
		}},
		"Work.Fail": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().Fail(ctx, s.claim, context.Canceled) }},
		"Work.Clear": {machines, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Work().Clear(ctx, s.job, &storetest.Talks{}))
		}},
		"Work.Forget":      {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().Forget(ctx, s.job) }},
		"Work.Notified":    {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().Notified(ctx, s.job) }},
		"Work.Compensated": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Work().Compensated(ctx, s.job, nil) }},
		"Work.Requeue": {machines, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Work().Requeue(ctx, s.job)
			return err
		}},
		"Webhooks.Create": {publishes, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Webhooks().Create(ctx, "https://example.com", "", nil))
		}},
		"Webhooks.Get":  {governs, func(ctx context.Context, x *store.Scoped) error { return second(x.Webhooks().Get(ctx, s.webhook)) }},
		"Webhooks.List": {publishes, func(ctx context.Context, x *store.Scoped) error { return second(x.Webhooks().List(ctx)) }},
		"Webhooks.Change": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Webhooks().Change(ctx, s.webhook, 1, store.WebhookChange{}))
		}},
		"Webhooks.Delete": {governs, func(ctx context.Context, x *store.Scoped) error { return x.Webhooks().Delete(ctx, s.webhook) }},
		"Webhooks.Deliveries": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Webhooks().Deliveries(ctx, s.webhook, store.PageRequest{}))
		}},
		"Webhooks.Test": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Webhooks().Test(ctx, s.webhook, "{}"))
		}},
		"Webhooks.Redeliver": {governs, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Webhooks().Redeliver(ctx, s.webhook, "n1"))
		}},
		"Notices.Address": {announces, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Notices().Address(ctx, "n2", "job.completed", "{}"))
		}},
		"Notices.Claim": {machines, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Notices().Claim(ctx, s.webhook, "n1")
			return err
		}},
		"Notices.Attempted": {machines, func(ctx context.Context, x *store.Scoped) error {
			claim := store.NoticeClaim{Webhook: demo.Webhook{ID: s.webhook}, Delivery: demo.Delivery{ID: "n1"}, Fence: 1}
			return second(x.Notices().Attempted(ctx, claim, 200, true, false, nil, 0))
		}},
		"Notices.Requeue": {machines, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Notices().Requeue(ctx, s.webhook, "n1"))
		}},
		"Answers.Claim": {machines, func(ctx context.Context, x *store.Scoped) error {
			_, _, err := x.Answers().Claim(ctx, s.answer)
			return err
		}},
		"Answers.Append": {machines, func(ctx context.Context, x *store.Scoped) error {
			return x.Answers().Append(ctx, s.writer, store.Part{Kind: demo.ChunkText, Payload: "{}"})
		}},
		"Answers.Renew": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Answers().Renew(ctx, s.writer) }},
		"Answers.Finish": {machines, func(ctx context.Context, x *store.Scoped) error {
			return x.Answers().Finish(ctx, s.writer, store.Outcome{})
		}},
		"Answers.Yield": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Answers().Yield(ctx, s.writer) }},
		"Answers.Purge": {machines, func(ctx context.Context, x *store.Scoped) error {
			return second(x.Answers().Purge(ctx, s.answer.Conversation, &storetest.Talks{}))
		}},
		"Answers.Abandon": {machines, func(ctx context.Context, x *store.Scoped) error { return x.Answers().Abandon(ctx, s.answer) }},
	}
}

// whose says who may make a call.
type whose int

const (
	people     whose = iota // the owner and the tenant's admins; for others it is not there
	lists                   // others get an empty list
	creates                 // everybody with the role, each in the own tenant
	provisions              // the same, but participants may not: their labs are made for them
	publishes               // the tenant's admins, each in the own tenant
	governs                 // the same, on a template of the tenant; another tenant's is not there
	machines                // functions only
	joins                   // who was invited, and no member
	anybody                 // whoever acts, each for what is their own
	announces               // functions only, each in the own tenant
	exporting               // the exporting function only
	forgetting              // the forgetting function only
)

type call struct {
	whose whose
	make  func(context.Context, *store.Scoped) error
}

func second[T any](_ T, err error) error { return err }

// none turns a list that gave something into an error: others' lists must be empty.
func none[T any](page store.Page[T], err error) error {
	if err == nil && len(page.Items) > 0 {
		return fmt.Errorf("saw %d objects", len(page.Items))
	}
	return err
}

// TestEveryMethodGuardsItself fails for a method that is not in calls, and calls each as nobody, as a person or function without the
// permission, as another owner, as another tenant's admin, and with an ended context.
func TestEveryMethodGuardsItself(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, _, answer := ask(t, w)
	s := subject{job: store.JobRef{Job: "", Demo: answer.Demo}, answer: answer}
	d, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Get(t.Context(), answer.Demo)
	if err != nil {
		t.Fatal(err)
	}
	s.demo, s.job.Job = d, d.JobID
	draft, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Draft(t.Context(), store.Draft{Name: "mine", Describe: describe})
	if err != nil {
		t.Fatal(err)
	}
	s.trial = store.TrialClaim{ID: demo.TrialID(draft.TemplateID, draft.Number), Fence: 1, Version: draft}
	hook, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Webhooks().Create(t.Context(), "https://example.com", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	s.webhook = hook.ID
	if _, err := w.Function(t, "notify", "acme").Notices().Address(t.Context(), "n1", "job.completed", "{}"); err != nil {
		t.Fatal(err)
	}
	s.claim, s.writer = store.Claim{Ref: s.job, Step: demo.StepLoad, Fence: 1}, store.AnswerClaim{Ref: answer, Fence: 1}
	table := calls(s)
	maps.Copy(table, examCalls(d))
	maps.Copy(table, peopleCalls())
	maps.Copy(table, leavingCalls())
	maps.Copy(table, lifeCalls())
	boss := w.As(t, "boss", "acme", tenant.TenantAdmin)
	_, madeKey := boss.Keys().Create(t.Context(), store.NewKey{ID: "key", Name: "CI", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour})
	_, madeInvite := boss.Invites().Create(t.Context(), store.NewInvite{ID: "invite", Role: tenant.Engineer, Lifetime: time.Hour})
	if err := errors.Join(madeKey, madeInvite, w.System.PutMember(t.Context(), "acme", member("Ada-1", tenant.Engineer))); err != nil {
		t.Fatal(err)
	}
	for _, name := range methods() {
		c, known := table[name]
		if !known {
			t.Errorf("%s is not accounted for: add it to calls", name)
			continue
		}
		t.Run(name, func(t *testing.T) { t.Parallel(); guarded(t, w, c) })
	}
	for name := range table {
		if !slices.Contains(methods(), name) {
			t.Errorf("%s is no method any more", name)
		}
	}
}

func guarded(t *testing.T, w storetest.World, c call) {
	t.Helper()
	refuse := func(who string, scoped *store.Scoped, kinds ...fault.Kind) {
		t.Helper()
		if err := c.make(t.Context(), scoped); !slices.ContainsFunc(kinds, func(k fault.Kind) bool { return fault.Is(err, k) }) {
			t.Errorf("%s: %v, want one of %v", who, err, kinds)
		}
	}
	refuse("nobody", w.Store.For(tenant.Scope{}), fault.Unauthenticated)
	switch c.whose {
	case anybody:
	case joins:
		refuse("an engineer", w.As(t, "ada", "acme", tenant.Engineer), fault.Forbidden)
		refuse("a super admin", w.As(t, "root", "acme", tenant.SuperAdmin), fault.Forbidden)
		refuse("who was invited elsewhere", w.Newcomer(t, "new", "rival"), fault.NotFound)
	case machines:
		refuse("the owner", w.As(t, "ada", "acme", tenant.Engineer), fault.Forbidden)
		refuse("a super admin", w.As(t, "root", "acme", tenant.SuperAdmin), fault.Forbidden)
		refuse("another tenant's function", w.Function(t, "sweep", "rival"), fault.NotFound)
	case announces:
		refuse("the owner", w.As(t, "ada", "acme", tenant.Engineer), fault.Forbidden)
		refuse("a super admin", w.As(t, "root", "acme", tenant.SuperAdmin), fault.Forbidden)
		refuse("another function", w.Function(t, "load", "acme"), fault.Forbidden)
	case exporting, forgetting:
		refuse("a super admin", w.As(t, "root", "acme", tenant.SuperAdmin), fault.Forbidden)
		refuse("another function", w.Function(t, "sweep", "acme"), fault.Forbidden)
	case people:
		refuse("another engineer", w.As(t, "bob", "acme", tenant.Engineer), fault.NotFound)
		refuse("another tenant's admin", w.As(t, "eve", "rival", tenant.TenantAdmin), fault.NotFound)
		refuse("another tenant's super admin", w.As(t, "eve", "rival", tenant.SuperAdmin), fault.NotFound)
	case lists:
		for who, scoped := range map[string]*store.Scoped{
			"another engineer": w.As(t, "bob", "acme", tenant.Engineer), "another tenant's admin": w.As(t, "eve", "rival", tenant.TenantAdmin),
		} {
			if err := c.make(t.Context(), scoped); err != nil {
				t.Errorf("%s: %v", who, err)
			}
		}
	case provisions:
		refuse("a participant", w.As(t, "pat", "acme", tenant.Participant), fault.Forbidden)
		refuse("a function without the permission", w.Function(t, "finish", "acme"), fault.Forbidden)
	case publishes, governs:
		refuse("an engineer", w.As(t, "ada", "acme", tenant.Engineer), fault.Forbidden)
		refuse("a function", w.Function(t, "sweep", "acme"), fault.Forbidden)
		if c.whose == governs {
			refuse("another tenant's admin", w.As(t, "eve", "rival", tenant.TenantAdmin), fault.NotFound)
			refuse("another tenant's super admin", w.As(t, "eve", "rival", tenant.SuperAdmin), fault.NotFound)
		}
	case creates:
		refuse("a function without the permission", w.Function(t, "notify", "acme"), fault.Forbidden)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	scoped := w.As(t, "ada", "acme", tenant.Engineer)
	switch c.whose {
	case publishes, governs:
		scoped = w.As(t, "boss", "acme", tenant.TenantAdmin)
	case joins:
		scoped = w.Newcomer(t, "new", "acme")
	case machines, announces:
		scoped = w.Function(t, "sweep", "acme")
	case exporting:
		scoped = w.Function(t, "takeout", "acme")
	case forgetting:
		scoped = w.Function(t, "forget", "acme")
	default:
	}
	if err := c.make(ended, scoped); !fault.Is(err, fault.Cancelled) {
		t.Errorf("with an ended context: %v, want cancelled", err)
	}
}

// methods lists the exported methods of the scoped types, found by reflection from Scoped's own methods.
func methods() []string {
	var out []string
	scoped := reflect.TypeFor[*store.Scoped]()
	for accessor := range scoped.Methods() {
		part := accessor.Type.Out(0)
		for method := range part.Methods() {
			if _, promoted := scoped.MethodByName(method.Name); !promoted {
				out = append(out, part.Name()+"."+method.Name)
			}
		}
	}
	return out
}
