package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// company gives a world in which the people are members of acme.
func company(t *testing.T, limits demo.Limits, people map[string]tenant.Role) storetest.World {
	t.Helper()
	w := storetest.New(t, limits)
	for uid, role := range people {
		if err := w.System.PutMember(t.Context(), "acme", member(uid, role)); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func TestALastAdminStays(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Boss": tenant.TenantAdmin, "Vice": tenant.TenantAdmin, "Ada": tenant.Engineer})
	errs := make([]error, 2)
	var group sync.WaitGroup
	for i, uids := range [][2]string{{"Boss", "Vice"}, {"Vice", "Boss"}} { // each ends the other's at the same moment
		group.Go(func() {
			_, errs[i] = w.As(t, uids[0], "acme", tenant.TenantAdmin).Members().Change(t.Context(), uids[1], 0, store.MemberChange{Active: new(false)})
		})
	}
	group.Wait()
	if (errs[0] == nil) == (errs[1] == nil) {
		t.Fatalf("two admins ended each other's membership: %v and %v", errs[0], errs[1])
	}
	boss := w.As(t, "Boss", "acme", tenant.TenantAdmin).Members()
	for _, uid := range []string{"Boss", "Vice"} {
		m, err := boss.Get(t.Context(), uid)
		if err != nil || !m.Active {
			continue
		}
		for name, to := range map[string]store.MemberChange{"deactivated": {Active: new(false)}, "demoted": {Role: new(tenant.Engineer)}} {
			if _, err := boss.Change(t.Context(), uid, 0, to); !fault.Is(err, fault.Conflict) {
				t.Errorf("the last admin is %s: %v, want conflict", name, err)
			}
		}
	}
	if _, err := boss.Change(t.Context(), "Ada", 0, store.MemberChange{Role: new(tenant.TenantAdmin)}); err != nil {
		t.Errorf("another admin: %v", err)
	}
}

func TestNobodyRisesByChangingRoles(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Root": tenant.SuperAdmin, "Boss": tenant.TenantAdmin, "Ada": tenant.Engineer})
	boss := w.As(t, "Boss", "acme", tenant.TenantAdmin)
	for name, err := range map[string]error{
		"an admin makes a super admin":   second(boss.Members().Change(t.Context(), "Ada", 0, store.MemberChange{Role: new(tenant.SuperAdmin)})),
		"an admin makes themselves one":  second(boss.Members().Change(t.Context(), "Boss", 0, store.MemberChange{Role: new(tenant.SuperAdmin)})),
		"an admin demotes a super admin": second(boss.Members().Change(t.Context(), "Root", 0, store.MemberChange{Role: new(tenant.Engineer)})),
		"an admin ends a super admin's":  second(boss.Members().Change(t.Context(), "Root", 0, store.MemberChange{Active: new(false)})),
		"an admin invites a super admin": second(boss.Invites().Create(t.Context(), store.NewInvite{ID: "x", Role: tenant.SuperAdmin, Lifetime: time.Hour})),
		"an engineer changes themselves": second(w.As(t, "Ada", "acme", tenant.Engineer).Members().Change(t.Context(), "Ada", 0, store.MemberChange{Role: new(tenant.TenantAdmin)})),
		"an engineer makes a key":        second(w.As(t, "Ada", "acme", tenant.Engineer).Keys().Create(t.Context(), store.NewKey{ID: "x", Name: "x", Scopes: []tenant.Permission{tenant.DemosRead}})),
		"a key makes a stronger key":     second(keyed(t, w, tenant.APIKeysManage, tenant.DemosRead).Keys().Create(t.Context(), store.NewKey{ID: "x", Name: "x", Scopes: []tenant.Permission{tenant.UsersManage}})),
		"a key for users makes an admin": second(keyed(t, w, tenant.UsersManage).Members().Change(t.Context(), "Ada", 0, store.MemberChange{Role: new(tenant.TenantAdmin)})),
		"a key for users invites":        second(keyed(t, w, tenant.UsersManage).Invites().Create(t.Context(), store.NewInvite{ID: "x", Role: tenant.Engineer})),
		"an admin raises the limits":     second(boss.Tenants().Change(t.Context(), 0, store.TenantChange{Limits: &demo.Limits{ActiveDemos: 1 << 40}})),
		"an admin resumes the tenant":    second(boss.Tenants().Change(t.Context(), 0, store.TenantChange{Status: new(demo.TenantSuspended)})),
		"an admin makes a tenant":        second(boss.Tenants().Create(t.Context(), "Mine")),
		"a key of a permission of ours":  second(w.As(t, "Root", "acme", tenant.SuperAdmin).Keys().Create(t.Context(), store.NewKey{ID: "y", Name: "x", Scopes: []tenant.Permission{tenant.TenantsManage, "jobs.run"}})),
	} {
		if !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, want forbidden", name, err)
		}
	}
	if _, err := w.As(t, "Root", "acme", tenant.SuperAdmin).Members().Change(t.Context(), "Boss", 99, store.MemberChange{Role: new(tenant.Engineer)}); !fault.Is(err, fault.Stale) {
		t.Errorf("an old version: %v, want stale", err)
	}
}

// keyed is the store as an admin's API key sees it.
func keyed(t *testing.T, w storetest.World, only ...tenant.Permission) *store.Scoped {
	t.Helper()
	actor, err := tenant.NewActor("Boss", "acme", tenant.TenantAdmin, "")
	if err != nil {
		t.Fatal(err)
	}
	return w.Store.For(tenant.ForActor(actor.ByKey("k", only)))
}

// TestAnInviteMakesOneMember: of a hundred who accept one invite at once one joins; the same person may accept again.
func TestAnInviteMakesOneMember(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Boss": tenant.TenantAdmin})
	boss := w.As(t, "Boss", "acme", tenant.TenantAdmin)
	if _, err := boss.Invites().Create(t.Context(), store.NewInvite{ID: "open", Role: tenant.Engineer, Lifetime: time.Hour}); err != nil {
		t.Fatal(err)
	}
	accept := func(uid, invite, email string) (demo.Member, error) {
		who := tenant.Newcomer{UID: uid, Email: email, Verified: true}
		return w.Newcomer(t, uid, "acme").Invites().Accept(t.Context(), invite, who)
	}
	errs := make([]error, 20)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { _, errs[i] = accept(fmt.Sprint("New", i), "open", "n@x.example") })
	}
	group.Wait()
	joined := -1
	for i, err := range errs {
		switch {
		case err == nil && joined < 0:
			joined = i
		case err == nil:
			t.Errorf("%d and %d joined", joined, i)
		case !fault.Is(err, fault.NotFound):
			t.Errorf("%d: %v", i, err)
		}
	}
	if joined < 0 {
		t.Fatal("nobody joined")
	}
	if m, err := accept(fmt.Sprint("New", joined), "open", "n@x.example"); err != nil || m.Role != tenant.Engineer {
		t.Errorf("again: %+v, %v", m, err)
	}
	for id, in := range map[string]store.NewInvite{
		"late": {Lifetime: time.Minute}, "theirs": {Lifetime: time.Hour, Email: "Eve@Acme.example"}, "revoked": {Lifetime: time.Hour}, "second": {Lifetime: time.Hour},
	} {
		in.ID, in.Role = id, tenant.Engineer
		if _, err := boss.Invites().Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := boss.Invites().Revoke(t.Context(), "revoked"); err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(2 * time.Minute)
	for id, kind := range map[string]fault.Kind{"late": fault.NotFound, "theirs": fault.NotFound, "revoked": fault.NotFound, "none": fault.NotFound} {
		if _, err := accept("Other", id, "mallory@acme.example"); !fault.Is(err, kind) {
			t.Errorf("%s: %v, want %s", id, err, kind)
		}
	}
	if _, err := accept(fmt.Sprint("New", joined), "second", "n@x.example"); !fault.Is(err, fault.Conflict) {
		t.Errorf("a member accepts another invite: %v, want conflict", err)
	}
	if _, err := accept("Eve", "theirs", "eve@acme.example"); err != nil {
		t.Errorf("the person it is for: %v", err)
	}
	if _, err := boss.Members().Change(t.Context(), "Eve", 0, store.MemberChange{Active: new(false)}); err != nil {
		t.Fatal(err)
	}
	if _, err := accept("Eve", "theirs", "eve@acme.example"); err == nil {
		t.Error("whose membership was ended came back by the invite")
	}
}

// TestKeysAndMembersHaveLimits: a hundred makers of keys at once get exactly as many as there may be, and revoking gives one back.
func TestKeysAndMembersHaveLimits(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.APIKeys, limits.Members = 5, 1
	w := company(t, limits, map[string]tenant.Role{"Boss": tenant.TenantAdmin})
	boss := w.As(t, "Boss", "acme", tenant.TenantAdmin)
	create := func(i int) error {
		_, err := boss.Keys().Create(t.Context(), store.NewKey{ID: fmt.Sprint("key", i), Name: "CI", Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour})
		return err
	}
	errs := make([]error, 30)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() { errs[i] = create(i) })
	}
	group.Wait()
	granted, last := 0, 0
	for i, err := range errs {
		if err == nil {
			granted, last = granted+1, i
		} else if !fault.Is(err, fault.QuotaExceeded) {
			t.Error(err)
		}
	}
	if granted != 5 {
		t.Fatalf("%d keys were made", granted)
	}
	for range 2 { // once is enough, and twice gives back no more
		if key, err := boss.Keys().Revoke(t.Context(), fmt.Sprint("key", last)); err != nil || key.RevokedAt == nil {
			t.Fatalf("revoke: %+v, %v", key, err)
		}
	}
	if first, second := create(100), create(101); first != nil || !fault.Is(second, fault.QuotaExceeded) {
		t.Errorf("after one was revoked: %v, then %v", first, second)
	}
	if _, err := boss.Invites().Create(t.Context(), store.NewInvite{ID: "i", Role: tenant.Engineer, Lifetime: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Newcomer(t, "New", "acme").Invites().Accept(t.Context(), "i", tenant.Newcomer{UID: "New"}); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("a member too many: %v", err)
	}
	if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: "Ada", Role: tenant.Engineer}); err != nil {
		t.Fatal(err)
	}
	if _, err := boss.Members().Change(t.Context(), "Ada", 0, store.MemberChange{Active: new(true)}); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("a former member too many: %v", err)
	}
}

// TestEveryChangeIsInTheLog: each change by a person leaves exactly one entry, that names what and who, and none of its content.
func TestEveryChangeIsInTheLog(t *testing.T) {
	t.Parallel()
	w := company(t, demo.DefaultLimits(), map[string]tenant.Role{"Boss": tenant.TenantAdmin, "Ada": tenant.Engineer})
	boss, ada := w.As(t, "Boss", "acme", tenant.TenantAdmin), w.As(t, "ada", "acme", tenant.Engineer)
	pair, ref := w.Begin(t)
	w.Activate(t, ref)
	asked, err := ada.Conversations().Ask(t.Context(), ref.Demo, "", "How many?")
	if err != nil {
		t.Fatal(err)
	}
	finish(t, w, store.AnswerRef{Demo: ref.Demo, Conversation: asked.Conversation.ID, Message: asked.Answer.ID})
	const secret = "Canary Corp"
	changes := []struct {
		action, object string
		make           func() error
	}{
		{"demo.pin", "demos/" + ref.Demo, func() error { return second(ada.Demos().Pin(t.Context(), ref.Demo, true)) }},
		{"demo.unpin", "demos/" + ref.Demo, func() error { return second(ada.Demos().Pin(t.Context(), ref.Demo, false)) }},
		{"demo.rename", "demos/" + ref.Demo, func() error {
			d, err := ada.Demos().Get(t.Context(), ref.Demo)
			if err != nil {
				return err
			}
			return second(ada.Demos().Rename(t.Context(), ref.Demo, d.Revision, secret))
		}},
		{"message.feedback", "demos/" + ref.Demo + "/conversations/" + asked.Conversation.ID + "/messages/" + asked.Answer.ID, func() error {
			return second(ada.Conversations().Rate(t.Context(), asked.Answer.ID, demo.RatingDown, secret))
		}},
		{"conversation.rename", "demos/" + ref.Demo + "/conversations/" + asked.Conversation.ID, func() error {
			return second(ada.Conversations().Rename(t.Context(), asked.Conversation.ID, 0, secret))
		}},
		{"conversation.delete", "demos/" + ref.Demo + "/conversations/" + asked.Conversation.ID, func() error {
			return second(ada.Conversations().Delete(t.Context(), asked.Conversation.ID))
		}},
		{"api_key.create", "api_keys/key", func() error {
			return second(boss.Keys().Create(t.Context(), store.NewKey{ID: "key", Name: secret, Scopes: []tenant.Permission{tenant.DemosRead}, Lifetime: time.Hour}))
		}},
		{"api_key.revoke", "api_keys/key", func() error { return second(boss.Keys().Revoke(t.Context(), "key")) }},
		{"invite.create", "invites/one", func() error {
			return second(boss.Invites().Create(t.Context(), store.NewInvite{ID: "one", Role: tenant.Engineer, Email: "canary@corp.example", Lifetime: time.Hour}))
		}},
		{"invite.revoke", "invites/one", func() error { return second(boss.Invites().Revoke(t.Context(), "one")) }},
		{"member.change", "users/Ada", func() error {
			return second(boss.Members().Change(t.Context(), "Ada", 0, store.MemberChange{Role: new(tenant.Instructor)}))
		}},
		{"tenant.change", "", func() error {
			return second(boss.Tenants().Change(t.Context(), 0, store.TenantChange{Name: new(secret)}))
		}},
	}
	for _, c := range changes {
		before := entries(t, boss, store.AuditFilter{})
		if err := c.make(); err != nil {
			t.Fatalf("%s: %v", c.action, err)
		}
		after := entries(t, boss, store.AuditFilter{})
		if len(after) != len(before)+1 {
			t.Errorf("%s left %d entries", c.action, len(after)-len(before))
			continue
		}
		got := after[0]
		if got.Action != c.action || got.Object != c.object || got.CreatedBy == "" {
			t.Errorf("%s of %s is in the log as %s of %s by %s", c.action, c.object, got.Action, got.Object, got.CreatedBy)
		}
		if got.Before == secret || got.After == secret {
			t.Errorf("%s tells content: %+v", c.action, got)
		}
		if c.action != "api_key.create" && c.action != "invite.create" && (got.Digests.Before == got.Digests.After || got.Digests.After == "") {
			t.Errorf("%s has digests %+v", c.action, got.Digests)
		}
	}
	for name, f := range map[string]struct {
		filter store.AuditFilter
		want   int
	}{
		"by action": {store.AuditFilter{Action: "demo.pin"}, 1}, "by object": {store.AuditFilter{Object: "api_keys/key"}, 2},
		"by actor": {store.AuditFilter{Actor: "Boss"}, 6}, "before it all": {store.AuditFilter{To: pair.Job.CreatedAt}, 0},
		"from then on": {store.AuditFilter{From: pair.Job.CreatedAt, Actor: "ada", Action: "demo.provision"}, 1},
	} {
		if got := entries(t, boss, f.filter); len(got) != f.want {
			t.Errorf("%s: %d entries, want %d", name, len(got), f.want)
		}
	}
	if got := entries(t, w.As(t, "Eve", "rival", tenant.TenantAdmin), store.AuditFilter{}); len(got) != 0 {
		t.Errorf("another tenant reads %d entries", len(got))
	}
}

func entries(t *testing.T, s *store.Scoped, filter store.AuditFilter) []store.Event {
	t.Helper()
	page, err := s.AuditLog().List(t.Context(), filter, store.PageRequest{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}
