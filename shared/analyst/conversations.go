package analyst

import (
	"context"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/grpc/codes"

	"capidemo.dev/platform/shared/fault"
)

// CreateConversation makes the API keep a conversation with an agent, so that later questions are understood from earlier ones. The id has
// the form of a Spec's. A conversation of that id with that agent is success.
func (a *Analyst) CreateConversation(ctx context.Context, id, agentID string, labels map[string]string) error {
	if !idPattern.MatchString(id) {
		return fault.New(fault.Invalid, "The conversation id is not well formed.").WithField("conversation_id", "%q must match %s", id, idPattern)
	}
	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	_, err := a.chat.CreateConversation(ctx, &pb.CreateConversationRequest{
		Parent: a.parent, ConversationId: id, Conversation: &pb.Conversation{Agents: []string{a.agentName(agentID)}, Labels: labels},
	})
	if codeOf(err) != codes.AlreadyExists {
		return asFault(err, "create the conversation")
	}
	existing, err := a.chat.GetConversation(ctx, &pb.GetConversationRequest{Name: a.conversationName(id)})
	if err != nil {
		return asFault(err, "read the conversation that exists already")
	}
	if agents := existing.GetAgents(); len(agents) != 1 || !sameAgent(agents[0], a.agentName(agentID)) {
		return fault.New(fault.Conflict, "A conversation %s exists already with another data agent. Use another id.", id)
	}
	return nil
}

// sameAgent compares names without the project, which the API may return as a number.
func sameAgent(a, b string) bool { return afterProject(a) == afterProject(b) }

func afterProject(name string) string {
	slashes := 0
	for i, r := range name {
		if r == '/' {
			if slashes++; slashes == 2 {
				return name[i:]
			}
		}
	}
	return name
}

// DeleteConversation deletes a conversation; an absent one is success.
func (a *Analyst) DeleteConversation(ctx context.Context, id string) error {
	ctx, stop := context.WithTimeout(ctx, readTimeout)
	defer stop()
	err := a.chat.DeleteConversation(ctx, &pb.DeleteConversationRequest{Name: a.conversationName(id)})
	if codeOf(err) == codes.NotFound {
		return nil
	}
	return asFault(err, "delete the conversation")
}
