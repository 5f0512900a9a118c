package sweep

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"

	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// Datasets are the demos' datasets as the warehouse has them; *warehouse.Warehouse is.
type Datasets interface {
	Datasets(ctx context.Context, key, value string) iter.Seq2[string, error]
	DatasetMade(ctx context.Context, dataset string) (time.Time, error)
	DropDataset(ctx context.Context, dataset string) error
	Stored(ctx context.Context, dataset string) (int64, error)
}

// Agents are the data agents as their API has them; *analyst.Analyst is.
type Agents interface {
	Agents(ctx context.Context) iter.Seq2[analyst.Agent, error]
	DeleteAgent(ctx context.Context, id string) error
}

// Reconciler compares records with reality. Its parts are there in the sweep's own function only.
type Reconciler struct {
	Datasets Datasets
	Agents   Agents
	Now      func() time.Time
}

// Bounds of one pass.
const (
	orphanAge    = 24 * time.Hour // younger ones may belong to work that is still being recorded
	maxOrphans   = 200            // removed in one pass; the rest waits for the next night
	orphanShare  = 2              // more than one in so many listed, beyond a few, says that the records are missing and not that things were left behind
	fewOrphans   = 20
	tenantsPage  = 100
	reconcileFor = 8 * time.Minute
)

// orphan is something outside that no record needs.
type orphan struct {
	what, id string // such as dataset d_acme_x1
	tenant   tenant.ID
	demo     string
}

// listing is what was found outside.
type listing struct {
	seen    int
	orphans []orphan
	stored  map[tenant.ID]int64
}

// reconcile removes what no record needs, corrects counters that drifted and keeps how much every tenant stores. Everything is listed before
// anything is removed; a pass that died is begun anew and finds what is left.
func (h *Handler) reconcile(ctx context.Context, remove bool) error {
	ctx, cancel := context.WithTimeout(ctx, reconcileFor)
	defer cancel()
	found, failures := h.list(ctx)
	telemetry.Add(ctx, slog.Int("resources_seen", found.seen), slog.Int("orphans_found", len(found.orphans)))
	if !remove {
		for _, o := range found.orphans {
			telemetry.Add(ctx, slog.String("orphan", o.what+" "+o.id))
		}
		return failures
	}
	if n := len(found.orphans); n > fewOrphans && n*orphanShare > found.seen {
		return errors.Join(failures, fault.New(fault.Conflict, "%d of %d datasets and agents have no record; so many are not left behind, so the records may be missing. Nothing is removed.", n, found.seen))
	}
	removed := 0
	for _, o := range found.orphans[:min(len(found.orphans), maxOrphans)] {
		gone, err := h.removeOrphan(ctx, o)
		failures = errors.Join(failures, err)
		if gone {
			removed++
		}
	}
	telemetry.Add(ctx, slog.Int("orphans_removed", removed))
	return errors.Join(failures, h.settleTenants(ctx, found.stored))
}

// list looks at all datasets and agents of demos. What cannot be judged is kept, and its tenant's storage is not recorded today.
func (h *Handler) list(ctx context.Context) (found listing, failures error) {
	found.stored = map[tenant.ID]int64{}
	unsure := map[tenant.ID]bool{}
	for dataset, err := range h.reconciler.Datasets.Datasets(ctx, "purpose", "demo") {
		if err != nil {
			return listing{seen: found.seen, orphans: found.orphans}, errors.Join(failures, err) // without the whole list nothing is known of storage
		}
		o, ours := orphanOf("dataset", dataset)
		if !ours {
			continue
		}
		found.seen++
		lost, err := h.lost(ctx, o, func() (time.Time, error) { return h.reconciler.Datasets.DatasetMade(ctx, dataset) })
		if lost {
			found.orphans = append(found.orphans, o)
		}
		bytes, unknown := h.reconciler.Datasets.Stored(ctx, dataset)
		found.stored[o.tenant] += bytes
		if unknown != nil {
			unsure[o.tenant] = true
		}
		failures = errors.Join(failures, err, unknown)
	}
	for id := range unsure {
		delete(found.stored, id)
	}
	for agent, err := range h.reconciler.Agents.Agents(ctx) {
		if err != nil {
			return found, errors.Join(failures, err)
		}
		o, ours := orphanOf("agent", agent.ID)
		if !ours {
			continue
		}
		found.seen++
		lost, err := h.lost(ctx, o, func() (time.Time, error) { return agent.Made, nil })
		if lost {
			found.orphans = append(found.orphans, o)
		}
		failures = errors.Join(failures, err)
	}
	return found, failures
}

func orphanOf(what, id string) (orphan, bool) {
	owner, demoID, ok := demo.Owner(id)
	return orphan{what: what, id: id, tenant: owner, demo: demoID}, ok
}

// lost tells whether no record needs a resource that is old enough to judge.
func (h *Handler) lost(ctx context.Context, o orphan, made func() (time.Time, error)) (bool, error) {
	needed, err := h.needed(ctx, o)
	if err != nil || needed {
		return false, err
	}
	at, err := made()
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && h.reconciler.Now().Sub(at) > orphanAge, err
}

func (h *Handler) needed(ctx context.Context, o orphan) (bool, error) {
	scope, err := tenant.ForFunction("sweep", o.tenant)
	if err != nil {
		return true, err
	}
	d, err := h.data.For(scope).Upkeep().Demo(ctx, o.demo)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return true, err
	}
	held := d.DatasetID
	if o.what == "agent" {
		held = d.AgentID
	}
	return d.Keeps(held), nil
}

// removeOrphan removes one, unless a record needs it after all by now.
func (h *Handler) removeOrphan(ctx context.Context, o orphan) (gone bool, err error) {
	if needed, err := h.needed(ctx, o); err != nil || needed {
		return false, err
	}
	remove := h.reconciler.Datasets.DropDataset
	if o.what == "agent" {
		remove = h.reconciler.Agents.DeleteAgent
	}
	if err := remove(ctx, o.id); err != nil {
		return false, err
	}
	scope, err := tenant.ForFunction("sweep", o.tenant)
	if err != nil {
		return true, err
	}
	return true, h.data.For(scope).Upkeep().Removed(ctx, o.what+" "+o.id, o.demo)
}

// settleTenants corrects every tenant's counters and keeps what it stores; one that fails does not hold up the others. stored is nil when
// not all datasets could be listed.
func (h *Handler) settleTenants(ctx context.Context, stored map[tenant.ID]int64) error {
	var failures error
	settled, corrected := 0, 0
	for after := ""; ; {
		page, err := h.silent.Tenants(ctx, after, tenantsPage)
		if err != nil {
			return errors.Join(failures, err)
		}
		for _, rec := range page {
			n, err := h.settleTenant(ctx, rec, stored)
			failures = errors.Join(failures, err)
			settled, corrected, after = settled+1, corrected+n, rec.ID
		}
		if len(page) < tenantsPage {
			telemetry.Add(ctx, slog.Int("tenants_settled", settled), slog.Int("counters_corrected", corrected))
			return failures
		}
	}
}

func (h *Handler) settleTenant(ctx context.Context, rec demo.TenantRecord, stored map[tenant.ID]int64) (corrected int, err error) {
	scope, err := tenant.ForFunction("sweep", tenant.ID(rec.ID))
	if err != nil {
		return 0, err
	}
	scoped := h.data.For(scope)
	switch {
	case rec.LookAgain(h.reconciler.Now()):
		return 0, scoped.Errands().LookAgain(ctx)
	case rec.Status == demo.TenantDeleting || rec.Status == demo.TenantDeleted:
		return 0, nil
	}
	drifted, err := scoped.Upkeep().Recount(ctx)
	if bytes, measured := stored[tenant.ID(rec.ID)]; measured {
		err = errors.Join(err, scoped.Usage().Stored(ctx, bytes))
	}
	return len(drifted), err
}
