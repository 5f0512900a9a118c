package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestPercentilesAreNearestRank(t *testing.T) {
	t.Parallel()
	var s sample
	for i := 20; i >= 1; i-- {
		s = append(s, time.Duration(i)*time.Millisecond)
	}
	got := []float64{s.percentile(0), s.percentile(50), s.percentile(95), s.percentile(99), s.percentile(100), sample{}.percentile(50)}
	if diff := cmp.Diff([]float64{1, 10, 19, 20, 20, 0}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFigureIsWithinOrOverItsTarget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value  float64
		target *target
		want   string
	}{
		{1, nil, ""}, {5, most(5), "within"}, {6, most(5), "over"}, {5, least(5), "within"}, {4, least(5), "over"}, {0, most(0), "within"},
	} {
		if got := (row{Value: c.value, Target: c.target}).verdict(); got != c.want {
			t.Errorf("%v against %+v is %q, want %q", c.value, c.target, got, c.want)
		}
	}
}

func TestNumbersAreShort(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]struct {
		value float64
		unit  string
	}{
		"6.14 M rows/s": {6.1434e6, "rows/s"}, "842 rows/s": {842, "rows/s"}, "12.3 ms": {12.345, "ms"}, "1.23 s": {1.2345, "s"}, "500 ms": {500, "ms"}, "20 s": {20_000, "ms"}, "0": {0, ""},
	} {
		if got := number(c.value, c.unit); got != want {
			t.Errorf("%v %s is shown as %q, want %q", c.value, c.unit, got, want)
		}
	}
}

func TestAPeerIsSetBesideOurs(t *testing.T) {
	t.Parallel()
	type shown struct{ Peers, Ratio string }
	for _, c := range []struct {
		ours row
		peer peer
		want shown
	}{
		{row{Value: 10, Unit: "ms"}, peer{Name: "other", Value: 3300}, shown{"other 3300 ms", "330 x as fast as other"}},
		{row{Value: 20, Unit: "ms"}, peer{Name: "other", Value: 20_000, Capped: true}, shown{"other > 20 s", "> 1000 x as fast as other"}},
		{row{Value: 600, Unit: "queries/s"}, peer{Name: "other", Value: 4}, shown{"other 4 queries/s", "150 x as fast as other"}},
	} {
		cells := c.ours.beside(c.peer).cells()
		if diff := cmp.Diff(c.want, shown{cells[5], cells[7]}); diff != "" {
			t.Error(diff)
		}
	}
}

func TestGeneratorsAreReportedInTheirOwnForm(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal([]row{{Name: "ours-snappy", generation: &generation{Name: "ours-snappy", RowsPerSec: 2, MBPerSec: 3, PeakMiB: 4, RowsPerCPUSec: 1}}})
	const want = `[{"name":"ours-snappy","rows_per_s":2,"mb_per_s":3,"peak_mib":4,"rows_per_cpu_s":1}]`
	if err != nil || string(raw) != want {
		t.Errorf("%s, %v; want %s", raw, err, want)
	}
}

func TestTheTableIsAligned(t *testing.T) {
	t.Parallel()
	r := report{rows: []row{
		{Subject: "chat", Name: "first byte, p50", Value: 15, Unit: "ms", Target: most(150)},
		{Subject: "intake", Name: "p50", Value: 3, Unit: "ms", Peers: []peer{{Name: "bare commit", Value: 1}}, Ratio: "3 × bare"},
	}}
	lines := strings.Split(strings.TrimSpace(r.table()), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		if len([]rune(line)) != len([]rune(lines[0])) || strings.Count(line, "|") != 10 {
			t.Errorf("line %q is not aligned with %q", line, lines[0])
		}
	}
}
