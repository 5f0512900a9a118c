package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
)

// delete asks for a demo's deletion and gives the job that carries it out.
func (p *person) delete(t *testing.T, demoID string) accepted {
	t.Helper()
	r := p.call(t, http.MethodDelete, "/demos/"+demoID, nil)
	if r.status != http.StatusAccepted {
		t.Fatalf("delete the demo %s: %d %s", demoID, r.status, r.body)
	}
	var a accepted
	if err := json.Unmarshal(r.body, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// deleted waits until a deletion has ended.
func (f *team) deleted(t *testing.T, a accepted) {
	t.Helper()
	f.ends(t, a.JobID, demo.JobCompleted)
	f.seen.look(func() {
		if d := f.seen.demos[a.DemoID]; d.Status != demo.DemoDeleted || d.CustomerName != "" {
			t.Errorf("the demo is %+v", d)
		}
	})
	if r := f.engineer.call(t, http.MethodGet, "/demos/"+a.DemoID, nil); r.status != http.StatusNotFound {
		t.Errorf("a deleted demo: %d %s", r.status, r.body)
	}
}

// TestKilledAtEveryStepOfADeletion: the functions die around each call that a deletion makes. Not in parallel: it kills everybody's functions.
func TestKilledAtEveryStepOfADeletion(t *testing.T) {
	f := newTeam(t, limits(nil))
	type moment struct {
		name string
		on   func(accepted) func(wire.Call) bool
	}
	moments := []moment{
		{"the agent goes", func(a accepted) func(wire.Call) bool { return agentCalls(a.DemoID, "DeleteDataAgent") }},
		{"the dataset goes", func(a accepted) func(wire.Call) bool { return warehouseCalls("DELETE", "", a.DemoID) }},
		{"its end is announced", func(a accepted) func(wire.Call) bool { return publications(a.JobID, "demo.deleted") }},
	}
	writes := make([]moment, 7) // claim, four reports, the tombstone, announced
	for n := range writes {
		writes[n] = moment{fmt.Sprint("write ", n+1), func(a accepted) func(wire.Call) bool { return wire.Nth(int64(n+1), commits(a.JobID)) }}
	}
	moments = slices.Concat(moments, writes)
	type struck struct {
		accepted
		name string
		gate *wire.Gate
	}
	whens := map[string]bool{"before ": false, "after ": true}
	made := make([]accepted, len(moments)*len(whens))
	for i := range made {
		made[i] = f.quick(t, small, fmt.Sprint("demo ", i))
	}
	for _, a := range made {
		f.ends(t, a.JobID, demo.JobCompleted)
	}
	waits := wire.NewGate()
	t.Cleanup(waits.Open)
	f.interfere(t, func(next eventarc.Deliver) eventarc.Deliver {
		return func(ctx context.Context, e eventarc.Event) error {
			if e.Trigger == "teardown" {
				if err := waits.Hold(ctx); err != nil {
					return err
				}
			}
			return next(ctx, e)
		}
	})
	all := make([]struck, 0, len(made))
	for _, m := range moments {
		for when, after := range whens {
			a := f.engineer.delete(t, made[len(all)].DemoID)
			all = append(all, struck{a, when + m.name, f.hold(t, after, wire.UpTo(1, m.on(a)))})
		}
	}
	waits.Open()
	for _, s := range all {
		arrives(t, s.gate, s.name)
	}
	if err := f.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.later(t)
	for _, s := range all {
		f.deleted(t, s.accepted)
	}
}

// TestADeletionIsToldTenTimes: its events come ten times at once, people press twice, and a question comes in between.
func TestADeletionIsToldTenTimes(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	a := f.quick(t, small, "Acme Corp")
	f.ends(t, a.JobID, demo.JobCompleted)
	f.engineer.ask(t, a.DemoID, "How many customers are there?")
	f.interfere(t, tenTimes(true))
	first := f.engineer.delete(t, a.DemoID)
	if again := f.engineer.call(t, http.MethodDelete, "/demos/"+a.DemoID, nil); again.status != http.StatusAccepted && again.status != http.StatusNotFound {
		t.Errorf("pressed twice: %d %s", again.status, again.body)
	}
	if r := f.engineer.call(t, http.MethodPost, "/chat", map[string]any{"demo_id": a.DemoID, "question": "And now?"}); r.status != http.StatusConflict && r.status != http.StatusNotFound {
		t.Errorf("asked while it is deleted: %d %s", r.status, r.body)
	}
	f.deleted(t, first)
	below, err := f.w.db.Doc("tenants/" + string(f.id) + "/demos/" + a.DemoID).Collections(t.Context()).GetAll()
	if err != nil || len(below) != 0 {
		t.Errorf("below the tombstone are %v, %v", below, err)
	}
}

// TestAWishHangsWhileItsDemoIsDeleted: the commit of a question, or of a conversation, is on its way when the deletion begins and arrives when the
// demo is gone. It stores nothing.
func TestAWishHangsWhileItsDemoIsDeleted(t *testing.T) {
	t.Parallel()
	for name, wish := range map[string]func(demoID string) (path string, body map[string]any){
		"a question": func(id string) (string, map[string]any) {
			return "/chat", map[string]any{"demo_id": id, "question": "What of Zanzibar?"}
		},
		"a conversation": func(id string) (string, map[string]any) {
			return "/demos/" + id + "/conversations", map[string]any{"title": "Zanzibar"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			a := f.quick(t, small, "Acme Corp")
			f.ends(t, a.JobID, demo.JobCompleted)
			path, body := wish(a.DemoID)
			gate := f.hold(t, false, wire.UpTo(1, func(c wire.Call) bool {
				return strings.HasSuffix(c.Method, "/Commit") && c.Mentions(a.DemoID, "Zanzibar")
			}))
			type outcome struct {
				reply
				err error
			}
			came := make(chan outcome, 1)
			go func() {
				r, err := send(t.Context(), http.MethodPost, f.w.env["PUBLIC_URL"]+"/api/v1"+path, f.engineer.token, "", body)
				came <- outcome{r, err}
			}()
			arrives(t, gate, name)
			f.deleted(t, f.engineer.delete(t, a.DemoID))
			gate.Open()
			if r := <-came; r.err != nil || r.status != http.StatusNotFound {
				t.Errorf("%d %s, %v", r.status, r.body, r.err)
			}
			below, err := f.w.db.Doc("tenants/" + string(f.id) + "/demos/" + a.DemoID).Collections(t.Context()).GetAll()
			if err != nil || len(below) != 0 {
				t.Errorf("below the tombstone are %v, %v", below, err)
			}
		})
	}
}
