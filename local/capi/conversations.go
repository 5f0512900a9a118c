package capi

import (
	"context"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/capi/state"
)

// chatService implements DataChatService.
type chatService struct {
	pb.UnimplementedDataChatServiceServer

	store      *state.Store
	now        func() time.Time
	warehouses warehouses
	analysts   *analysts
}

// CreateConversation creates a conversation with one existing agent.
func (s *chatService) CreateConversation(_ context.Context, req *pb.CreateConversationRequest) (*pb.Conversation, error) {
	name, err := newName(req.GetParent(), conversationCollection, "conversation_id", req.GetConversationId())
	if err != nil {
		return nil, err
	}
	agents := req.GetConversation().GetAgents()
	if len(agents) != 1 {
		return nil, invalid("conversation.agents must name exactly one agent, %d given", len(agents))
	}
	agent, err := parseName("conversation.agents[0]", agents[0], agentCollection)
	if err != nil {
		return nil, err
	}
	if err := checkLabels(req.GetConversation().GetLabels()); err != nil {
		return nil, err
	}
	made := proto.CloneOf(req.GetConversation())
	made.Name = name.name()
	made.CreateTime = timestamppb.New(s.now())
	made.LastUsedTime = made.GetCreateTime()
	err = s.store.Update(func(tx state.Tx) error {
		if _, err := s.agent(tx, agent); err != nil {
			return err
		}
		existing := &pb.Conversation{}
		found, err := tx.Get(state.Conversations, name.name(), existing)
		if err != nil {
			return err
		}
		if found {
			return status.Errorf(codes.AlreadyExists, "Conversation %q already exists.", name.name())
		}
		return tx.Put(state.Conversations, name.name(), made)
	})
	if err != nil {
		return nil, err
	}
	return made, nil
}

// agent reads an agent that is not deleted.
func (s *chatService) agent(tx state.Tx, name resource) (*pb.DataAgent, error) {
	agent := &pb.DataAgent{}
	found, err := tx.Get(state.Agents, name.name(), agent)
	if err == nil && (!found || agent.GetDeleteTime() != nil) {
		return nil, notFound(name.name())
	}
	return agent, err
}

func conversation(tx state.Tx, name resource) (*pb.Conversation, error) {
	c := &pb.Conversation{}
	found, err := tx.Get(state.Conversations, name.name(), c)
	if err == nil && !found {
		return nil, notFound(name.name())
	}
	return c, err
}

// GetConversation returns a conversation.
func (s *chatService) GetConversation(_ context.Context, req *pb.GetConversationRequest) (*pb.Conversation, error) {
	name, err := parseName("name", req.GetName(), conversationCollection)
	if err != nil {
		return nil, err
	}
	var c *pb.Conversation
	err = s.store.View(func(tx state.Tx) error {
		c, err = conversation(tx, name)
		return err
	})
	return c, err
}

// ListConversations lists conversations by name; the filter knows agents and labels.
func (s *chatService) ListConversations(_ context.Context, req *pb.ListConversationsRequest) (*pb.ListConversationsResponse, error) {
	parent, err := parseParent(req.GetParent())
	if err != nil {
		return nil, err
	}
	keep, err := parseFilter(req.GetFilter(), conversationFields)
	if err != nil {
		return nil, err
	}
	p := page{size: req.GetPageSize(), token: req.GetPageToken(), scope: "conversations|" + req.GetParent() + "|" + req.GetFilter()}
	reply := &pb.ListConversationsResponse{}
	reply.Conversations, reply.NextPageToken, err = list(s.store, state.Conversations, parent.parent()+"/"+conversationCollection+"/", p, keep,
		func() *pb.Conversation { return &pb.Conversation{} })
	return reply, err
}

// DeleteConversation deletes a conversation and its messages.
func (s *chatService) DeleteConversation(_ context.Context, req *pb.DeleteConversationRequest) (*emptypb.Empty, error) {
	name, err := parseName("name", req.GetName(), conversationCollection)
	if err != nil {
		return nil, err
	}
	err = s.store.Update(func(tx state.Tx) error {
		if _, err := conversation(tx, name); err != nil {
			return err
		}
		if err := tx.DeleteAll(state.Messages, state.ListPrefix(name.name())); err != nil {
			return err
		}
		return tx.Delete(state.Conversations, name.name())
	})
	if err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

// ListMessages lists a conversation's messages, oldest first.
func (s *chatService) ListMessages(_ context.Context, req *pb.ListMessagesRequest) (*pb.ListMessagesResponse, error) {
	name, err := parseName("parent", req.GetParent(), conversationCollection)
	if err != nil {
		return nil, err
	}
	keep, err := parseFilter(req.GetFilter(), messageFields)
	if err != nil {
		return nil, err
	}
	err = s.store.View(func(tx state.Tx) error {
		_, err := conversation(tx, name)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := page{size: req.GetPageSize(), token: req.GetPageToken(), scope: "messages|" + req.GetParent() + "|" + req.GetFilter()}
	reply := &pb.ListMessagesResponse{}
	reply.Messages, reply.NextPageToken, err = list(s.store, state.Messages, state.ListPrefix(name.name()), p, keep,
		func() *pb.StorageMessage { return &pb.StorageMessage{} })
	return reply, err
}

// remember stores what was said in a conversation, in order, and when it was last used.
func (s *chatService) remember(name resource, messages []*pb.Message) error {
	return s.store.Update(func(tx state.Tx) error {
		c, err := conversation(tx, name)
		if err != nil {
			return err
		}
		for _, m := range messages {
			if err := tx.Append(state.Messages, name.name(), &pb.StorageMessage{MessageId: m.GetMessageId(), Message: m}); err != nil {
				return err
			}
		}
		c.LastUsedTime = timestamppb.New(s.now())
		return tx.Put(state.Conversations, name.name(), c)
	})
}
