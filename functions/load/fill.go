package load

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
)

// fill makes the demo's dataset and brings every table of the template into it: cloned from the golden dataset when there is one, else
// loaded from the template's files, which then become the golden dataset for the next demo.
func (h *Handler) fill(ctx context.Context, scoped *store.Scoped, c store.Claim, try int) (done store.Done, err error) {
	d := c.Pair.Demo
	version, err := scoped.Templates().Of(ctx, d)
	if err != nil {
		return done, err
	}
	dataset := d.DatasetName()
	if err := h.warehouse.CreateDataset(ctx, dataset, labels(d), "Demo for one customer, made from template "+d.TemplateID); err != nil {
		return done, err
	}
	if err := scoped.Work().DatasetMade(ctx, c, dataset, 25, "Dataset "+dataset+" is there."); err != nil {
		return done, err
	}
	began := time.Now()
	prefix := fmt.Sprintf("%s_load_f%d_t%d", c.Ref.Job, c.Fence, try) // a new try needs new jobs: a failed job's id is used up
	how, err := h.tables(ctx, prefix, version, dataset)
	if err != nil {
		return done, err
	}
	if err := h.verify(ctx, version, dataset); err != nil {
		return done, err
	}
	done.Line = fmt.Sprintf("%s %d tables with %d rows in %d ms; every count is right.", how, len(version.Tables), version.Rows, time.Since(began).Milliseconds())
	return done, nil
}

// tables brings the tables in and tells how.
func (h *Handler) tables(ctx context.Context, prefix string, version demo.TemplateVersion, dataset string) (string, error) {
	ready, err := h.goldenReady(ctx, version.GoldenDataset)
	if err != nil {
		return "", err
	}
	if ready {
		return "Cloned", h.warehouse.CloneTables(ctx, version.GoldenDataset, dataset, names(version), prefix)
	}
	if err := h.warehouse.LoadTables(ctx, dataset, version.Tables, prefix); err != nil {
		return "", err
	}
	if err := h.verify(ctx, version, dataset); err != nil {
		return "", err
	}
	return "Loaded", h.makeGolden(ctx, version, dataset, prefix)
}

// goldenReady reports whether the golden dataset exists and is whole.
func (h *Handler) goldenReady(ctx context.Context, dataset string) (bool, error) {
	labels, err := h.warehouse.Labels(ctx, dataset)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return labels["state"] == "ready", err
}

// makeGolden keeps what was just loaded as the golden dataset. Several loads may do so at once: every part of it is the same for all, and
// the label is set only when the tables are whole.
func (h *Handler) makeGolden(ctx context.Context, version demo.TemplateVersion, from, prefix string) error {
	golden := version.GoldenDataset
	mine := map[string]string{"purpose": "golden", "template": version.TemplateID, "version": strconv.Itoa(version.Number)}
	if err := h.warehouse.CreateDataset(ctx, golden, mine, "Golden dataset of template "+version.TemplateID); err != nil {
		return err
	}
	if err := h.warehouse.CloneTables(ctx, from, golden, names(version), prefix+"_golden"); err != nil {
		return err
	}
	if err := h.verify(ctx, version, golden); err != nil {
		return err
	}
	mine["state"] = "ready"
	return h.warehouse.SetLabels(ctx, golden, mine)
}

// verify holds every table's count against the manifest.
func (h *Handler) verify(ctx context.Context, version demo.TemplateVersion, dataset string) error {
	counts, err := h.warehouse.RowCounts(ctx, dataset, names(version))
	if err != nil {
		return err
	}
	for _, table := range version.Tables {
		if got, there := counts[table.Name]; !there || got != table.Rows {
			return fault.New(fault.Unavailable, "Table %s has %d of %d rows.", table.Name, got, table.Rows)
		}
	}
	return nil
}

func names(version demo.TemplateVersion) []string {
	out := make([]string, len(version.Tables))
	for i, table := range version.Tables {
		out[i] = table.Name
	}
	return out
}

// labels attribute cost and let the reconciliation find a dataset's owner. The person appears as a hash: labels are widely readable.
func labels(d demo.Demo) map[string]string {
	owner := sha256.Sum256([]byte(d.CreatedBy))
	return map[string]string{
		"tenant": d.Tenant, "demo": d.ID, "template": d.TemplateID, "version": strconv.Itoa(d.TemplateVersion),
		"owner": hex.EncodeToString(owner[:8]), "purpose": "demo",
	}
}
