package build_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"capidemo.dev/platform/functions/build"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
	"capidemo.dev/platform/shared/testkit/stand"
	"capidemo.dev/platform/shared/warehouse"
)

// clumsy is a warehouse whose calls can be made to fail.
type clumsy struct {
	*warehouse.Warehouse
	fail  func(call string) error
	loads atomic.Int32
}

func (c *clumsy) LoadTables(ctx context.Context, to string, tables []demo.Table, jobs string) error {
	c.loads.Add(1)
	if err := c.fail("load"); err != nil {
		return err
	}
	return c.Warehouse.LoadTables(ctx, to, tables, jobs)
}

func (c *clumsy) Query(ctx context.Context, q warehouse.Question) (warehouse.Answer, error) {
	if err := c.fail("query"); err != nil {
		return warehouse.Answer{}, err
	}
	return c.Warehouse.Query(ctx, q)
}

// bench is everything a trial needs.
type bench struct {
	world     storetest.World
	stand     *stand.Stand
	warehouse *clumsy
	handler   *build.Handler
	admin     store.Templates
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{world: storetest.New(t, demo.DefaultLimits()), stand: stand.New(t)}
	b.warehouse = &clumsy{Warehouse: b.stand.Warehouse, fail: func(string) error { return nil }}
	b.handler = build.New(b.world.Store, b.warehouse, b.stand.Bucket, b.stand.Warehouse, b.world.Clock.Now)
	b.admin = b.world.As(t, "boss", "acme", tenant.TenantAdmin).Templates()
	return b
}

// draft makes a draft of the skeleton, changed.
func (b *bench) draft(t *testing.T, change func(string) string) demo.TemplateVersion {
	t.Helper()
	document, err := catalog.Skeleton("cafes")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := dataspec.ParseAndValidate([]byte(change(string(document))))
	if err != nil {
		t.Fatal(err)
	}
	v, err := b.admin.Draft(t.Context(), store.Draft{Name: spec.ID, Describe: func(id string, number int) (demo.TemplateVersion, []byte, error) {
		spec.ID, spec.Version = id, number
		v, err := catalog.Describe(spec, b.world.Clock.Now())
		if err != nil {
			return v, nil, err
		}
		document, err := spec.Canonical()
		return v, document, err
	}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func same(document string) string { return document }

// deliver delivers the event that the trial of a version causes as it is now.
func (b *bench) deliver(t *testing.T, v demo.TemplateVersion) error {
	t.Helper()
	scope, err := tenant.ForFunction("build", "acme")
	if err != nil {
		t.Fatal(err)
	}
	return b.handler.HandleEvent(t.Context(), scope, b.world.Event(t, "trials/"+demo.TrialID(v.TemplateID, v.Number)))
}

func (b *bench) line(t *testing.T, v demo.TemplateVersion) store.VersionLine {
	t.Helper()
	shelf, err := b.admin.Versions(t.Context(), v.TemplateID)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(shelf.Versions, func(l store.VersionLine) bool { return l.Number == v.Number })
	if i < 0 {
		t.Fatalf("version %d is not listed", v.Number)
	}
	return shelf.Versions[i]
}
