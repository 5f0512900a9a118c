package faults_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
)

// instant is a moment in the life of a job at which the functions are killed: before a call is made, or after it was done.
type instant struct {
	name     string
	after    bool
	template string
	ends     demo.JobStatus
	on       func(accepted) func(wire.Call) bool
}

// both are the instants before and after a call.
func both(name, template string, ends demo.JobStatus, on func(accepted) func(wire.Call) bool) []instant {
	return []instant{{"before " + name, false, template, ends, on}, {"after " + name, true, template, ends, on}}
}

// instants are the calls around which a process may die.
func instants(third string) []instant {
	list := slices.Concat(
		both("the end is announced", small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return publications(a.JobID, "job.completed") }),
		both("the dataset is made", small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return datasetMade(a.DemoID) }),
		both("the third table is cloned", whole, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return tableMade(a.DemoID, third) }),
		both("the tables are counted", small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return warehouseCalls("GET", "", a.DemoID, "/tables/") }),
		both("the agent is made", small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return agentCalls(a.DemoID, "CreateDataAgent") }),
		both("a table is loaded from its file", fresh, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return warehouseCalls("POST", "/jobs", a.DemoID, "sourceUris") }),
		both("the dataset is dropped", lost, demo.JobFailed, func(a accepted) func(wire.Call) bool { return warehouseCalls("DELETE", "", a.DemoID) }),
		both("the agent is deleted", lost, demo.JobFailed, func(a accepted) func(wire.Call) bool { return agentCalls(a.DemoID, "DeleteDataAgent") }),
		[]instant{{"while the golden dataset is declared whole", false, fresh, demo.JobCompleted, func(accepted) func(wire.Call) bool {
			return warehouseCalls("PATCH", "/datasets/tmpl_fresh_v1_20260101") // the first demo of a template makes it
		}}},
	)
	// Two claims, dataset, two steps done, announced: a job that goes well is written six times after its intake. One that fails is
	// written at least five times: claim, dataset, failure, compensated, announced.
	for n := range int64(6) {
		list = append(list, both(fmt.Sprint("write ", n+1), small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return wire.Nth(n+1, commits(a.JobID)) })...)
	}
	for n := range int64(5) {
		list = append(list, both(fmt.Sprint("write ", n+1, " of a failing job"), lost, demo.JobFailed, func(a accepted) func(wire.Call) bool { return wire.Nth(n+1, commits(a.JobID)) })...)
	}
	return list
}

// TestKilledAtEveryStep lets one job run into each instant, kills the functions while all of them hang there, and expects every job to
// end as if nothing had happened. It does not run in parallel: it kills everybody's functions.
func TestKilledAtEveryStep(t *testing.T) {
	f := newTeam(t, limits(nil))
	resume := f.pause(t, nothing) // the test pushes
	type struck struct {
		instant
		accepted
		gate *wire.Gate
	}
	moments := instants(f.w.third(t))
	all := make([]struck, 0, len(moments))
	for _, i := range moments {
		a := f.quick(t, i.template, i.name)
		all = append(all, struck{i, a, f.hold(t, i.after, wire.UpTo(1, i.on(a)))})
	}
	resume()
	for _, s := range all {
		f.pushInBackground(t, s.accepted)
	}
	for _, s := range all {
		arrives(t, s.gate, s.name)
	}
	if err := f.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.later(t)
	for _, s := range all {
		f.ends(t, s.JobID, s.ends)
	}
}

// TestKilledDuringDispatch: a message that was not sent is sent again, and one that was sent may be sent again. Not in parallel: it
// kills everybody's functions.
func TestKilledDuringDispatch(t *testing.T) {
	f := newTeam(t, limits(nil))
	resume := f.pause(t, nil)
	const moments = 2
	jobs, gates := make([]accepted, 0, moments), make([]*wire.Gate, 0, moments)
	for _, after := range [moments]bool{false, true} {
		a := f.quick(t, small, fmt.Sprint("after publication: ", after))
		jobs, gates = append(jobs, a), append(gates, f.hold(t, after, wire.UpTo(1, publications(a.JobID, `"v":1`))))
	}
	resume()
	for _, gate := range gates {
		arrives(t, gate, "the publication")
	}
	if err := f.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, a := range jobs {
		f.ends(t, a.JobID, demo.JobCompleted)
	}
}

// TestKilledDuringIntake: a request whose commit did not land left nothing; one whose answer was lost made exactly one job, which the
// same Idempotency-Key finds. Not in parallel: it kills everybody's functions.
func TestKilledDuringIntake(t *testing.T) {
	intake := func(customer string) func(wire.Call) bool {
		return func(c wire.Call) bool { return c.Service == string(stack.Firestore) && c.Mentions("/Commit", customer) }
	}
	teams := map[string]*team{} // of one each: in one process a tenant's reservations take turns
	answers := make(chan int, 2)
	for customer, after := range map[string]bool{"before the commit": false, "after the commit": true} {
		f := newTeam(t, limits(nil))
		teams[customer] = f
		gate := f.hold(t, after, wire.UpTo(1, intake(customer)))
		go func() {
			r, _ := f.engineer.tryQuick(t.Context(), small, customer, customer) // that there is no good answer is the point
			answers <- r.status
		}()
		arrives(t, gate, customer)
	}
	if err := shared.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range teams {
		if status := <-answers; status == http.StatusAccepted {
			t.Error("a killed process accepted a job")
		}
	}
	for customer, f := range teams {
		f.ends(t, f.engineer.quick(t, small, customer, customer).JobID, demo.JobCompleted)
		f.seen.look(func() {
			if len(f.seen.jobs) != 1 {
				t.Errorf("%s: %d jobs came of one wish", customer, len(f.seen.jobs))
			}
		})
	}
}
