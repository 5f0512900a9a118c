package faults_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/api/iterator"

	"capidemo.dev/platform/local/stack"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

// read collects what there is of the tenant: in the database, in the warehouse, among the agents.
func (a *audit) read(ctx context.Context) error {
	w := a.f.w
	root := w.db.Collection("tenants").Doc(string(a.f.id))
	jobs, err := all[demo.Job](ctx, root.Collection("jobs"))
	if err != nil {
		return err
	}
	a.jobs = jobs
	demos, err := all[demo.Demo](ctx, root.Collection("demos"))
	if err != nil {
		return err
	}
	for _, d := range demos {
		a.demos[d.ID] = d
	}
	datasets := w.bigquery.Datasets(ctx)
	for {
		ds, err := datasets.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			return fmt.Errorf("list datasets: %w", err)
		}
		if strings.HasPrefix(ds.DatasetID, "d_"+string(a.f.id)+"_") {
			labels, err := w.warehouse.Labels(ctx, ds.DatasetID)
			if err != nil {
				return err
			}
			a.datasets[ds.DatasetID] = labels
		}
	}
	agents := w.agents.ListDataAgents(ctx, &geminidataanalyticspb.ListDataAgentsRequest{Parent: "projects/" + stack.DefaultProject + "/locations/global"})
	for {
		agent, err := agents.Next()
		if errors.Is(err, iterator.Done) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("list agents: %w", err)
		}
		id := agent.GetName()[strings.LastIndexByte(agent.GetName(), '/')+1:]
		if strings.HasPrefix(id, "demo-"+string(a.f.id)+"-") && agent.GetDeleteTime() == nil {
			a.agents[id] = agent.GetLabels()
		}
	}
}

func all[T any](ctx context.Context, c *firestore.CollectionRef) ([]T, error) {
	docs, err := c.Documents(ctx).GetAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.Path, err)
	}
	out := make([]T, len(docs))
	for i, doc := range docs {
		if err := doc.DataTo(&out[i]); err != nil {
			return nil, fmt.Errorf("read %s: %w", doc.Ref.Path, err)
		}
	}
	return out, nil
}

// oneAuditEntryPerChange: (6) one entry for each beginning and one for each end.
func (a *audit) oneAuditEntryPerChange(ctx context.Context) {
	entries, err := all[store.AuditEntry](ctx, a.f.w.db.Collection("tenants/"+string(a.f.id)+"/audit_entries"))
	if err != nil {
		a.sayf("%v", err)
		return
	}
	count := map[string]int{}
	exams, questions, moves := map[string]int64{}, map[string]int64{}, map[string]int{}
	for _, e := range entries {
		if strings.HasPrefix(e.Action, "exam.") {
			exams[e.Object+" "+e.Action]++
			continue
		}
		if e.Action == "question.ask" || strings.HasPrefix(e.Action, "answer.") {
			questions[e.Object+" "+e.After]++
			continue
		}
		if e.Action == "job.running" || e.Action == "job.queued" || e.Action == "job.again" {
			moves[e.Object+" "+e.Action]++
			continue
		}
		if e.Action != "export.download" { // which changes nothing
			count[e.Object+" "+e.After]++
		}
	}
	a.oneEntryPerExam(ctx, exams)
	a.oneEntryPerQuestion(ctx, questions)
	for _, job := range a.jobs {
		begun := demo.DemoPending
		if job.Type == demo.JobTeardown {
			begun = demo.DemoDeleting
		}
		for _, key := range []string{"demos/" + job.DemoID + " " + string(begun), "jobs/" + job.ID + " " + string(job.Status)} {
			if count[key] != 1 {
				a.sayf("%d audit entries say %q", count[key], key)
			}
			delete(count, key)
		}
		a.oneEntryPerMove(job, moves)
	}
	a.oneEntryPerLeaving(ctx, count)
	for key, n := range count {
		a.sayf("%d audit entries say %q, which did not happen", n, key)
	}
}

// oneEntryPerMove: (6) a job that went well was begun once more often than it was queued again; each time it was set off again counts as an attempt.
func (a *audit) oneEntryPerMove(job demo.Job, entries map[string]int) {
	at := "jobs/" + job.ID + " job."
	begun, queued, again := entries[at+"running"], entries[at+"queued"], entries[at+"again"]
	if job.Status == demo.JobCompleted && begun != queued+1 || queued+again != job.Attempt {
		a.sayf("job %s, %s in attempt %d, has %d entries of its beginning and %d + %d of being set off again", job.ID, job.Status, job.Attempt, begun, queued, again)
	}
}

// oneEntryPerQuestion: (6) one entry for each question that is there, by the path of its message, and one for each state that its answer was
// in. Those of a conversation that was deleted stay.
func (a *audit) oneEntryPerQuestion(ctx context.Context, entries map[string]int64) {
	for id := range a.demos {
		talks, err := all[demo.Conversation](ctx, a.f.w.db.Collection("tenants/"+string(a.f.id)+"/demos/"+id+"/conversations"))
		if err != nil {
			a.sayf("%v", err)
			return
		}
		for _, talk := range talks {
			path := "demos/" + id + "/conversations/" + talk.ID + "/messages"
			messages, err := all[demo.Message](ctx, a.f.w.db.Collection("tenants/"+string(a.f.id)+"/"+path))
			if err != nil {
				a.sayf("%v", err)
				return
			}
			for i := range messages {
				for _, state := range audited(&messages[i]) {
					key := path + "/" + messages[i].ID + " " + string(state)
					if entries[key] != 1 {
						a.sayf("%d audit entries say %q", entries[key], key)
					}
					delete(entries, key)
				}
			}
			for key, n := range entries {
				if strings.HasPrefix(key, path) {
					a.sayf("%d audit entries say %q, which did not happen", n, key)
				}
			}
		}
	}
}

// audited is what the log says of a message: of a question that its answer is pending, of an answer every other state it was in.
func audited(m *demo.Message) []demo.AnswerStatus {
	switch {
	case m.Role == demo.RoleUser:
		return []demo.AnswerStatus{demo.AnswerPending}
	case m.Status == demo.AnswerPending:
		return nil
	case !demo.AnswerMachine.Terminal(m.Status):
		return []demo.AnswerStatus{m.Status}
	case m.Lease.Fence == 0: // it failed before anybody began it
		return []demo.AnswerStatus{m.Status}
	default:
		return []demo.AnswerStatus{demo.AnswerWriting, m.Status}
	}
}

// oneEntryPerExam: (6) one entry for each exam that came to a result, and none for one that did not.
func (a *audit) oneEntryPerExam(ctx context.Context, entries map[string]int64) {
	for id, d := range a.demos {
		found, err := all[demo.Exam](ctx, a.f.w.db.Collection("tenants/"+string(a.f.id)+"/demos/"+id+"/exams"))
		if err != nil {
			a.sayf("%v", err)
			return
		}
		var completed, under int64
		for i := range found {
			switch found[i].Status {
			case demo.ExamCompleted:
				completed++
			case demo.ExamQueued, demo.ExamRunning: // may have ended since the entries were read
				under++
			case demo.ExamFailed:
			}
		}
		if d.Status == demo.DemoDeleted { // its exams went with it, their entries stay
			if len(found) > 0 {
				a.sayf("the deleted demo %s has %d exams", id, len(found))
			}
			continue
		}
		if n := entries["demos/"+id+" exam.completed"]; n != completed || under > 0 {
			a.sayf("demo %s has %d exams with a result and %d under way, and %d audit entries", id, completed, under, n)
		}
	}
}
