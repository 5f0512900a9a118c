package faults_test

import (
	"net/http"
	"strconv"
	"testing"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
)

// instant is a moment in the life of a job at which the functions are killed: before a call is made, or after it was done.
type instant struct {
	name     string
	template string
	ends     demo.JobStatus
	on       func(accepted) func(wire.Call) bool
}

// instants are the calls around which a process may die.
func instants(third string) []instant {
	byDemo := func(on func(demoID string) func(wire.Call) bool) func(accepted) func(wire.Call) bool {
		return func(a accepted) func(wire.Call) bool { return on(a.DemoID) }
	}
	list := []instant{
		{"the job is published", small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return publications(a.JobID, `"v":1`) }},
		{"the end is announced", small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return publications(a.JobID, "job.completed") }},
		{"the dataset is made", small, demo.JobCompleted, byDemo(datasetMade)},
		{"the third table is cloned", whole, demo.JobCompleted, byDemo(func(id string) func(wire.Call) bool { return tableMade(id, third) })},
		{"the tables are counted", small, demo.JobCompleted, byDemo(func(id string) func(wire.Call) bool { return warehouseCalls("GET", "", id, "/tables/") })},
		{"the agent is made", small, demo.JobCompleted, byDemo(func(id string) func(wire.Call) bool { return agentCalls(id, "CreateDataAgent") })},
		{"a table is loaded from its file", fresh, demo.JobCompleted, byDemo(func(id string) func(wire.Call) bool { return warehouseCalls("POST", "/jobs", id, "sourceUris") })},
		{"the dataset is dropped", lost, demo.JobFailed, byDemo(func(id string) func(wire.Call) bool { return warehouseCalls("DELETE", "", id) })},
		{"the agent is deleted", lost, demo.JobFailed, byDemo(func(id string) func(wire.Call) bool { return agentCalls(id, "DeleteDataAgent") })},
	}
	// Two claims, dataset, agent, two steps done, announced: a job that goes well is written seven times after its intake. One that
	// fails is written at least five times: claim, dataset, failure, compensated, announced.
	for n := int64(1); n <= 7; n++ {
		list = append(list, instant{"write " + strconv.FormatInt(n, 10), small, demo.JobCompleted, func(a accepted) func(wire.Call) bool { return wire.Nth(n, commits(a.JobID)) }})
	}
	for n := int64(3); n <= 5; n++ {
		list = append(list, instant{"write " + strconv.FormatInt(n, 10) + " of a failing job", lost, demo.JobFailed, func(a accepted) func(wire.Call) bool { return wire.Nth(n, commits(a.JobID)) }})
	}
	return list
}

// TestKilledAtEveryStep lets one job run into each instant, kills the functions while all of them hang there, and expects every job to
// end as if nothing had happened. It does not run in parallel: it kills everybody's functions.
func TestKilledAtEveryStep(t *testing.T) {
	f := newTeam(t, limits(nil))
	resume := f.pause(t)
	type struck struct {
		instant
		accepted
		gate *wire.Gate
		when string
	}
	var all []struck
	for _, i := range instants(f.w.third(t)) {
		for _, after := range []bool{false, true} {
			when := map[bool]string{false: "before ", true: "after "}[after] + i.name
			a := f.quick(t, i.template, when)
			gate := f.hold(t, after, wire.UpTo(1, i.on(a)))
			all = append(all, struck{i, a, gate, when})
		}
	}
	golden := f.quick(t, fresh, "while the golden dataset is declared whole") // the first demo of a template makes it
	gate := f.hold(t, false, wire.Nth(1, warehouseCalls("PATCH", "/datasets/tmpl_fresh_v1_20260101")))
	all = append(all, struck{instant{ends: demo.JobCompleted}, golden, gate, "golden"})
	resume()
	for _, s := range all {
		arrives(t, s.gate, s.when)
	}
	if err := f.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.later(t)
	for _, s := range all {
		f.ends(t, s.JobID, s.ends)
	}
}

// TestKilledDuringIntake: a request whose commit did not land left nothing; one whose answer was lost made exactly one job, which the
// same Idempotency-Key finds. Not in parallel: it kills everybody's functions.
func TestKilledDuringIntake(t *testing.T) {
	f := newTeam(t, limits(nil))
	intake := func(customer string) func(wire.Call) bool {
		return func(c wire.Call) bool { return c.Service == string(stack.Firestore) && c.Mentions("/Commit", customer) }
	}
	customers := map[string]bool{"before the commit": false, "after the commit": true}
	answers := make(chan int, len(customers))
	for customer, after := range customers {
		gate := f.hold(t, after, wire.UpTo(1, intake(customer)))
		go func() {
			r, _ := f.engineer.tryQuick(t.Context(), small, customer, customer) // that there is no good answer is the point
			answers <- r.status
		}()
		arrives(t, gate, customer)
	}
	if err := f.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range customers {
		if status := <-answers; status == http.StatusAccepted {
			t.Error("a killed process accepted a job")
		}
	}
	for customer := range customers {
		f.ends(t, f.engineer.quick(t, small, customer, customer).JobID, demo.JobCompleted)
	}
	f.seen.look(func() {
		if len(f.seen.jobs) != len(customers) {
			t.Errorf("%d jobs came of %d requests", len(f.seen.jobs), len(customers))
		}
	})
}
