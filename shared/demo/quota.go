package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Limits is what a tenant may use.
type Limits struct {
	ActiveDemos        int64 `firestore:"active_demos"`
	ConcurrentJobs     int64 `firestore:"concurrent_jobs"`
	ProvisionsPerMonth int64 `firestore:"provisions_per_month"`
	QuestionsPerDay    int64 `firestore:"questions_per_day"`
	Members            int64 `firestore:"members"`
	APIKeys            int64 `firestore:"api_keys"`
	BytesPerMonth      int64 `firestore:"bytes_per_month"` // billed by BigQuery; 0 is no limit
}

// DefaultLimits is what a new tenant gets.
func DefaultLimits() Limits {
	return Limits{ActiveDemos: 200, ConcurrentJobs: 120, ProvisionsPerMonth: 1000, QuestionsPerDay: 5000, Members: 500, APIKeys: 50}
}

// Counters is what a tenant uses now. Each is reserved in the commit that creates the object and given back when it ends.
type Counters struct {
	ActiveDemos    int64  `firestore:"active_demos"` // pending, provisioning and active ones
	ConcurrentJobs int64  `firestore:"concurrent_jobs"`
	Month          string `firestore:"month"` // YYYY-MM that Provisions counts
	Provisions     int64  `firestore:"provisions"`
	MonthQuestions int64  `firestore:"month_questions"` // of the same month
	Day            string `firestore:"day"`             // YYYY-MM-DD that Questions counts
	Questions      int64  `firestore:"questions"`
	APIKeys        int64  `firestore:"api_keys"` // not revoked
	Webhooks       int64  `firestore:"webhooks"`
	Templates      int64  `firestore:"templates"` // private ones
	Trials         int64  `firestore:"trials"`    // pending and running ones

	// How many demos stand where, for the dashboard. They change in commits that write the counters anyway (Tallies).
	ReadyDemos    int64 `firestore:"ready_demos"` // active ones; those on their way are ActiveDemos without them
	FailedDemos   int64 `firestore:"failed_demos"`
	ArchivedDemos int64 `firestore:"archived_demos"`
}

// Tallies names the counters in which a demo of a status is counted, by their stored names.
func Tallies(status DemoStatus) []string {
	switch status {
	case DemoPending, DemoProvisioning:
		return []string{"active_demos"}
	case DemoActive:
		return []string{"active_demos", "ready_demos"}
	case DemoFailed:
		return []string{"failed_demos"}
	case DemoArchived:
		return []string{"archived_demos"}
	case DemoDeleting, DemoDeleted:
		return nil
	default:
		return nil
	}
}

// TenantStatus is where a tenant stands.
type TenantStatus string

// TenantActiveStatus is the only status in which a tenant's people may act.
const TenantActiveStatus TenantStatus = "active"

// TenantRecord is the document tenants/{t}.
type TenantRecord struct {
	Meta
	ID       string       `firestore:"id"`
	Name     string       `firestore:"name"`
	Slug     string       `firestore:"slug"`
	Revision int64        `firestore:"revision"` // rises with every change that people make; Version rises with every use as well
	Status   TenantStatus `firestore:"status"`
	Limits   Limits       `firestore:"quota"`
	Settings Settings     `firestore:"settings"`
	Counters Counters     `firestore:"counters"`

	SetupError string     `firestore:"setup_error"` // of a provisioning one: why it takes longer; for people
	Departure  *Departure `firestore:"departure"`   // of one that is being deleted, or was
}

// Settings is what a tenant's admins decide for everybody in it.
type Settings struct {
	RequireMFA bool `firestore:"require_mfa"` // of whoever leads the tenant: a sign-in without a second factor opens nothing
}

// Member is the document tenants/{t}/users/{uid}: the truth about a person's membership and role. Of who was erased it is a tombstone.
type Member struct {
	Meta
	UID      string       `firestore:"uid"`
	Email    string       `firestore:"email"` // for display only
	Name     string       `firestore:"name"`
	Role     tenant.Role  `firestore:"role"`
	Active   bool         `firestore:"active"`
	Status   MemberStatus `firestore:"status"` // Standing reads it
	ErasedAt *time.Time   `firestore:"erased_at"`
}

// roll starts the month's and the day's counts anew when their period has passed.
func (c Counters) roll(now time.Time) Counters {
	if month := Month(now); c.Month != month {
		c.Month, c.Provisions, c.MonthQuestions = month, 0, 0
	}
	if day := now.UTC().Format(time.DateOnly); c.Day != day {
		c.Day, c.Questions = day, 0
	}
	return c
}

// ReserveProvision takes one demo, one running job and one provision of the month, or says which quota is used up.
func (t *TenantRecord) ReserveProvision(now time.Time) error {
	t.Counters = t.Counters.roll(now)
	if err := t.RoomForProvision(); err != nil {
		return err
	}
	t.Counters.ActiveDemos++
	t.Counters.ConcurrentJobs++
	t.Counters.Provisions++
	return nil
}

// RoomForProvision says which quota is used up, if one is, by the counters as they stand.
func (t *TenantRecord) RoomForProvision() error {
	c := t.Counters
	for _, q := range []struct {
		used, limit int64
		what, hint  string
	}{
		{c.ActiveDemos, t.Limits.ActiveDemos, "active demos", "ask your admin for more room"},
		{c.ConcurrentJobs, t.Limits.ConcurrentJobs, "concurrent jobs", "wait for a running job to end"},
		{c.Provisions, t.Limits.ProvisionsPerMonth, "provisions this month", "wait for the next month or ask your admin"},
	} {
		if q.used >= q.limit {
			return fault.New(fault.QuotaExceeded, "Your tenant has used its quota of %d %s; %s.", q.limit, q.what, q.hint)
		}
	}
	return nil
}

// ReserveQuestion takes one question of the day.
func (t *TenantRecord) ReserveQuestion(now time.Time) error {
	c := t.Counters.roll(now)
	if c.Questions >= t.Limits.QuestionsPerDay {
		return fault.New(fault.QuotaExceeded, "Your tenant has asked its %d questions of today; go on tomorrow (UTC) or ask your admin.", t.Limits.QuestionsPerDay)
	}
	c.Questions, c.MonthQuestions = c.Questions+1, c.MonthQuestions+1
	t.Counters = c
	return nil
}

// Used gives the counters as they stand at a time: those of past periods are zero.
func (t *TenantRecord) Used(now time.Time) Counters { return t.Counters.roll(now) }
