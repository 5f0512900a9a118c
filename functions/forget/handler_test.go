package forget_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	fireauth "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/functions/forget"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// accounts is Firebase Auth: who has an account, and what it says. It can be away.
type accounts struct {
	mu      sync.Mutex
	claims  map[string]map[string]any
	deleted []string
	ended   []string
	away    bool
}

func (a *accounts) GetUser(_ context.Context, uid string) (*fireauth.UserRecord, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return &fireauth.UserRecord{UserInfo: &fireauth.UserInfo{UID: uid}, CustomClaims: a.claims[uid]}, nil
}

func (a *accounts) SetCustomUserClaims(_ context.Context, uid string, claims map[string]any) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.claims[uid] = claims
	return nil
}

func (a *accounts) RevokeRefreshTokens(_ context.Context, uid string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended = append(a.ended, uid)
	return nil
}

func (a *accounts) DeleteUser(_ context.Context, uid string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.away {
		return fault.New(fault.Unavailable, "Firebase is away.")
	}
	a.deleted = append(a.deleted, uid)
	return nil
}

// bench is a function at work on Ada, whom acme is to forget.
type bench struct {
	storetest.World

	boss     *store.Scoped
	accounts *accounts
	talks    storetest.Talks
	handler  *forget.Handler
	scope    tenant.Scope
	demo     string // Ada's
	talked   string // id of a colleague's conversation, in which Ada commented an answer
}

const (
	ada   = "Ada-1"
	email = "Ada@Acme.example"
)

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{World: storetest.New(t, demo.DefaultLimits()), accounts: &accounts{claims: map[string]map[string]any{ada: {"tenant": "acme"}}}}
	for uid, role := range map[string]tenant.Role{ada: tenant.TenantAdmin, "boss": tenant.TenantAdmin, "bob": tenant.Engineer} {
		if err := b.System.PutMember(t.Context(), "acme", demo.Member{UID: uid, Name: "Name of " + uid, Email: email, Role: role, Active: true}); err != nil {
			t.Fatal(err)
		}
	}
	b.boss = b.As(t, "boss", "acme", tenant.TenantAdmin)
	b.handler = forget.New(b.Store, b.accounts, b.System, &b.talks)
	var err error
	if b.scope, err = tenant.ForFunction("forget", "acme"); err != nil {
		t.Fatal(err)
	}
	b.live(t)
	return b
}

// live lets Ada leave traces everywhere.
func (b *bench) live(t *testing.T) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	me := b.As(t, ada, "acme", tenant.TenantAdmin)
	_, err := me.Keys().Create(t.Context(), store.NewKey{ID: "k1", Name: "Ada's laptop", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour})
	must(err)
	_, err = b.boss.Keys().Create(t.Context(), store.NewKey{ID: "k2", Name: "CI", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour})
	must(err)
	for id, to := range map[string]string{"i1": strings.ToLower(email), "i2": "somebody@else.example", "i3": ""} {
		_, err = b.boss.Invites().Create(t.Context(), store.NewInvite{ID: id, Role: tenant.Engineer, Email: to, Lifetime: time.Hour})
		must(err)
	}
	_, own := storetest.Begin(t, me)
	b.Activate(t, own)
	_, colleague := storetest.Begin(t, b.As(t, "bob", "acme", tenant.Engineer))
	b.Activate(t, colleague)
	b.demo = own.Demo
	for _, in := range []string{own.Demo, colleague.Demo} { // those who lead talk to everybody's demos
		b.talk(t, me, in, "Ada asks")
		_, err = me.Demos().Pin(t.Context(), in, true)
		must(err)
	}
	b.talked = b.talk(t, b.As(t, "bob", "acme", tenant.Engineer), colleague.Demo, "Bob asks")
	answer, err := me.Conversations().Message(t.Context(), b.talked, "")
	must(err)
	_, err = me.Conversations().Rate(t.Context(), answer.ID, demo.RatingDown, "Ada's opinion")
	must(err)
}

// talk asks a question that is answered, and gives the conversation.
func (b *bench) talk(t *testing.T, who *store.Scoped, in, question string) string {
	t.Helper()
	asked, err := who.Conversations().Ask(t.Context(), in, "", question)
	if err != nil {
		t.Fatal(err)
	}
	answers := b.Function(t, "reply", "acme").Answers()
	claim, _, err := answers.Claim(t.Context(), store.AnswerRef{Demo: in, Conversation: asked.Conversation.ID, Message: asked.Answer.ID})
	if err != nil {
		t.Fatal(err)
	}
	if err := answers.Finish(t.Context(), claim, store.Outcome{Text: "An answer."}); err != nil {
		t.Fatal(err)
	}
	return asked.Conversation.ID
}

// erase has Ada erased and gives the path of the erasure.
func (b *bench) erase(t *testing.T) string {
	t.Helper()
	if _, err := b.boss.Members().Erase(t.Context(), ada); err != nil {
		t.Fatal(err)
	}
	docs, err := b.DB.Collection("tenants/acme/erasures").Documents(t.Context()).GetAll()
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d erasures, %v", len(docs), err)
	}
	return "erasures/" + docs[0].Ref.ID
}

func (b *bench) deliver(t *testing.T, path string) error {
	t.Helper()
	return b.handler.HandleEvent(t.Context(), b.scope, b.Event(t, path))
}

// said is everything that is stored of acme, as text.
func (b *bench) said(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	s := b.Function(t, "takeout", "acme").Holdings()
	put := func(err error, parts ...string) {
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(strings.Join(parts, " ") + "\n")
	}
	for x, err := range s.EachMember(t.Context()) {
		put(err, x.Value.UID, x.Value.Name, x.Value.Email)
	}
	for x, err := range s.EachKey(t.Context()) {
		put(err, x.Value.Name)
	}
	for x, err := range s.EachInvite(t.Context()) {
		put(err, x.Value.ID, x.Value.Email)
	}
	for x, err := range s.EachMessage(t.Context()) {
		comment := ""
		if x.Value.Feedback != nil {
			comment = x.Value.Feedback.Comment + x.Value.Feedback.By + string(x.Value.Feedback.Rating)
		}
		put(err, x.Value.Text, comment)
	}
	for x, err := range s.EachUsagePart(t.Context()) {
		put(err, x.Path)
	}
	for x, err := range s.EachErasure(t.Context()) {
		put(err, x.Value.Email)
	}
	return all.String()
}

// forgotten fails unless nothing of Ada is left but the tombstone, and everything of others is.
func (b *bench) forgotten(t *testing.T) {
	t.Helper()
	said := b.said(t)
	for _, trace := range []string{"Name of " + ada, "laptop", "Ada asks", "opinion", "usage/2026-03_" + ada, "i1 "} {
		if strings.Contains(said, trace) {
			t.Errorf("%q is still there:\n%s", trace, said)
		}
	}
	for _, other := range []string{"Name of bob", "CI", "i2 somebody@else.example", "i3", "Bob asks", "down", "usage/2026-03_bob"} {
		if !strings.Contains(said, other) {
			t.Errorf("%q is gone:\n%s", other, said)
		}
	}
	found, err := b.boss.Demos().Get(t.Context(), b.demo)
	if err != nil || found.Status != demo.DemoActive || found.CreatedBy != ada || len(found.PinnedBy) != 0 {
		t.Errorf("the demo is %s of %s, pinned by %v; %v", found.Status, found.CreatedBy, found.PinnedBy, err)
	}
	if c := b.Counters(t, "acme"); c.APIKeys != 1 || c.ActiveDemos != 2 {
		t.Errorf("counters %+v, want one key and both demos", c)
	}
	history, err := b.boss.AuditLog().List(t.Context(), store.AuditFilter{Actor: ada}, store.PageRequest{Limit: 1})
	if err != nil || len(history.Items) != 1 || history.Items[0].Actor != demo.FormerMember {
		t.Errorf("the audit log says %+v, %v", history.Items, err)
	}
	if _, err := b.boss.Members().Get(t.Context(), ada); !fault.Is(err, fault.NotFound) {
		t.Errorf("the member: %v, want not found", err)
	}
}

func TestAPersonIsForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := b.erase(t)
	if err := b.deliver(t, path); err != nil {
		t.Fatal(err)
	}
	b.forgotten(t)
	if !slices.Equal(b.accounts.deleted, []string{ada}) {
		t.Errorf("accounts deleted: %v", b.accounts.deleted)
	}
	if deleted := b.talks.Deleted(); len(deleted) != 2 || slices.Contains(deleted, demo.AgentsConversation(b.talked)) {
		t.Errorf("the agents' API was told to let go of %v", deleted)
	}
	for x, err := range b.Function(t, "takeout", "acme").Holdings().EachErasure(t.Context()) {
		want := map[string]int64{"api_keys": 1, "invites": 1, "pins": 2, "conversations": 2, "comments": 1, "usage": 1}
		if err != nil || x.Value.Status != demo.ErasureCompleted || !maps.Equal(x.Value.Removed, want) {
			t.Errorf("the proof says %s, %v; %v", x.Value.Status, x.Value.Removed, err)
		}
	}
}

// TestEventsOfAnErasureComeTwiceLateAndAtOnce: one worker erases, and what comes after the end finds nothing, even when the person is back.
func TestEventsOfAnErasureComeTwiceLateAndAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := b.erase(t)
	event := b.Event(t, path)
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if err := b.handler.HandleEvent(t.Context(), b.scope, event); err != nil && !fault.Retryable(err) {
				t.Errorf("a duplicate failed for good: %v", err)
			}
		})
	}
	wg.Wait()
	b.forgotten(t)
	who := tenant.Newcomer{UID: ada, Email: email, Name: "Ada", Verified: true}
	if _, err := b.boss.Invites().Create(t.Context(), store.NewInvite{ID: "again", Role: tenant.Engineer, Email: email, Lifetime: time.Hour}); err != nil {
		t.Fatal(err)
	}
	back, err := b.Newcomer(t, ada, "acme").Invites().Accept(t.Context(), "again", who)
	if err != nil || !back.Active || back.Role != tenant.Engineer || back.Standing() != demo.MemberPresent {
		t.Fatalf("who comes back: %+v, %v", back, err)
	}
	if err := b.handler.HandleEvent(t.Context(), b.scope, event); err != nil {
		t.Error(err)
	}
	if now, err := b.boss.Members().Get(t.Context(), ada); err != nil || !now.Active || now.Name != "Ada" || now.ErasedAt != nil {
		t.Errorf("a late event changed %+v, %v", now, err)
	}
}

// TestABackendThatIsAwayOnlyDelays: what was removed stays removed, the tombstone waits, and the sweep begins anew until it is done.
func TestABackendThatIsAwayOnlyDelays(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	path := b.erase(t)
	b.accounts.away = true
	if err := b.deliver(t, path); !fault.Retryable(err) {
		t.Fatalf("while Firebase is away: %v, want to be called again", err)
	}
	if said := b.said(t); strings.Contains(said, "Ada asks") {
		t.Errorf("nothing was removed:\n%s", said)
	}
	sweep := b.Function(t, "sweep", "acme").Erasures()
	id := strings.TrimPrefix(path, "erasures/")
	for attempt := 2; attempt <= demo.MaxAttempts; attempt++ {
		claim, _, err := b.Function(t, "forget", "acme").Erasures().Claim(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Function(t, "forget", "acme").Erasures().Yield(t.Context(), claim, fault.New(fault.Unavailable, "away")); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := b.Function(t, "forget", "acme").Erasures().Claim(t.Context(), id); !fault.Is(err, fault.Conflict) {
		t.Errorf("after all attempts: %v", err)
	}
	if again, err := sweep.Requeue(t.Context(), id); again || err != nil {
		t.Errorf("at once: again %v, %v", again, err)
	}
	b.Clock.Advance(demo.Patience)
	if again, err := sweep.Requeue(t.Context(), id); !again || err != nil {
		t.Errorf("in its time: again %v, %v", again, err)
	}
	b.accounts.away = false
	if err := b.deliver(t, path); err != nil {
		t.Fatal(err)
	}
	b.forgotten(t)
}

// TestTheAccountOfWhoIsElsewhereToo: only what it says of this tenant ends, and nothing when it speaks for the other.
func TestTheAccountOfWhoIsElsewhereToo(t *testing.T) {
	t.Parallel()
	for says, want := range map[string]int{"acme": 1, "rival": 0} {
		b := newBench(t)
		b.accounts.claims[ada] = map[string]any{"tenant": says}
		if err := b.System.PutMember(t.Context(), "rival", demo.Member{UID: ada, Name: "Ada", Role: tenant.Engineer, Active: true}); err != nil {
			t.Fatal(err)
		}
		if err := b.deliver(t, b.erase(t)); err != nil {
			t.Fatal(err)
		}
		if len(b.accounts.deleted) != 0 || len(b.accounts.ended) != want {
			t.Errorf("speaking for %s: deleted %v, ended %v", says, b.accounts.deleted, b.accounts.ended)
		}
		if there, _, err := b.System.Membership(t.Context(), "rival", ada); err != nil || there.Name != "Ada" {
			t.Errorf("rival has %+v, %v", there, err)
		}
	}
}

// TestALostLeaseStopsTheErasure: a worker whose successor has begun touches nothing more.
func TestALostLeaseStopsTheErasure(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := strings.TrimPrefix(b.erase(t), "erasures/")
	erasures := b.Function(t, "forget", "acme").Erasures()
	slept, _, err := erasures.Claim(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	b.Clock.Advance(demo.LeaseTerm)
	if _, _, err := erasures.Claim(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	for _, kind := range demo.Personals() {
		if n, err := erasures.Remove(t.Context(), slept, kind, &b.talks); n != 0 || !fault.Is(err, fault.LeaseLost) {
			t.Errorf("%s: %d, %v, want the lease to be lost", kind, n, err)
		}
	}
	if err := erasures.Complete(t.Context(), slept); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("complete: %v", err)
	}
}
