package tenants

import (
	"context"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// UsageRequest is GET /tenants/{tenant_id}/usage.
type UsageRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
	Month    string `query:"month" pattern:"^[0-9]{4}-(0[1-9]|1[0-2])$" doc:"The last month, YYYY-MM; this one when absent"`
	Months   int    `query:"months" minimum:"1" maximum:"24" default:"1" doc:"How many, the last one among them"`
}

// UsageReply carries a tenant's use.
type UsageReply struct {
	Body UsageView
}

// UsageView is what a tenant used: in the month asked for, and month by month.
type UsageView struct {
	MonthUsageView
	Demos int64            `json:"demos" doc:"There now, in any state but deleted"`
	Items []MonthUsageView `json:"items" doc:"By months, oldest first; the month asked for is the last"`
}

// MonthUsageView is what a tenant used in a month, and what that cost by the published prices of BigQuery.
type MonthUsageView struct {
	Month         string `json:"month" doc:"YYYY-MM, UTC"`
	Provisions    int64  `json:"provisions"`
	Questions     int64  `json:"questions"`
	BytesBilled   int64  `json:"bytes_billed" doc:"By BigQuery, for answers, exams, trials of templates and looks at data"`
	StorageBytes  int64  `json:"storage_bytes" doc:"In the tenant's datasets, on average over the days on which it was measured"`
	CostMicrosUSD int64  `json:"cost_micros_usd" doc:"Of what was read and kept, in millionths of a US dollar"`
}

// Usage tells what a tenant used.
func (h *Handler) Usage(ctx context.Context, scope tenant.Scope, in *UsageRequest) (*UsageReply, error) {
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return nil, err
	}
	scoped := h.data.For(there)
	rec, err := scoped.Tenants().Get(ctx)
	if err != nil {
		return nil, err
	}
	last := in.Month
	if last == "" {
		last = demo.Month(h.now())
	}
	months, err := scoped.Usage().Months(ctx, last, max(in.Months, 1))
	if err != nil {
		return nil, err
	}
	out := &UsageReply{Body: UsageView{Items: make([]MonthUsageView, len(months))}}
	for i := range months {
		out.Body.Items[i] = viewMonth(&months[i])
	}
	out.Body.MonthUsageView = out.Body.Items[len(months)-1]
	c := rec.Counters
	out.Body.Demos = c.ActiveDemos + c.FailedDemos + c.ArchivedDemos
	return out, nil
}

// Quota tells what a tenant may use, and uses.
func (h *Handler) Quota(ctx context.Context, scope tenant.Scope, in *TenantRequest) (*QuotaReply, error) {
	there, err := scope.In(tenant.ID(in.TenantID))
	if err != nil {
		return nil, err
	}
	scoped := h.data.For(there)
	rec, err := scoped.Tenants().Get(ctx)
	if err != nil {
		return nil, err
	}
	lines := viewQuota(rec)
	if rec.Limits.BytesPerMonth > 0 {
		used, err := scoped.Usage().Months(ctx, demo.Month(h.now()), 1)
		if err != nil {
			return nil, err
		}
		lines = append(lines, TenantQuotaLine{Name: "bytes_per_month", Used: used[0].BytesBilled, Limit: rec.Limits.BytesPerMonth, Unit: "month"})
	}
	return &QuotaReply{Body: QuotaPage{Items: lines}}, nil
}

func viewMonth(u *demo.TenantUsage) MonthUsageView {
	return MonthUsageView{
		Month: u.Month, Provisions: u.Provisions, Questions: u.Questions, BytesBilled: u.BytesBilled, StorageBytes: u.StorageBytes, CostMicrosUSD: u.Cost(),
	}
}

func viewQuota(rec demo.TenantRecord) []TenantQuotaLine {
	used, limits := rec.Counters, rec.Limits
	return []TenantQuotaLine{
		{Name: "active_demos", Used: used.ActiveDemos, Limit: limits.ActiveDemos},
		{Name: "concurrent_jobs", Used: used.ConcurrentJobs, Limit: limits.ConcurrentJobs},
		{Name: "provisions_per_month", Used: used.Provisions, Limit: limits.ProvisionsPerMonth, Unit: "month"},
		{Name: "questions_per_day", Used: used.Questions, Limit: limits.QuestionsPerDay, Unit: "day"},
		{Name: "api_keys", Used: used.APIKeys, Limit: limits.APIKeys},
	}
}

// limits gives the limits of a request, with what it leaves out as it is. The revision that the caller has seen guards against changes meanwhile.
func (h *Handler) limits(ctx context.Context, there tenant.Scope, in *LimitsView) (demo.Limits, error) {
	out := demo.Limits{
		ActiveDemos: in.ActiveDemos, ConcurrentJobs: in.ConcurrentJobs, ProvisionsPerMonth: in.ProvisionsPerMonth,
		QuestionsPerDay: in.QuestionsPerDay, Members: in.Members, APIKeys: in.APIKeys,
	}
	if in.BytesPerMonth != nil {
		out.BytesPerMonth = *in.BytesPerMonth
		return out, nil
	}
	rec, err := h.data.For(there).Tenants().Get(ctx)
	out.BytesPerMonth = rec.Limits.BytesPerMonth
	return out, err
}

func viewLimits(l demo.Limits) LimitsView {
	return LimitsView{
		ActiveDemos: l.ActiveDemos, ConcurrentJobs: l.ConcurrentJobs, ProvisionsPerMonth: l.ProvisionsPerMonth,
		QuestionsPerDay: l.QuestionsPerDay, Members: l.Members, APIKeys: l.APIKeys, BytesPerMonth: &l.BytesPerMonth,
	}
}
