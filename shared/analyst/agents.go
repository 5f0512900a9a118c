package analyst

import (
	"context"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/grpc/codes"

	"capidemo.dev/platform/shared/fault"
)

// CreateAgent creates the agent of a spec. An agent of that id with the spec's labels is success, whoever made it first: a retry after a
// lost reply finds its own work. Kinds: Invalid, Conflict (the id is another's, or was used by a deleted agent), RateLimited,
// Unavailable, Timeout.
func (a *Analyst) CreateAgent(ctx context.Context, s Spec) error {
	if err := s.validate(); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, changeTimeout)
	defer stop()
	_, err := a.agents.CreateDataAgentSync(ctx, &pb.CreateDataAgentRequest{Parent: a.parent, DataAgentId: s.ID, DataAgent: s.agent()})
	if codeOf(err) == codes.AlreadyExists {
		return a.confirmMine(ctx, s)
	}
	return asFault(err, "create the data agent")
}

func (a *Analyst) confirmMine(ctx context.Context, s Spec) error {
	agent, err := a.agents.GetDataAgent(ctx, &pb.GetDataAgentRequest{Name: a.agentName(s.ID)})
	if err != nil {
		return asFault(err, "read the data agent that exists already")
	}
	if agent.GetDeleteTime() != nil {
		return fault.New(fault.Conflict, "The data agent %s was deleted and its id stays occupied. Use another id.", s.ID)
	}
	for key, value := range s.Labels {
		if agent.GetLabels()[key] != value {
			return fault.New(fault.Conflict, "A data agent %s exists already and belongs to something else. Use another id.", s.ID)
		}
	}
	return nil
}

// DeleteAgent deletes an agent and returns nil only when it is confirmed that nobody can ask it any more. An absent agent is success.
func (a *Analyst) DeleteAgent(ctx context.Context, id string) error {
	ctx, stop := context.WithTimeout(ctx, changeTimeout)
	defer stop()
	err := a.agents.DeleteDataAgentSync(ctx, &pb.DeleteDataAgentRequest{Name: a.agentName(id)})
	if err != nil && codeOf(err) != codes.NotFound {
		return asFault(err, "delete the data agent")
	}
	exists, err := a.AgentExists(ctx, id)
	if err != nil {
		return err
	}
	if exists {
		return fault.New(fault.Unavailable, "The data agent %s is still there after its deletion. Try again in a moment.", id)
	}
	return nil
}

// AgentExists reports whether an agent can be asked; a deleted one that the API still remembers cannot.
func (a *Analyst) AgentExists(ctx context.Context, id string) (bool, error) {
	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	agent, err := a.agents.GetDataAgent(ctx, &pb.GetDataAgentRequest{Name: a.agentName(id)})
	if codeOf(err) == codes.NotFound {
		return false, nil
	}
	if err != nil {
		return false, asFault(err, "read the data agent")
	}
	return agent.GetDeleteTime() == nil, nil
}
