package demo

import (
	"fmt"
	"hash/fnv"
	"time"
)

// UsageShards is how many documents count a tenant's use of a month together. Each holds a part, as increments, and the sum is the use: one
// document alone would take one write a second, and every answer's end is one.
const UsageShards = 8

// UsageShard is a document tenants/{t}/usage/{UsageShardID}: a part of what a tenant used in a month.
type UsageShard struct {
	Meta
	Month       string `firestore:"month"` // YYYY-MM
	Provisions  int64  `firestore:"provisions"`
	Questions   int64  `firestore:"questions"`
	BytesBilled int64  `firestore:"bytes_billed"` // by BigQuery, for answers, exams, trials of templates and looks at data
}

// UsageShardID is the id of a part of a month's count. A person's part of it is another document (UsageID); no uid begins with a tilde.
func UsageShardID(month string, shard int) string { return fmt.Sprintf("%s_~%d", month, shard) }

// ShardOf is the part that counts what an object used: always the same for the same object.
func ShardOf(object string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(object)) // never fails
	return int(h.Sum32() % UsageShards)
}

// StorageDays is the document tenants/{t}/usage/{StorageID}: how much a tenant's datasets held, by days on which it was measured. A day that
// is measured again is overwritten, so that measuring twice counts once.
type StorageDays struct {
	Meta
	Month string           `firestore:"month"`
	Days  map[string]int64 `firestore:"days"` // by day of the month, 01 to 31
}

// StorageID is the id of the document that keeps a month's storage.
func StorageID(month string) string { return month + "_~storage" }

// TenantUsage is what a tenant used in a month.
type TenantUsage struct {
	Month        string
	Provisions   int64
	Questions    int64
	BytesBilled  int64
	StorageBytes int64 // on average over the days on which it was measured
	StorageDays  int   // on which it was measured
}

// Measured adds the measured days.
func (u *TenantUsage) Measured(days map[string]int64) {
	var sum int64
	for _, bytes := range days {
		sum += bytes
	}
	if u.StorageDays = len(days); u.StorageDays > 0 {
		u.StorageBytes = sum / int64(u.StorageDays)
	}
}

// Cost is the month's use in money, by the price table (price.go): what was read, and what was kept on the days it was measured.
func (u *TenantUsage) Cost() (microUSD int64) {
	days := int64(30)
	if first, err := time.Parse("2006-01", u.Month); err == nil {
		days = int64(first.AddDate(0, 1, -1).Day())
	}
	read := ceilDiv(u.BytesBilled>>10*QueryMicroUSDPerTiB, 1<<30)
	return read + ceilDiv(u.StorageBytes>>10*StorageMicroUSDPerGiBMonth*int64(u.StorageDays), days<<20)
}

// MonthsUntil lists n months in the order of time, the last one given as YYYY-MM.
func MonthsUntil(last string, n int) ([]string, error) {
	at, err := time.Parse("2006-01", last)
	if err != nil {
		return nil, fmt.Errorf("%q is no month: %w", last, err)
	}
	out := make([]string, n)
	for i := range out {
		out[i] = Month(at.AddDate(0, i+1-n, 0))
	}
	return out, nil
}
