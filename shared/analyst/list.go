package analyst

import (
	"context"
	"errors"
	"iter"
	"strconv"
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
func (a *Analyst) Agents(ctx context.Context) iter.Seq2[Agent, error] { return a.listAgents(ctx, "") }

// AgentsWith yields those of them that carry a label.
func (a *Analyst) AgentsWith(ctx context.Context, key, value string) iter.Seq2[Agent, error] {
	return a.listAgents(ctx, labelled(key, value))
}

// labelled is the filter of lists for a label.
func labelled(key, value string) string { return "labels." + key + " = " + strconv.Quote(value) }

func (a *Analyst) listAgents(ctx context.Context, filter string) iter.Seq2[Agent, error] {
	return func(yield func(Agent, error) bool) {
		ctx, stop := context.WithTimeout(ctx, changeTimeout)
		defer stop()
		all := a.agents.ListDataAgents(ctx, &pb.ListDataAgentsRequest{Parent: a.parent, Filter: filter})
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

// ConversationsWith yields the ids of the conversations that carry a label. The sequence ends after an error.
func (a *Analyst) ConversationsWith(ctx context.Context, key, value string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		ctx, stop := context.WithTimeout(ctx, changeTimeout)
		defer stop()
		all := a.chat.ListConversations(ctx, &pb.ListConversationsRequest{Parent: a.parent, Filter: labelled(key, value)})
		for {
			conversation, err := all.Next()
			if errors.Is(err, iterator.Done) {
				return
			}
			if err != nil {
				yield("", asFault(err, "list the conversations"))
				return
			}
			if !yield(conversation.GetName()[strings.LastIndexByte(conversation.GetName(), '/')+1:], nil) {
				return
			}
		}
	}
}
