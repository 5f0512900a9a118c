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
