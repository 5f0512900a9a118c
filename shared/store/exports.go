package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Exports lets who leads a tenant take out all that it has. Who runs the platform reaches another tenant's by tenant.Scope.In.
type Exports struct{ *Scoped }

// Create makes a pending export. It is a Conflict while another one is under way: two at once would read everything twice.
func (e Exports) Create(ctx context.Context) (demo.Export, error) {
	if err := e.begin(ctx, tenant.TenantsManage); err != nil {
		return demo.Export{}, err
	}
	var made demo.Export
	id := e.store.newID()
	err := e.reserve(ctx, func(_ *demo.TenantRecord, now time.Time) ([]creation, error) {
		if err := e.room(ctx); err != nil {
			return nil, err
		}
		made = demo.NewExport(id, string(e.scope.Tenant()), e.scope.Subject(), now)
		place, entry := e.auditEntry(ctx, "export.create", "exports/"+id, "", string(made.Status), now)
		return []creation{{ref: e.root.Collection("exports").Doc(id), data: made}, {ref: place, data: entry}}, nil
	})
	if errors.Is(err, errTaken) {
		err = fault.New(fault.Unavailable, "The export could not be stored; ask for it again.")
	}
	return made, err
}

// room refuses a second export under way, and more than are kept. The reservation lands only on the tenant that was looked at, so of two
// wishes at once one is refused.
func (e Exports) room(ctx context.Context) error {
	for _, at := range []struct {
		status demo.ExportStatus
		most   int64
		full   error
	}{
		{demo.ExportPending, 1, fault.New(fault.Conflict, "An export is about to be made; wait until it is done.")},
		{demo.ExportRunning, 1, fault.New(fault.Conflict, "An export is being made; wait until it is done.")},
		{demo.ExportCompleted, demo.ExportsKept, fault.New(fault.QuotaExceeded, "Your tenant has its %d exports; the oldest goes a week after it was made.", demo.ExportsKept)},
	} {
		n, err := count(ctx, e.root.Collection("exports").Where("status", "==", string(at.status)))
		if err != nil {
			return err
		}
		if n >= at.most {
			return at.full
		}
	}
	return nil
}

// List gives the tenant's exports, newest first.
func (e Exports) List(ctx context.Context, page PageRequest) (Page[demo.Export], error) {
	if err := e.begin(ctx, tenant.TenantsManage); err != nil {
		return Page[demo.Export]{}, err
	}
	out, err := list(ctx, e.Scoped, e.root.Collection("exports").Query, page, "exports", func(x *demo.Export) position { return position{At: x.CreatedAt, ID: x.ID} })
	now := e.store.now()
	out.Items = slices.DeleteFunc(out.Items, func(x demo.Export) bool { return x.Expired(now) }) // until the sweep removes them
	return out, err
}

// Get gives one export. One whose time is over is gone, whether or not it was removed yet.
func (e Exports) Get(ctx context.Context, id string) (demo.Export, error) {
	if err := e.begin(ctx, tenant.TenantsManage); err != nil {
		return demo.Export{}, err
	}
	found, err := read(ctx, e.Scoped, tenant.TenantsManage, e.child("exports", id), "export", func(x *demo.Export) string { return x.CreatedBy })
	if err == nil && found.Expired(e.store.now()) {
		return demo.Export{}, absent("export")
	}
	return found, err
}

// Downloaded leaves an audit entry that an export is handed out.
func (e Exports) Downloaded(ctx context.Context, id string) error {
	found, err := e.Get(ctx, id)
	if err != nil {
		return err
	}
	c := e.store.newCommit()
	c.create(e.auditEntry(ctx, "export.download", "exports/"+id, string(found.Status), string(found.Status), e.store.now()))
	if _, err := c.send(ctx); err != nil {
		return mapError(err, "audit entry")
	}
	return nil
}
