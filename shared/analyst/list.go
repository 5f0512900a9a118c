package analyst

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/api/iterator"
)

// Agent is what a list says of a data agent.
type Agent struct {
	ID   string
	Made time.Time
}

// Agents yields all agents that can be asked, in the order of names. The sequence ends after an error.
func (a *Analyst) Agents(ctx context.Context) iter.Seq2[Agent, error] {
	return func(yield func(Agent, error) bool) {
		ctx, stop := context.WithTimeout(ctx, changeTimeout)
		defer stop()
		all := a.agents.ListDataAgents(ctx, &pb.ListDataAgentsRequest{Parent: a.parent})
		for {
			agent, err := all.Next()
			if errors.Is(err, iterator.Done) {
				return
			}
			if err != nil {
				yield(Agent{}, asFault(err, "list the data agents"))
				return
			}
			if agent.GetDeleteTime() != nil {
				continue
			}
			id := agent.GetName()[strings.LastIndexByte(agent.GetName(), '/')+1:]
			if !yield(Agent{ID: id, Made: agent.GetCreateTime().AsTime()}, nil) {
				return
			}
		}
	}
}
