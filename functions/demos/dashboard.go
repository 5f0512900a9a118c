package demos

import (
	"context"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// DashboardReply is what a person finds on coming in.
type DashboardReply struct {
	Body DashboardView
}

// DashboardView is a dashboard.
type DashboardView struct {
	Pinned []DemoView      `json:"pinned" doc:"At most 12, last used first"`
	Recent []DemoView      `json:"recent" doc:"At most 8, last used first"`
	Totals TotalsView      `json:"totals" doc:"One's own, or the tenant's for those who lead it"`
	Quota  []DemoQuotaLine `json:"quota"  doc:"Of the tenant"`
}

// TotalsView counts demos and this month's use.
type TotalsView struct {
	Demos               int64 `json:"demos" doc:"All that are not deleted"`
	Active              int64 `json:"active"`
	Provisioning        int64 `json:"provisioning" doc:"Accepted and not yet active"`
	Archived            int64 `json:"archived"`
	ProvisionsThisMonth int64 `json:"provisions_this_month" doc:"Since the first of the month, UTC"`
	QuestionsThisMonth  int64 `json:"questions_this_month"`
}

// DemoQuotaLine is one quota of the tenant.
type DemoQuotaLine struct {
	Name  string `json:"name"`
	Used  int64  `json:"used"`
	Limit int64  `json:"limit"`
	Unit  string `json:"unit,omitempty" doc:"Per what it is counted, such as month"`
}

// Dashboard gives what a person finds on coming in.
func (h *Handler) Dashboard(ctx context.Context, scope tenant.Scope, _ *struct{}) (*DashboardReply, error) {
	found, err := h.data.For(scope).Demos().Dashboard(ctx)
	if err != nil {
		return nil, err
	}
	t := found.Totals
	return &DashboardReply{Body: DashboardView{
		Pinned: viewAll(found.Pinned, scope), Recent: viewAll(found.Recent, scope),
		Totals: TotalsView{
			Demos: t.Demos, Active: t.Active, Provisioning: t.Provisioning, Archived: t.Archived,
			ProvisionsThisMonth: t.Provisions, QuestionsThisMonth: t.Questions,
		},
		Quota: quotaLines(found.Tenant, found.BytesBilled),
	}}, nil
}

func quotaLines(rec demo.TenantRecord, billed int64) []DemoQuotaLine {
	used, limits := rec.Counters, rec.Limits
	lines := []DemoQuotaLine{
		{Name: "active_demos", Used: used.ActiveDemos, Limit: limits.ActiveDemos},
		{Name: "concurrent_jobs", Used: used.ConcurrentJobs, Limit: limits.ConcurrentJobs},
		{Name: "provisions_per_month", Used: used.Provisions, Limit: limits.ProvisionsPerMonth, Unit: "month"},
		{Name: "questions_per_day", Used: used.Questions, Limit: limits.QuestionsPerDay, Unit: "day"},
	}
	if limits.BytesPerMonth > 0 {
		lines = append(lines, DemoQuotaLine{Name: "bytes_per_month", Used: billed, Limit: limits.BytesPerMonth, Unit: "month"})
	}
	return lines
}
