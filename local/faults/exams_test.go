package faults_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
)

// shown is what the API shows of a certificate.
type shown struct {
	Status    string   `json:"status"`
	Valid     bool     `json:"valid"`
	Basis     string   `json:"basis"`
	Reasons   []string `json:"reasons"`
	Signature string   `json:"signature"`
}

func (f *team) certificate(t *testing.T, demoID string) shown {
	t.Helper()
	r := f.engineer.call(t, http.MethodGet, "/demos/"+demoID+"/exam", nil)
	var c shown
	if err := json.Unmarshal(r.body, &c); err != nil || r.status != http.StatusOK {
		t.Fatalf("certificate: %d %s", r.status, r.body)
	}
	return c
}

// examine begins an exam.
func (f *team) examine(t *testing.T, demoID string) {
	t.Helper()
	if r := f.engineer.call(t, http.MethodPost, "/demos/"+demoID+"/exam", nil); r.status != http.StatusAccepted {
		t.Fatalf("exam: %d %s", r.status, r.body)
	}
}

// verdict waits until no exam is under way and the demo shows a status.
func (f *team) verdict(t *testing.T, demoID string, want demo.Verdict) demo.ExamMark {
	t.Helper()
	return f.mark(t, demoID, string(want), func(m demo.ExamMark) bool { return m.Status == string(want) })
}

// run runs any statement over a demo's dataset.
func (f *team) run(t *testing.T, demoID, sql string) {
	t.Helper()
	query := f.w.bigquery.Query(sql)
	query.DefaultDatasetID = "d_" + string(f.id) + "_" + demoID
	query.DefaultProjectID = f.w.bigquery.Project()
	if _, err := query.Read(t.Context()); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// TestADroppedColumnTurnsTheCertificateRedAndItsReturnGreen goes all the way through the API, the listener's document and the sweep.
func TestADroppedColumnTurnsTheCertificateRedAndItsReturnGreen(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	a := f.quick(t, whole, "Acme Corp")
	f.ends(t, a.JobID, demo.JobCompleted)
	f.verdict(t, a.DemoID, demo.VerdictGreen)
	first := f.certificate(t, a.DemoID)
	if first.Status != "green" || !first.Valid || strings.Count(first.Signature, ".") != 2 {
		t.Fatalf("as it was made: %+v", first)
	}
	f.run(t, a.DemoID, "CREATE TABLE kept CLONE orders")
	f.run(t, a.DemoID, "ALTER TABLE orders DROP COLUMN net_amount")
	f.due(t, a.DemoID)
	f.check(t) // nobody looks but the sweep
	lost := f.verdict(t, a.DemoID, demo.VerdictRed)
	if len(lost.Reasons) != 1 || !strings.HasPrefix(lost.Reasons[0], "orders lost column net_amount, which ") {
		t.Errorf("without a column: %q", lost.Reasons)
	}
	f.examine(t, a.DemoID)
	f.mark(t, a.DemoID, "examined without the column", func(m demo.ExamMark) bool { return m.Status == "red" && m.Certificate != lost.Certificate })
	if got := f.certificate(t, a.DemoID); got.Status != "red" || !got.Valid || got.Basis != "examined" || !strings.HasPrefix(got.Reasons[0], "orders lost column net_amount") {
		t.Errorf("examined without a column: %+v", got)
	}
	f.run(t, a.DemoID, "CREATE OR REPLACE TABLE orders CLONE kept")
	f.examine(t, a.DemoID)
	f.verdict(t, a.DemoID, demo.VerdictGreen)
	f.run(t, a.DemoID, "ALTER TABLE orders DROP COLUMN net_amount")
	f.due(t, a.DemoID)
	f.check(t)
	f.verdict(t, a.DemoID, demo.VerdictRed)
	f.run(t, a.DemoID, "CREATE OR REPLACE TABLE orders CLONE kept")
	if got := f.certificate(t, a.DemoID); got.Status != "green" || !got.Valid { // without another exam
		t.Errorf("restored: %+v", got)
	}
	f.verdict(t, a.DemoID, demo.VerdictGreen)
}

// due makes a demo's certificate due for the sweep.
func (f *team) due(t *testing.T, demoID string) {
	t.Helper()
	doc := f.w.db.Doc("tenants/" + string(f.id) + "/demos/" + demoID)
	if _, err := doc.Update(t.Context(), []firestore.Update{
		{Path: "exam.check_at", Value: firestore.ServerTimestamp}, {Path: "version", Value: firestore.Increment(1)},
	}); err != nil {
		t.Fatal(err)
	}
}

// check runs check-certificates now.
func (f *team) check(t *testing.T) {
	t.Helper()
	for {
		code, body := post(t, f.w.env["SCHEDULER_URL"]+"/schedules/check-certificates/run")
		switch code {
		case http.StatusNoContent:
			return
		case http.StatusConflict: // another run is under way and may have looked already
		default:
			t.Fatalf("the sweep answered %d: %s", code, body)
		}
	}
}

// TestExamsStumble: what the backends refuse for the moment, during an exam, leaves no trace in its certificate.
func TestExamsStumble(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(a accepted) wire.Fault{
		"the agent has too many requests": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(6, agentCalls(a.DemoID, "Chat")), Before: wire.Answer(status.Error(codes.ResourceExhausted, "Quota exceeded."))}
		},
		"the agent fails": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(6, agentCalls(a.DemoID, "Chat")), Before: wire.Answer(status.Error(codes.Internal, "Internal error."))}
		},
		"the warehouse is cut off": func(a accepted) wire.Fault {
			return wire.Fault{On: wire.UpTo(4, warehouseCalls("POST", "/jobs", a.DemoID, "dryRun")), Before: wire.Answer(wire.ErrCut)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			a := f.quick(t, whole, "Acme Corp")
			f.ends(t, a.JobID, demo.JobCompleted)
			f.inject(t, fault(a))
			before := f.verdict(t, a.DemoID, demo.VerdictGreen)
			f.examine(t, a.DemoID)
			f.mark(t, a.DemoID, "examined again", func(m demo.ExamMark) bool { return m.Status == "green" && m.Certificate != before.Certificate })
		})
	}
}

// TestKilledDuringAnExam: the exam goes on in another process and ends as if nothing had happened. Not in parallel: it kills everybody's
// functions.
func TestKilledDuringAnExam(t *testing.T) {
	f := newTeam(t, limits(nil))
	const moments = 4
	gates, demos, before := make([]*wire.Gate, moments), make([]string, moments), make([]demo.ExamMark, moments)
	for i := range moments {
		a := f.quick(t, whole, fmt.Sprint("exam ", i))
		f.ends(t, a.JobID, demo.JobCompleted)
		demos[i], before[i] = a.DemoID, f.verdict(t, a.DemoID, demo.VerdictGreen)
	}
	for i, on := range []func(wire.Call) bool{
		warehouseCalls("GET", "", demos[0], "/tables/"), agentCalls(demos[1], "Chat"), examWrites(demos[2], 1), examWrites(demos[3], 2),
	} {
		f.examine(t, demos[i])
		gates[i] = f.hold(t, i%2 == 1, wire.UpTo(1, on))
	}
	for i, gate := range gates[:2] {
		arrives(t, gate, fmt.Sprint("moment ", i))
	}
	if err := f.w.stack.KillFunctions(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, gate := range gates {
		gate.Open()
	}
	f.later(t)
	for i := range moments {
		f.mark(t, demos[i], "examined again", func(m demo.ExamMark) bool { return m.Status == "green" && m.Certificate != before[i].Certificate })
	}
}

// examWrites are the functions' n-th write of a demo's exam after its intake.
func examWrites(demoID string, n int64) func(wire.Call) bool {
	return wire.Nth(n, func(c wire.Call) bool {
		return strings.HasSuffix(c.Method, "/Commit") && c.Mentions("/demos/"+demoID+"/exams/")
	})
}
