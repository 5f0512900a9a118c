package demo_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
)

func TestAMonthsUseInMoney(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		bytes, stored int64
		days          int
		want          int64
	}{
		"nothing":                              {},
		"one TiB read":                         {bytes: 1 << 40, want: 6_250_000},
		"a GiB kept all of a 30-day month":     {stored: 1 << 30, days: 30, want: 20_000},
		"a GiB kept half of it":                {stored: 1 << 30, days: 15, want: 10_000},
		"a hundred TiB kept does not overflow": {stored: 100 << 40, days: 30, want: 100 * 1024 * 20_000},
		"a PiB read does not overflow":         {bytes: 1 << 50, want: 1024 * 6_250_000},
	} {
		u := demo.TenantUsage{Month: "2026-04", BytesBilled: c.bytes, StorageBytes: c.stored, StorageDays: c.days}
		if got := u.Cost(); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestStorageIsAveragedOverMeasuredDays(t *testing.T) {
	t.Parallel()
	var u demo.TenantUsage
	u.Measured(map[string]int64{"01": 10, "02": 30})
	if u.StorageBytes != 20 || u.StorageDays != 2 {
		t.Errorf("%+v", u)
	}
}

func TestMonthsUntil(t *testing.T) {
	t.Parallel()
	months, err := demo.MonthsUntil("2026-02", 3)
	if diff := cmp.Diff([]string{"2025-12", "2026-01", "2026-02"}, months); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if _, err := demo.MonthsUntil("2026-13", 1); err == nil {
		t.Error("a thirteenth month")
	}
}
