package faults_test

import (
	"net/http"
	"testing"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
)

// TestCancelledAtEveryPhase cancels a job while a call of it hangs, then lets the call go on: whatever it makes must be gone in the end.
func TestCancelledAtEveryPhase(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	resume := f.pause(t, nothing)
	type phase struct {
		accepted
		name string
		gate *wire.Gate
	}
	queued := f.quick(t, small, "while it is queued")
	calls := map[string]func(a accepted) func(wire.Call) bool{
		"the dataset is made":    func(a accepted) func(wire.Call) bool { return datasetMade(a.DemoID) },
		"the tables are cloned":  func(a accepted) func(wire.Call) bool { return warehouseCalls("POST", "/jobs", a.DemoID) },
		"the tables are counted": func(a accepted) func(wire.Call) bool { return warehouseCalls("GET", "", a.DemoID, "/tables/") },
		"the agent is made":      func(a accepted) func(wire.Call) bool { return agentCalls(a.DemoID, "CreateDataAgent") },
	}
	jobs := make([]phase, 0, 2*len(calls))
	for name, on := range calls {
		for when, after := range map[string]bool{"before ": false, "after ": true} {
			a := f.quick(t, small, when+name)
			jobs = append(jobs, phase{a, when + name, f.hold(t, after, wire.UpTo(1, on(a)))})
		}
	}
	cancel := func(a accepted) {
		if r := f.engineer.call(t, http.MethodPost, "/jobs/"+a.JobID+"/cancel", nil); r.status != http.StatusOK {
			t.Errorf("cancel: %d %s", r.status, r.body)
		}
	}
	cancel(queued)
	resume()
	f.pushInBackground(t, queued)
	for _, j := range jobs {
		f.pushInBackground(t, j.accepted)
		arrives(t, j.gate, j.name)
		cancel(j.accepted)
		j.gate.Open()
	}
	f.ends(t, queued.JobID, demo.JobCancelled)
	for _, j := range jobs {
		f.ends(t, j.JobID, demo.JobCancelled)
		if r := f.engineer.call(t, http.MethodPost, "/jobs/"+j.JobID+"/cancel", nil); r.status != http.StatusConflict {
			t.Errorf("cancelling twice: %d, want 409", r.status)
		}
	}
}

// TestCancelRacesTheEnd: whichever comes first, there is one end, and all follows from it.
func TestCancelRacesTheEnd(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	resume := f.pause(t, nil)
	a := f.quick(t, small, "Acme Corp")
	last := f.hold(t, false, wire.Nth(5, commits(a.JobID))) // of six: the one that would complete the job
	resume()
	arrives(t, last, "the last write")
	if r := f.engineer.call(t, http.MethodPost, "/jobs/"+a.JobID+"/cancel", nil); r.status != http.StatusOK {
		t.Fatalf("cancel: %d %s", r.status, r.body)
	}
	last.Open()
	f.ends(t, a.JobID, demo.JobCancelled)
}
