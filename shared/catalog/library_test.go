package catalog_test

import (
	"context"
	"io"
	"strings"
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
