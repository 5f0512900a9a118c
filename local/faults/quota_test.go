package faults_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"capidemo.dev/platform/shared/demo"
)

// atOnce makes n requests at once and gives their answers. One that is told to come back because the tenant is busy comes back.
func atOnce(t *testing.T, n int, ask func() (reply, error)) []reply {
	t.Helper()
	replies := make([]reply, n)
	var asking sync.WaitGroup
	for i := range n {
		asking.Go(func() {
			for {
				r, err := ask()
				if err != nil {
					t.Error(err)
					return
				}
				replies[i] = r
				if !strings.Contains(string(r.body), "/rate-limited") {
					return
				}
			}
		})
	}
	asking.Wait()
	return replies
}

func TestHundredAtOnceAgainstAQuotaOfFifty(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(func(l *demo.Limits) { l.ActiveDemos = 50 }))
	var jobs []string
	for _, r := range atOnce(t, 100, func() (reply, error) { return f.engineer.tryQuick(t.Context(), small, "Acme Corp", "") }) {
		switch r.status {
		case http.StatusAccepted:
			jobs = append(jobs, r.accepted(t).JobID)
		case http.StatusTooManyRequests:
			if p := r.problem(t); !strings.HasSuffix(p.Type, "/quota-exceeded") || !strings.Contains(p.Detail, "50 active demos") || r.header.Get("Retry-After") == "" {
				t.Errorf("refused with %+v, Retry-After %q", p, r.header.Get("Retry-After"))
			}
		default:
			t.Errorf("%d %s", r.status, r.body)
		}
	}
	if len(jobs) != 50 {
		t.Fatalf("%d of 100 wishes were granted against a quota of 50", len(jobs))
	}
	for _, job := range jobs {
		f.ends(t, job, demo.JobCompleted)
	}
}

func TestOneKeyAHundredTimesAtOnce(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	made := map[accepted]int{}
	for _, r := range atOnce(t, 100, func() (reply, error) { return f.engineer.tryQuick(t.Context(), small, "Acme Corp", "the-key") }) {
		if r.status != http.StatusAccepted {
			t.Errorf("%d %s", r.status, r.body)
			continue
		}
		made[r.accepted(t)]++
	}
	if len(made) != 1 {
		t.Fatalf("one key made %d jobs: %v", len(made), made)
	}
	for a := range made {
		f.ends(t, a.JobID, demo.JobCompleted)
	}
	r, err := f.engineer.tryQuick(t.Context(), small, "Another Corp", "the-key")
	if err != nil || r.status != http.StatusConflict {
		t.Errorf("the key with another body: %v, %d %s", err, r.status, r.body)
	}
}
