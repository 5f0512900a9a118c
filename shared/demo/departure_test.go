package demo_test

import (
	"errors"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// TestTheWayOfATenant through all of its states, and what is refused on it.
func TestTheWayOfATenant(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	rec, err := demo.NewTenant("acme", "Acme", "root", demo.DefaultLimits(), now)
	if err != nil || rec.Status != demo.TenantProvisioning || !rec.Wants(demo.ErrandOnboard) || rec.Wants(demo.ErrandOffboard) {
		t.Fatalf("%+v, %v", rec, err)
	}
	trouble := fault.New(fault.Unavailable, "It is away.")
	if !rec.Troubled(trouble, now) || rec.Troubled(trouble, now) || rec.SetupError != "It is away." {
		t.Errorf("its trouble is %q", rec.SetupError)
	}
	if err := errors.Join(rec.Bury(now)); !fault.Is(err, fault.Conflict) {
		t.Errorf("buried alive: %v", err)
	}
	if err := rec.Open(now); err != nil || rec.Open(now) == nil || rec.SetupError != "" || rec.Counters.Day != "2026-03-01" {
		t.Errorf("opened: %+v, %v", rec, err)
	}
	if begun, err := rec.Depart("root", "r1", now); !begun || err != nil || rec.Revision != 3 {
		t.Errorf("departs: %v, %v", begun, err)
	}
	if begun, err := rec.Depart("other", "r2", now); begun || err != nil || rec.Departure.RequestedBy != "root" {
		t.Errorf("departs twice: %v, %v", begun, err)
	}
	if !rec.Troubled(trouble, now) || rec.Departure.LastError == "" {
		t.Error("its trouble is not shown")
	}
	buried(t, rec, now)
}

// buried takes a tenant that departs to its tombstone.
func buried(t *testing.T, rec demo.TenantRecord, now time.Time) {
	t.Helper()
	if err := rec.Departed(demo.DepartureAgents, demo.Removed{Jobs: 1}, now); err != nil || rec.Departure.LastError != "" || rec.Departure.StilledAt != now {
		t.Errorf("%+v, %v", rec.Departure, err)
	}
	if err := rec.Bury(now.Add(59 * time.Second)); !fault.Is(err, fault.Busy) || fault.RetryAfter(err) != time.Second {
		t.Errorf("before everybody is gone: %v", err)
	}
	if err := rec.Bury(now.Add(time.Minute)); err != nil || rec.Name != "" || rec.Status != demo.TenantDeleted {
		t.Errorf("%+v, %v", rec, err)
	}
	if _, err := rec.Depart("root", "r3", now); !fault.Is(err, fault.Conflict) {
		t.Errorf("a tombstone departs: %v", err)
	}
	if err := rec.Departed(demo.DepartureRecords, demo.Removed{Agents: 1, Jobs: 1}, now); err != nil || rec.Departure.Phase != demo.DepartureDone || rec.Departure.Removed.Jobs != 2 {
		t.Errorf("what was found later: %+v, %v", rec.Departure, err)
	}
	if !rec.LookAgain(now.Add(6*24*time.Hour)) || rec.LookAgain(now.Add(8*24*time.Hour)) {
		t.Error("it is looked over again for a week")
	}
}

func TestThePhasesLeadToTheEnd(t *testing.T) {
	t.Parallel()
	phase, steps := demo.DeparturePhase(""), 0
	for ; phase != demo.DepartureDone; steps++ {
		if phase = phase.Next(); steps > len(demo.DeparturePhases()) {
			t.Fatal("they go round")
		}
	}
	if steps != len(demo.DeparturePhases()) || demo.DepartureDone.Next() != demo.DepartureDone {
		t.Errorf("%d steps", steps)
	}
}

// TestAnErrandIsNeverGivenUp: however often it fails, it waits longer and comes again; getting further makes it impatient again.
func TestAnErrandIsNeverGivenUp(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	e := demo.NewErrand(demo.ErrandOffboard, "acme", "root", now)
	for n := range 50 {
		fence, err := e.Claim("w", now)
		if err != nil || fence != int64(n+1) {
			t.Fatalf("claim %d: fence %d, %v", n, fence, err)
		}
		if err := e.Settled(now); !fault.Is(err, fault.Busy) {
			t.Errorf("while it is held: %v", err)
		}
		if err := errors.Join(e.Yield(fence, now), e.Settled(now)); err != nil {
			t.Fatal(err)
		}
		if e.Requeue(now) {
			t.Error("at once")
		}
		if now = now.Add(time.Hour); !e.Requeue(now) {
			t.Fatalf("after an hour it does not come again: %+v", e)
		}
	}
	fence, err := e.Claim("w", now)
	if err := errors.Join(err, e.Further(fence, now)); err != nil || e.Idle != 0 {
		t.Errorf("%+v, %v", e, err)
	}
	if err := e.HandOn(fence, now); err != nil || e.Status != demo.ErrandPending || e.Lease.Held(now) {
		t.Errorf("%+v, %v", e, err)
	}
	if err := e.HandOn(fence, now); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("handed on twice: %v", err)
	}
}
