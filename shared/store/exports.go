package store

import (
	"context"
	"slices"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Exports lets who leads a tenant take out all that it has. Who runs the platform reaches another tenant's by tenant.Scope.In.
type Exports struct{ *Scoped }

// Create makes a pending export. It is a Conflict while another one is under way: two at once would read everything twice. A suspended tenant
// can be taken out too, by who runs the platform: its own people change nothing.
func (e Exports) Create(ctx context.Context) (demo.Export, error) {
	if err := e.begin(ctx, tenant.TenantsManage); err != nil {
		return demo.Export{}, err
	}
	var made demo.Export
	doc := e.root.Collection("exports").Doc(e.store.newID())
	err := contend(ctx, func() error {
		snaps, err := e.store.db.GetAll(ctx, refs(e.root, doc))
		if err != nil {
			return err
		}
		if !snaps[0].Exists() {
			return absent("tenant")
		}
		if snaps[1].Exists() { // it landed, and only its acknowledgement was lost: the id is random
			return snaps[1].DataTo(&made)
		}
		var rec demo.TenantRecord
		if err := snaps[0].DataTo(&rec); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", e.root.Path)
		}
		if rec.Status != demo.TenantActiveStatus && rec.Status != demo.TenantSuspended {
			return fault.New(fault.Conflict, "The tenant is %s; nothing can be taken out.", rec.Status)
		}
		if err := e.room(ctx); err != nil {
			return err
		}
		now := e.store.now()
		made = demo.NewExport(doc.ID, string(e.scope.Tenant()), e.scope.Subject(), now)
		c := e.store.newCommit()
		c.touch(e.root, snaps[0].UpdateTime, now)
		c.create(doc, made)
		c.create(e.auditEntry(ctx, "export.create", "exports/"+doc.ID, "", string(made.Status), now))
		_, err = c.send(ctx)
		return err
	})
	if err != nil {
		return demo.Export{}, mapError(err, "export")
	}
	return made, nil
}

// room refuses a second export under way, and more than are kept. The commit lands only on the tenant that was looked at, so of two
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
