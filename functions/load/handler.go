package load

import (
	"context"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/queue"
	"capidemo.dev/platform/shared/step"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/tenant"
)

// Data gives what a scope may touch; *store.Store does.
type Data interface {
	For(scope tenant.Scope) *store.Scoped
}

// Warehouse makes and fills datasets; *warehouse.Warehouse does.
type Warehouse interface {
	CreateDataset(ctx context.Context, id string, labels map[string]string, description string) error
	Labels(ctx context.Context, dataset string) (map[string]string, error)
	SetLabels(ctx context.Context, dataset string, labels map[string]string) error
	Fill
	DropDataset(ctx context.Context, dataset string) error
}

// Fill brings tables into a dataset; *warehouse.Warehouse does.
type Fill interface {
	CloneTables(ctx context.Context, from, to string, tables []string, jobPrefix string) error
	LoadTables(ctx context.Context, to string, tables []demo.Table, jobPrefix string) error
	RowCounts(ctx context.Context, dataset string, tables []string) (map[string]int64, error)
}

// Handler fills datasets.
type Handler struct {
	data      Data
	warehouse Warehouse
}

// New makes a handler.
func New(data Data, w Warehouse) *Handler { return &Handler{data: data, warehouse: w} }

// cleanUpWithin bounds the removal of what a lost attempt made.
const cleanUpWithin = 30 * time.Second

// HandleMessage does the load step of the job that the message names.
func (h *Handler) HandleMessage(ctx context.Context, m host.Message) error {
	msg, err := queue.DecodeJob(m.Data)
	if err != nil {
		return err
	}
	if demo.JobType(msg.Type) != demo.JobQuick {
		return fault.New(fault.Malformed, "The message asks for a job of type %q, which this function does not know.", msg.Type)
	}
	scope, err := tenant.ForFunction("load", tenant.ID(msg.Tenant))
	if err != nil {
		return err
	}
	scoped, ref := h.data.For(scope), store.JobRef{Job: msg.Job, Demo: msg.Demo}
	var begun demo.Demo
	err = step.Run(ctx, scoped.Work(), ref, demo.StepLoad, func(ctx context.Context, c store.Claim, try int) (store.Done, error) {
		begun = c.Pair.Demo
		return h.fill(ctx, scoped, c, try)
	})
	if fault.Is(err, fault.LeaseLost) || begun.ID != "" && fault.Is(err, fault.NotFound) {
		return h.cleanUp(ctx, scoped.Work(), ref, begun)
	}
	return err
}

// cleanUp removes the dataset when the job came to nothing while this attempt was at work: what it made after the compensation would
// belong to nobody. While another attempt has the job, the dataset is that attempt's. When the tenant was deleted meanwhile, the job is gone with
// it, and what this attempt began is known to nobody else.
func (h *Handler) cleanUp(ctx context.Context, work store.Work, ref store.JobRef, begun demo.Demo) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpWithin)
	defer cancel()
	pair, err := work.Read(ctx, ref)
	if fault.Is(err, fault.NotFound) && begun.ID != "" {
		return h.warehouse.DropDataset(ctx, begun.DatasetName())
	}
	if err != nil {
		return err
	}
	if !pair.Job.Compensates() {
		return nil
	}
	return h.warehouse.DropDataset(ctx, pair.Demo.DatasetName())
}
