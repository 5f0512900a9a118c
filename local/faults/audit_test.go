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

// oneEntryPerQuestion: (6) one entry for each question that is there, by the path of its message. Those of a conversation that was deleted stay.
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
				if messages[i].Role != demo.RoleUser {
					continue
				}
				object := path + "/" + messages[i].ID
				if entries[object] != 1 {
					a.sayf("question %s has %d audit entries", object, entries[object])
				}
				delete(entries, object)
			}
			for object, n := range entries {
				if strings.HasPrefix(object, path) {
					a.sayf("%d audit entries are of the question %s, which nobody asked", n, object)
				}
			}
		}
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
