package store_test

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// draft is a specification called name that says content.
func draft(name, content string, shared bool) store.Draft {
	return store.Draft{Name: name, Shared: shared, Describe: func(id string, number int) (demo.TemplateVersion, []byte, error) {
		return demo.TemplateVersion{
			TemplateID: id, Number: number, DisplayName: name, Content: content, SpecDigest: fmt.Sprintf("%s %d", content, number), Anchor: "2026-03-01",
		}, []byte(content), nil
	}}
}

// tested takes a draft of acme's through its trial.
func tested(t *testing.T, w storetest.World, v demo.TemplateVersion) demo.TemplateVersion {
	t.Helper()
	trials := w.Function(t, "build", "acme").Trials()
	claim, done, err := trials.Claim(t.Context(), demo.TrialID(v.TemplateID, v.Number))
	if err != nil || done {
		t.Fatalf("claim: done %v, %v", done, err)
	}
	built := claim.Version
	built.Tables, built.Rows = []demo.Table{{Name: "things", Rows: 7, SHA256: strconv.Itoa(v.Number)}}, 7
	if err := trials.Pass(t.Context(), claim, built); err != nil {
		t.Fatal(err)
	}
	return built
}

func TestAVersionsLife(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	admin := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates()
	engineer := w.As(t, "ada", "acme", tenant.Engineer).Templates()
	must := func(v demo.TemplateVersion, err error) demo.TemplateVersion {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	refused := func(_ demo.TemplateVersion, err error) {
		t.Helper()
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%v, want a conflict", err)
		}
	}
	active := func(want int) {
		t.Helper()
		got := 0
		if v, err := engineer.Active(t.Context(), "acme-sales"); err == nil {
			got = v.Number
		} else if !fault.Is(err, fault.NotFound) {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("version %d is active, want %d", got, want)
		}
	}
	first := must(admin.Draft(t.Context(), draft("sales", "one", false)))
	if again := must(admin.Draft(t.Context(), draft("sales", "one", false))); again.Number != 1 || first.TemplateID != "acme-sales" {
		t.Errorf("the same specification again is %s version %d", again.TemplateID, again.Number)
	}
	refused(admin.Activate(t.Context(), "acme-sales", 1))
	refused(admin.Rollback(t.Context(), "acme-sales"))
	tested(t, w, first)
	active(0)
	must(admin.Activate(t.Context(), "acme-sales", 1))
	active(1)
	refused(admin.Activate(t.Context(), "acme-sales", 1))

	tested(t, w, must(admin.Draft(t.Context(), draft("sales", "two", false))))
	active(1)
	must(admin.Activate(t.Context(), "acme-sales", 2))
	active(2)
	must(admin.Rollback(t.Context(), "acme-sales"))
	active(1)
	refused(admin.Rollback(t.Context(), "acme-sales"))
	must(admin.Activate(t.Context(), "acme-sales", 2)) // forward again
	active(2)
	must(admin.Deprecate(t.Context(), "acme-sales", 1))
	refused(admin.Deprecate(t.Context(), "acme-sales", 1))
	refused(admin.Rollback(t.Context(), "acme-sales")) // what it would go back to has ended
	must(admin.Deprecate(t.Context(), "acme-sales", 2))
	active(0)
	if _, err := admin.Activate(t.Context(), "acme-sales", 9); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that is not there: %v", err)
	}
	shelf, err := engineer.Versions(t.Context(), "acme-sales")
	if err != nil {
		t.Fatal(err)
	}
	got := make([]string, 0, len(shelf.Versions))
	for _, v := range shelf.Versions {
		got = append(got, fmt.Sprintf("%d %s %s", v.Number, v.Status, v.Proof))
	}
	if diff := cmp.Diff([]string{"2 deprecated green", "1 deprecated green"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAPrivateTemplateIsItsTenantsOwn(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	admin := w.As(t, "boss", "acme", tenant.TenantAdmin)
	made, err := admin.Templates().Draft(t.Context(), draft("sales", "one", false))
	if err != nil {
		t.Fatal(err)
	}
	built := tested(t, w, made)
	if _, err := admin.Templates().Activate(t.Context(), made.TemplateID, 1); err != nil {
		t.Fatal(err)
	}
	for who, scoped := range map[string]*store.Scoped{
		"another tenant's admin":       w.As(t, "eve", "rival", tenant.TenantAdmin),
		"another tenant's super admin": w.As(t, "eve", "rival", tenant.SuperAdmin),
	} {
		x := scoped.Templates()
		if list, err := x.List(t.Context(), store.TemplateFilter{}); err != nil || len(list) != 1 {
			t.Errorf("%s sees %d templates, %v", who, len(list), err)
		}
		for what, err := range map[string]error{
			"active":   second(x.Active(t.Context(), made.TemplateID)),
			"version":  second(x.Version(t.Context(), made.TemplateID, 1)),
			"versions": second(x.Versions(t.Context(), made.TemplateID)),
			"of":       second(x.Of(t.Context(), demo.Demo{TemplateID: made.TemplateID, TemplateVersion: 1, Build: built.BuildID()})),
			"activate": second(x.Activate(t.Context(), made.TemplateID, 1)),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, %s: %v, want not found", who, what, err)
			}
		}
	}
	list, err := w.As(t, "ada", "acme", tenant.Engineer).Templates().List(t.Context(), store.TemplateFilter{})
	if err != nil || len(list) != 2 || list[1].ID != "acme-sales" && list[0].ID != "acme-sales" {
		t.Errorf("an engineer of the tenant sees %+v, %v", list, err)
	}
}

func TestSharedTemplatesAreThePlatforms(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	admin, super := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates(), w.As(t, "root", "acme", tenant.SuperAdmin).Templates()
	for what, err := range map[string]error{
		"draft":     second(admin.Draft(t.Context(), draft("shopify", "x", true))),
		"deprecate": second(admin.Deprecate(t.Context(), "shopify", 1)),
	} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("a tenant's admin, %s: %v", what, err)
		}
	}
	made, err := super.Draft(t.Context(), draft("shopify", "two", true))
	if err != nil || made.TemplateID != "shopify" || made.Number != 2 {
		t.Fatalf("%s %d, %v", made.TemplateID, made.Number, err)
	}
	tested(t, w, made)
	if _, err := super.Activate(t.Context(), "shopify", 2); err != nil {
		t.Fatal(err)
	}
	if v, err := w.As(t, "eve", "rival", tenant.Engineer).Templates().Active(t.Context(), "shopify"); err != nil || v.Number != 2 {
		t.Errorf("everybody has version %d, %v", v.Number, err)
	}
}

// TestUsesAreCountedOnceADemo completes jobs of one template side by side, each with duplicate events.
func TestUsesAreCountedOnceADemo(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	var wg sync.WaitGroup
	const demos = 6
	for range demos {
		_, ref := w.Begin(t)
		wg.Go(func() { w.Activate(t, ref) })
	}
	wg.Wait()
	_, failing := w.Begin(t)
	if _, err := w.As(t, "ada", "acme", tenant.Engineer).Jobs().Cancel(t.Context(), failing.Job); err != nil {
		t.Fatal(err)
	}
	templates := w.As(t, "ada", "acme", tenant.Engineer).Templates()
	list, err := templates.List(t.Context(), store.TemplateFilter{})
	if err != nil || len(list) != 1 || list[0].Uses != demos {
		t.Errorf("%+v, %v", list, err)
	}
	shelf, err := templates.Versions(t.Context(), "shopify")
	if err != nil || shelf.Versions[0].Uses != demos || !shelf.Versions[0].Current {
		t.Errorf("%+v, %v", shelf.Versions, err)
	}
}

// TestPublishingAgainHoldsWhatPeopleDecided publishes shipped versions again, as every start of a stack does.
func TestPublishingAgainHoldsWhatPeopleDecided(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	super := w.As(t, "root", "acme", tenant.SuperAdmin).Templates()
	publish := func(number int) {
		t.Helper()
		v := storetest.Version()
		v.Number, v.SpecDigest = number, strconv.Itoa(number)
		if err := w.System.PutTemplate(t.Context(), v, []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	current := func(want int) {
		t.Helper()
		v, err := super.Active(t.Context(), "shopify")
		if want == 0 && fault.Is(err, fault.NotFound) {
			return
		}
		if err != nil || v.Number != want {
			t.Errorf("version %d is active, %v; want %d", v.Number, err, want)
		}
	}
	publish(2)
	current(2)
	if _, err := super.Rollback(t.Context(), "shopify"); err != nil {
		t.Fatal(err)
	}
	publish(2)
	current(1)
	if _, err := super.Deprecate(t.Context(), "shopify", 1); err != nil {
		t.Fatal(err)
	}
	publish(1)
	current(0)
	publish(3)
	current(3)
}
