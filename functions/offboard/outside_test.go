package offboard_test

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/functions/offboard"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// things are what there is outside the database, by kind and id; the value says whose they are. Before anything is removed, before is asked.
type things struct {
	kinds  map[string]map[string]string
	before func(kind, id string) error
	calls  int
}

func (s *things) ids(kind, whose string) []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(s.kinds[kind])) {
		if whose == "" || s.kinds[kind][id] == whose {
			out = append(out, id)
		}
	}
	return out
}

func (s *things) remove(kind, id string) error {
	s.calls++
	if s.before != nil {
		if err := s.before(kind, id); err != nil {
			return err
		}
	}
	delete(s.kinds[kind], id)
	return nil
}

func sequence(ids []string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range ids {
			if !yield(id, nil) {
				return
			}
		}
	}
}

type agents struct{ *things }

func (a agents) AgentsWith(_ context.Context, _, whose string) iter.Seq2[analyst.Agent, error] {
	return func(yield func(analyst.Agent, error) bool) {
		for _, id := range a.ids("agents", whose) {
			if !yield(analyst.Agent{ID: id}, nil) {
				return
			}
		}
	}
}
func (a agents) DeleteAgent(_ context.Context, id string) error { return a.remove("agents", id) }
func (a agents) ConversationsWith(_ context.Context, _, whose string) iter.Seq2[string, error] {
	return sequence(a.ids("conversations", whose))
}
func (a agents) DeleteConversation(_ context.Context, id string) error {
	return a.remove("conversations", id)
}

// datasets have their tenant or, as golden ones, their template for a label.
type datasets struct{ *things }

func (d datasets) Datasets(_ context.Context, key, value string) iter.Seq2[string, error] {
	if key == "purpose" {
		return sequence(d.ids("golden", ""))
	}
	return sequence(d.ids("datasets", value))
}
func (d datasets) Labels(_ context.Context, id string) (map[string]string, error) {
	return map[string]string{"template": d.kinds["golden"][id]}, nil
}
func (d datasets) DropDataset(_ context.Context, id string) error {
	if strings.HasPrefix(id, "tmpl_") {
		return d.remove("golden", id)
	}
	return d.remove("datasets", id)
}

type files struct{ *things }

func (f files) DeletePrefix(_ context.Context, prefix string) (n int, err error) {
	for _, path := range f.ids("files", "") {
		if strings.HasPrefix(path, prefix) {
			if err := f.remove("files", path); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

type secrets struct{ *things }

func (s secrets) Remove(_ context.Context, name string) (bool, error) {
	_, there := s.kinds["secrets"][name]
	return there, s.remove("secrets", name)
}

// accounts speak for the tenant that is their value.
type accounts struct{ *things }

func (a accounts) GetUser(_ context.Context, uid string) (*auth.UserRecord, error) {
	return &auth.UserRecord{CustomClaims: map[string]any{"tenant": a.kinds["accounts"][uid], "role": "engineer", "theme": "dark"}}, nil
}
func (a accounts) SetCustomUserClaims(_ context.Context, uid string, claims map[string]any) error {
	if len(claims) != 1 || claims["theme"] != "dark" {
		return fault.New(fault.Invalid, "the claims are %v", claims)
	}
	return a.remove("accounts", uid)
}
func (accounts) RevokeRefreshTokens(context.Context, string) error { return nil }

// world is acme with all that it has, and rival, which looks alike.
type world struct {
	storetest.World
	out *things
}

func newWorld(t *testing.T) world {
	t.Helper()
	w := world{storetest.New(t, demo.DefaultLimits()), &things{kinds: map[string]map[string]string{
		"agents":        {"demo-acme-d1": "acme", "demo-acme-d2": "acme", "demo-rival-d1": "rival", "by-hand": "acme"},
		"conversations": {"c-1": "acme", "c-2": "rival"},
		"datasets":      {"d_acme_d1": "acme", "d_acme_d2": "acme", "d_rival_d1": "rival", "billing": "acme"},
		"golden":        {"tmpl_acme_mine_v1_1": "acme-mine", "tmpl_acme_mine_v2_1": "acme_mine", "tmpl_rival_mine_v1_1": "rival-mine", "tmpl_shopify_v1_1": "shopify"},
		"files":         {"v1/acme-mine/day/t.parquet": "", "v1/rival-mine/day/t.parquet": "", "v1/shopify/day/t.parquet": "", "tenants/acme/exports/e.zip": "", "tenants/acme2/exports/e.zip": ""},
		"secrets":       {"tenant-acme-gemini-api-key": "acme", "tenant-rival-gemini-api-key": "rival"},
		"accounts":      {"ada": "acme", "moved": "rival", "eve": "rival"},
	}}}
	for _, uid := range []string{"ada", "moved"} {
		if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: uid, Role: tenant.Engineer, Active: true}); err != nil {
			t.Fatal(err)
		}
	}
	boss := w.As(t, "boss", "acme", tenant.TenantAdmin)
	if _, err := boss.Templates().Draft(t.Context(), draft()); err != nil {
		t.Fatal(err)
	}
	w.Begin(t)
	there, err := storetest.Person(t, "root", "rival", tenant.SuperAdmin).In("acme")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.For(there).Tenants().Delete(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w world) handler() *offboard.Handler {
	a := agents{w.out}
	return offboard.New(w.Store, offboard.Outside{
		Agents: a, Conversations: a, Datasets: datasets{w.out}, Templates: files{w.out}, Exports: files{w.out}, Secrets: secrets{w.out}, Accounts: accounts{w.out},
	}, w.Clock.Now)
}

// left are the things that are still there.
func (w world) left() map[string][]string {
	out := map[string][]string{}
	for kind := range w.out.kinds {
		out[kind] = w.out.ids(kind, "")
	}
	return out
}
