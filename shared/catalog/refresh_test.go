package catalog_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit/stand"
	"capidemo.dev/platform/shared/warehouse"
)

// unsteady is a warehouse and a storage whose calls can be made to fail: fail is asked before every call that matters.
type unsteady struct {
	*warehouse.Warehouse
	catalog.Files

	fail  func(call, about string) error
	loads atomic.Int32
}

func (u *unsteady) LoadTables(ctx context.Context, to string, tables []demo.Table, jobs string) error {
	u.loads.Add(1)
	if err := u.fail("load", to); err != nil {
		return err
	}
	return u.Warehouse.LoadTables(ctx, to, tables, jobs)
}

func (u *unsteady) Query(ctx context.Context, q warehouse.Question) (warehouse.Answer, error) {
	if err := u.fail("query", q.Dataset); err != nil {
		return warehouse.Answer{}, err
	}
	return u.Warehouse.Query(ctx, q)
}

func (u *unsteady) Writer(ctx context.Context, path, contentType string) io.WriteCloser {
	if err := u.fail("write", path); err != nil {
		return broken{err}
	}
	return u.Files.Writer(ctx, path, contentType)
}

type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }
func (b broken) Close() error              { return b.err }

// library is a world with a shared template of the real registry and a private one of acme's, both built for the world's first day.
type library struct {
	storetest.World
	*unsteady
	sweep catalog.Refresher
}

const privateID = "acme-cafes"

func newLibrary(t *testing.T) *library {
	t.Helper()
	s := stand.New(t)
	l := &library{World: storetest.New(t, demo.DefaultLimits()), unsteady: &unsteady{Warehouse: s.Warehouse, Files: s.Bucket, fail: func(string, string) error { return nil }}}
	l.sweep = catalog.Refresher{Library: l.System, Files: l.unsteady, Warehouse: l.unsteady, Now: l.Clock.Now}
	l.publish(t, "cafes")
	l.private(t)
	return l
}

func cafes(t *testing.T, id string) *dataspec.Spec {
	t.Helper()
	document, err := catalog.Skeleton("cafes")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := dataspec.ParseAndValidate(document)
	if err != nil {
		t.Fatal(err)
	}
	spec.ID = id
	return spec
}

func (l *library) publish(t *testing.T, id string) {
	t.Helper()
	now := l.Clock.Now()
	if _, err := catalog.Publish(t.Context(), cafes(t, id), catalog.Options{Anchor: now.Truncate(24 * time.Hour), Now: now, Storage: l.Files, Registry: l.System}); err != nil {
		t.Fatal(err)
	}
}

func (l *library) private(t *testing.T) {
	t.Helper()
	templates, spec := l.As(t, "boss", "acme", tenant.TenantAdmin).Templates(), cafes(t, privateID)
	v, err := templates.Draft(t.Context(), store.Draft{Name: "cafes", Describe: func(string, int) (demo.TemplateVersion, []byte, error) {
		v, err := catalog.Describe(spec, l.Clock.Now())
		if err != nil {
			return v, nil, err
		}
		document, err := spec.Canonical()
		return v, document, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	trials := l.Function(t, "build", "acme").Trials()
	claim, _, err := trials.Claim(t.Context(), demo.TrialID(v.TemplateID, v.Number))
	if err != nil {
		t.Fatal(err)
	}
	made, err := catalog.Make(t.Context(), spec, catalog.Options{Anchor: l.Clock.Now().Truncate(24 * time.Hour), Now: l.Clock.Now(), Storage: l.Files})
	if err != nil {
		t.Fatal(err)
	}
	if err := trials.Pass(t.Context(), claim, made.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := templates.Activate(t.Context(), v.TemplateID, v.Number); err != nil {
		t.Fatal(err)
	}
}

func (l *library) active(t *testing.T, id string) demo.TemplateVersion {
	t.Helper()
	v, err := l.As(t, "ada", "acme", tenant.Engineer).Templates().Active(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// retire takes the template that every world has out of the way: it has no specification to build from.
func (l *library) retire(t *testing.T) {
	t.Helper()
	if _, err := l.As(t, "root", "acme", tenant.SuperAdmin).Templates().Deprecate(t.Context(), "shopify", 1); err != nil {
		t.Fatal(err)
	}
}

func (l *library) anchors(t *testing.T, want string) {
	t.Helper()
	for _, id := range []string{"cafes", privateID} {
		if v := l.active(t, id); v.Anchor != want || v.Rows != 8600 || len(v.GoldenQueries) != 4 {
			t.Errorf("%s is built for %s with %d rows, want %s", id, v.Anchor, v.Rows, want)
		}
	}
}

func (l *library) exists(t *testing.T, v demo.TemplateVersion) (dataset, files bool) {
	t.Helper()
	_, err := l.Labels(t.Context(), v.GoldenDataset)
	if err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	_, missing := l.Read(t.Context(), strings.TrimPrefix(v.Tables[0].Object, l.URL("")), 64<<20)
	if missing != nil && !fault.Is(missing, fault.NotFound) {
		t.Fatal(missing)
	}
	return err == nil, missing == nil
}

// begin starts a demo of a template.
func (l *library) begin(t *testing.T, id string) demo.Demo {
	t.Helper()
	pair, err := l.As(t, "ada", "acme", tenant.Engineer).Jobs().Quick(t.Context(), store.Start{CustomerName: "Acme", Version: l.active(t, id)})
	if err != nil {
		t.Fatal(err)
	}
	return pair.Demo
}

func TestEveryActiveTemplateIsTakenToToday(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	before, kept := l.active(t, "cafes"), l.begin(t, "cafes")
	l.Clock.Advance(24 * time.Hour)
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-02")
	if v := l.active(t, "cafes"); v.Proof != demo.ProofGreen || v.Status != demo.TemplateActive || v.BuildID() == before.BuildID() {
		t.Errorf("%s %s %s", v.Proof, v.Status, v.BuildID())
	}
	own, err := l.As(t, "ada", "acme", tenant.Engineer).Templates().Of(t.Context(), kept)
	if err != nil || own.BuildID() != before.BuildID() {
		t.Errorf("the demo that exists is made of %s now, %v", own.BuildID(), err)
	}
	loads := l.loads.Load()
	if err := l.sweep.Refresh(t.Context()); err != nil || l.loads.Load() != loads {
		t.Errorf("a second pass loaded %d times, %v", l.loads.Load()-loads, err)
	}
}

func TestSweepsSideBySideSwapOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(24 * time.Hour)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if err := l.sweep.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l.anchors(t, "2026-03-02")
	l.Clock.Advance(100 * time.Hour)
	if dataset, files := l.exists(t, l.active(t, "cafes")); !dataset || !files {
		t.Errorf("of the build in use: dataset %v, files %v", dataset, files)
	}
}

func TestAPassOverMidnightHasOneDay(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(36*time.Hour - time.Second) // a second before midnight
	l.fail = func(call, _ string) error {
		if call == "load" {
			l.Clock.Advance(2 * time.Second) // it is tomorrow before anything is loaded
		}
		return nil
	}
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-02")
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-03")
}

func TestAFailingTemplateKeepsItsBuildAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ call, about string }{
		"the warehouse does not load": {"load", "tmpl_acme_cafes"},
		"the warehouse does not ask":  {"query", "tmpl_acme_cafes"},
		"the storage does not write":  {"write", "v1/acme-cafes/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLibrary(t)
			l.retire(t)
			l.Clock.Advance(24 * time.Hour)
			l.fail = func(call, about string) error {
				if call == c.call && strings.HasPrefix(about, c.about) {
					return fault.New(fault.Unavailable, "It is away.")
				}
				return nil
			}
			err := l.sweep.Refresh(t.Context())
			if err == nil || !strings.Contains(err.Error(), "template acme-cafes version 1 for 2026-03-02") {
				t.Errorf("the pass reports %v", err)
			}
			if shared, private := l.active(t, "cafes").Anchor, l.active(t, privateID).Anchor; shared != "2026-03-02" || private != "2026-03-01" {
				t.Errorf("the shared template is built for %s, the private one for %s", shared, private)
			}
			l.fail = func(string, string) error { return nil }
			if err := l.sweep.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.anchors(t, "2026-03-02")
		})
	}
}

func TestAPassThatDiesIsTakenUp(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(24 * time.Hour)
	ctx, die := context.WithCancel(t.Context())
	l.fail = func(call, about string) error {
		if call == "query" && strings.HasPrefix(about, "tmpl_cafes") {
			die()
		}
		return nil
	}
	if err := l.sweep.Refresh(ctx); err == nil {
		t.Error("a pass that died reports nothing")
	}
	if v := l.active(t, "cafes"); v.Anchor != "2026-03-01" {
		t.Errorf("swapped to %s without a proof", v.Anchor)
	}
	l.fail = func(string, string) error { return nil }
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-02")
}

func TestOldBuildsGoWhenNothingIsMadeOfThem(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	used := l.active(t, "cafes")
	kept := l.begin(t, "cafes")
	unused := l.active(t, privateID)
	pass := func(after time.Duration) {
		t.Helper()
		l.Clock.Advance(after)
		if err := l.sweep.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	there := func(when string, v demo.TemplateVersion, want bool) {
		t.Helper()
		if _, files := l.exists(t, v); files != want {
			t.Errorf("%s: the files of %s for %s are there: %v, want %v", when, v.TemplateID, v.Anchor, files, want)
		}
	}
	pass(24 * time.Hour)
	second := l.active(t, privateID)
	there("the day after", unused, true)
	pass(96 * time.Hour)
	there("when its time has come", unused, false)
	there("while a demo is made of it", used, true)
	if dataset, _ := l.exists(t, second); !dataset {
		t.Error("a build that was just superseded has lost its dataset")
	}
	if own, err := l.As(t, "ada", "acme", tenant.Engineer).Templates().Of(t.Context(), kept); err != nil || own.BuildID() != used.BuildID() {
		t.Errorf("the demo's build is %s, %v", own.BuildID(), err)
	}
	if _, err := l.DB.Doc("tenants/acme/demos/"+kept.ID).Set(t.Context(), map[string]any{"status": "deleted", "template_id": "cafes", "build": used.BuildID()}); err != nil {
		t.Fatal(err)
	}
	pass(24 * time.Hour)
	there("after the demo was deleted", used, false)
	if dataset, _ := l.exists(t, l.active(t, "cafes")); !dataset {
		t.Error("the build in use has lost its dataset")
	}
	if _, err := l.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Deprecate(t.Context(), privateID, 1); err != nil {
		t.Fatal(err)
	}
	last := l.Clock.Now()
	pass(96 * time.Hour)
	for build, err := range l.System.SupersededBuilds(t.Context(), last) {
		if err != nil || build.TemplateID == privateID {
			t.Errorf("a build of the deprecated version is left: %s, %v", build.BuildID(), err)
		}
	}
}
