package catalog_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

func TestEveryActiveTemplateIsTakenToToday(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	before, kept := l.active(t, "cafes"), l.begin(t, "cafes")
	l.Clock.Advance(24 * time.Hour)
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-02")
	if v := l.active(t, "cafes"); v.Proof != demo.ProofGreen || v.Status != demo.TemplateActive || v.BuildID() == before.BuildID() {
		t.Errorf("%s %s %s", v.Proof, v.Status, v.BuildID())
	}
	own, err := l.As(t, "ada", "acme", tenant.Engineer).Templates().Of(t.Context(), kept)
	if err != nil || own.BuildID() != before.BuildID() {
		t.Errorf("the demo that exists is made of %s now, %v", own.BuildID(), err)
	}
	loads := l.loads.Load()
	if err := l.sweep.Refresh(t.Context()); err != nil || l.loads.Load() != loads {
		t.Errorf("a second pass loaded %d times, %v", l.loads.Load()-loads, err)
	}
}

func TestSweepsSideBySideSwapOnce(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(24 * time.Hour)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			if err := l.sweep.Refresh(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	l.anchors(t, "2026-03-02")
	l.Clock.Advance(100 * time.Hour)
	if dataset, files := l.exists(t, l.active(t, "cafes")); !dataset || !files {
		t.Errorf("of the build in use: dataset %v, files %v", dataset, files)
	}
}

func TestAPassOverMidnightHasOneDay(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(36*time.Hour - time.Second) // a second before midnight
	l.fail = func(call, _ string) error {
		if call == "load" {
			l.Clock.Advance(2 * time.Second) // it is tomorrow before anything is loaded
		}
		return nil
	}
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-02")
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-03")
}

func TestAFailingTemplateKeepsItsBuildAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ call, about string }{
		"the warehouse does not load": {"load", "tmpl_acme_cafes"},
		"the warehouse does not ask":  {"query", "tmpl_acme_cafes"},
		"the storage does not write":  {"write", "v1/acme-cafes/"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLibrary(t)
			l.retire(t)
			l.Clock.Advance(24 * time.Hour)
			l.fail = func(call, about string) error {
				if call == c.call && strings.HasPrefix(about, c.about) {
					return fault.New(fault.Unavailable, "It is away.")
				}
				return nil
			}
			err := l.sweep.Refresh(t.Context())
			if err == nil || !strings.Contains(err.Error(), "template acme-cafes version 1 for 2026-03-02") {
				t.Errorf("the pass reports %v", err)
			}
			if shared, private := l.active(t, "cafes").Anchor, l.active(t, privateID).Anchor; shared != "2026-03-02" || private != "2026-03-01" {
				t.Errorf("the shared template is built for %s, the private one for %s", shared, private)
			}
			l.fail = func(string, string) error { return nil }
			if err := l.sweep.Refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			l.anchors(t, "2026-03-02")
		})
	}
}

func TestAFaultyProofDiscardsNoBuildThatAnotherPassHasSwapped(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(24 * time.Hour)
	var late atomic.Bool
	l.fail = func(call, about string) error {
		if call != "query" || !strings.HasPrefix(about, "tmpl_cafes") || !late.CompareAndSwap(false, true) {
			return nil
		}
		if err := l.sweep.Refresh(t.Context()); err != nil { // the other pass is through before this one's proof
			t.Errorf("the other pass: %v", err)
		}
		return fault.New(fault.Invalid, "Unrecognized name: total.")
	}
	if err := l.sweep.Refresh(t.Context()); err == nil {
		t.Error("a faulty proof is not reported")
	}
	v := l.active(t, "cafes")
	if dataset, files := l.exists(t, v); v.Anchor != "2026-03-02" || !dataset || !files {
		t.Errorf("of the build in use for %s: dataset %v, files %v", v.Anchor, dataset, files)
	}
}

func TestAPassThatDiesIsTakenUp(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	l.Clock.Advance(24 * time.Hour)
	ctx, die := context.WithCancel(t.Context())
	l.fail = func(call, about string) error {
		if call == "query" && strings.HasPrefix(about, "tmpl_cafes") {
			die()
		}
		return nil
	}
	if err := l.sweep.Refresh(ctx); err == nil {
		t.Error("a pass that died reports nothing")
	}
	if v := l.active(t, "cafes"); v.Anchor != "2026-03-01" {
		t.Errorf("swapped to %s without a proof", v.Anchor)
	}
	l.fail = func(string, string) error { return nil }
	if err := l.sweep.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	l.anchors(t, "2026-03-02")
}

func TestOldBuildsGoWhenNothingIsMadeOfThem(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.retire(t)
	used := l.active(t, "cafes")
	kept := l.begin(t, "cafes")
	unused := l.active(t, privateID)
	pass := func(after time.Duration) {
		t.Helper()
		l.Clock.Advance(after)
		if err := l.sweep.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	there := func(when string, v demo.TemplateVersion, want bool) {
		t.Helper()
		if _, files := l.exists(t, v); files != want {
			t.Errorf("%s: the files of %s for %s are there: %v, want %v", when, v.TemplateID, v.Anchor, files, want)
		}
	}
	pass(24 * time.Hour)
	second := l.active(t, privateID)
	there("the day after", unused, true)
	pass(96 * time.Hour)
	there("when its time has come", unused, false)
	there("while a demo is made of it", used, true)
	if dataset, _ := l.exists(t, second); !dataset {
		t.Error("a build that was just superseded has lost its dataset")
	}
	if own, err := l.As(t, "ada", "acme", tenant.Engineer).Templates().Of(t.Context(), kept); err != nil || own.BuildID() != used.BuildID() {
		t.Errorf("the demo's build is %s, %v", own.BuildID(), err)
	}
	if _, err := l.DB.Doc("tenants/acme/demos/"+kept.ID).Set(t.Context(), map[string]any{"status": "deleted", "template_id": "cafes", "build": used.BuildID()}); err != nil {
		t.Fatal(err)
	}
	pass(24 * time.Hour)
	there("after the demo was deleted", used, false)
	if dataset, _ := l.exists(t, l.active(t, "cafes")); !dataset {
		t.Error("the build in use has lost its dataset")
	}
	if _, err := l.As(t, "boss", "acme", tenant.TenantAdmin).Templates().Deprecate(t.Context(), privateID, 1); err != nil {
		t.Fatal(err)
	}
	last := l.Clock.Now()
	pass(96 * time.Hour)
	for build, err := range l.System.SupersededBuilds(t.Context(), last) {
		if err != nil || build.TemplateID == privateID {
			t.Errorf("a build of the deprecated version is left: %s, %v", build.BuildID(), err)
		}
	}
}
