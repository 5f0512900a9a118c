package demo_test

import (
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// TestAnExportInGoodHandsIsLeftAlone: only a silent one is set off again, an ended one is watched until its end, and nobody without the
// present fence changes it.
func TestAnExportInGoodHandsIsLeftAlone(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	x := demo.NewExport("x1", "acme", "boss", now)
	if x.Object != "tenants/acme/exports/x1.zip" || x.Requeue(now) {
		t.Errorf("at its beginning: %+v", x)
	}
	first, done, err := x.Claim("a", now)
	if err != nil || done || x.Requeue(now.Add(demo.LeaseTerm-1)) {
		t.Fatalf("claimed: done %v, %v", done, err)
	}
	late := now.Add(2 * demo.Patience)
	second, _, err := x.Claim("b", late)
	if err != nil || second <= first {
		t.Fatalf("claimed again: fence %d after %d, %v", second, first, err)
	}
	for what, err := range map[string]error{
		"renew": x.Renew(first, late), "complete": x.Complete(first, demo.Exported{}, late), "fail": x.Fail(first, demo.Failure{}, late), "yield": x.Yield(first, nil, late),
	} {
		if !fault.Is(err, fault.LeaseLost) {
			t.Errorf("%s by who slept: %v", what, err)
		}
	}
	if err := x.Complete(second, demo.Exported{Bytes: 7}, late); err != nil || x.Expired(late) || !x.Expired(late.Add(demo.ExportKeptFor)) || !x.WatchAt.Equal(*x.ExpiresAt) {
		t.Errorf("completed: %+v, %v", x, err)
	}
	if x.Requeue(late.Add(demo.ExportKeptFor)) {
		t.Error("an ended export was set off again")
	}
}

// TestAnErasureIsOwedForEver: however often it fails, it is set off again, each time later, and no later than after an hour.
func TestAnErasureIsOwedForEver(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	member := demo.Member{UID: "ada", Name: "Ada", Email: "ada@x.example", Role: tenant.Engineer, Active: true}
	x := demo.NewErasure("e1", "acme", "boss", &member, now)
	var pause time.Duration
	for range 20 {
		for range demo.MaxAttempts {
			fence, _, err := x.Claim("a", now)
			if err == nil {
				err = x.Yield(fence, fault.New(fault.Unavailable, "away"), now)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, _, err := x.Claim("a", now); !fault.Is(err, fault.Conflict) {
			t.Fatalf("after all attempts: %v", err)
		}
		next := x.WatchAt.Sub(now)
		if next < pause || next > time.Hour {
			t.Errorf("looked after in %s, the time before in %s", next, pause)
		}
		if pause, now = next, *x.WatchAt; !x.Requeue(now) {
			t.Fatal("it was given up")
		}
	}
	fence, _, err := x.Claim("a", now)
	if err == nil {
		err = x.Count(fence, "pins", 2, now)
	}
	if err == nil {
		err = x.Count(fence, "pins", 1, now)
	}
	if err == nil {
		err = x.Complete(fence, now)
	}
	if err != nil || x.Email != "" || x.LastError != "" || x.WatchAt != nil || x.Removed["pins"] != 3 || x.Requeue(now) {
		t.Errorf("done: %+v, %v", x, err)
	}
}

func TestAMemberIsErasedOnceAndComesBackAnew(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	m := demo.Member{UID: "ada", Name: "Ada", Email: "ada@x.example", Role: tenant.Engineer, Active: true} // as it was before there were states
	if err := m.Forget(now); !fault.Is(err, fault.Conflict) {
		t.Errorf("forgotten unasked: %v", err)
	}
	if err := m.Erase(now); err != nil || m.Active || m.Name != "" || m.Email != "" {
		t.Errorf("erased: %+v, %v", m, err)
	}
	if err := m.Erase(now); !fault.Is(err, fault.Conflict) {
		t.Errorf("erased twice: %v", err)
	}
	if err := m.Forget(now); err != nil || m.Standing() != demo.MemberErased || m.ErasedAt == nil || m.UID != "ada" {
		t.Errorf("forgotten: %+v, %v", m, err)
	}
}
