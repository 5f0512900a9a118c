package demo_test

import (
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

func TestMessageIDsNameTheirPlace(t *testing.T) {
	t.Parallel()
	if d, c, err := demo.SplitMessageID("demo-conv-msg"); err != nil || d != "demo" || c != "demo-conv" {
		t.Errorf("%q %q %v", d, c, err)
	}
	for _, bad := range []string{"", "-", "demo", "demo-conv", "demo-conv-", "--", "a/b-c-d"} {
		if _, _, err := demo.SplitMessageID(bad); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v, want not found", bad, err)
		}
	}
}

func TestNamesAreFoundHoweverTheyAreWritten(t *testing.T) {
	t.Parallel()
	for written, key := range map[string]string{
		"ACME  Corp": "acme corp", "Straße": "strasse", "Ｗｉｄｅ": "wide", "Cafe\u0301": "café", "İzmir": "i\u0307zmir", "株式会社": "株式会社",
	} {
		if got := demo.SearchKey(written); got != key {
			t.Errorf("%q: %q, want %q", written, got, key)
		}
	}
}

func TestCostsComeFromBytes(t *testing.T) {
	t.Parallel()
	if c := demo.CostOf(1<<30, 1); c.Create != 0 || c.Storage != 20_000 || c.Questions != 610_352 { // 100 GiB read of a TiB's 6.25 dollars
		t.Errorf("a GiB in one table: %+v", c)
	}
	if c := demo.CostOf(0, 0); c.Storage != 0 || c.Questions != 5_961 || c.Total() != 5_961 { // 10 MiB for each table read, at least
		t.Errorf("an empty demo: %+v", c)
	}
}

func TestUseMovesTheEndsOfLife(t *testing.T) {
	t.Parallel()
	began := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	d := demo.Demo{LastUsed: began}
	if d.Use(began.Add(59 * time.Minute)) {
		t.Error("written twice in an hour")
	}
	if now := began.Add(time.Hour); !d.Use(now) || d.ArchiveAt != now.Add(demo.ArchiveAfter) || d.DeleteAt != d.ArchiveAt.Add(demo.DeleteAfter) {
		t.Errorf("%+v", d)
	}
}
