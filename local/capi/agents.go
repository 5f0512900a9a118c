package capi

import (
	"context"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/capi/state"
)

// purgeAfter is how long a deleted agent is kept, and its id occupied.
const purgeAfter = 30 * 24 * time.Hour

// agentService implements DataAgentService. Its changes are done when the call returns, so its operations are born done.
type agentService struct {
	pb.UnimplementedDataAgentServiceServer

	store *state.Store
	now   func() time.Time
}

// GetDataAgent returns an agent, also a deleted one until it is purged (delete_time tells).
func (s *agentService) GetDataAgent(_ context.Context, req *pb.GetDataAgentRequest) (*pb.DataAgent, error) {
	name, err := parseName("name", req.GetName(), agentCollection)
	if err != nil {
		return nil, err
	}
	var agent *pb.DataAgent
	err = s.store.View(func(tx state.Tx) error {
		agent, err = s.load(tx, name)
		return err
	})
	return agent, err
}

// load reads an agent that has not been purged.
func (s *agentService) load(tx state.Tx, name resource) (*pb.DataAgent, error) {
	agent := &pb.DataAgent{}
	found, err := tx.Get(state.Agents, name.name(), agent)
	if err != nil {
		return nil, err
	}
	if !found || s.purged(agent) {
		return nil, notFound(name.name())
	}
	return agent, nil
}

func (s *agentService) purged(agent *pb.DataAgent) bool {
	return agent.GetPurgeTime() != nil && !agent.GetPurgeTime().AsTime().After(s.now())
}

// CreateDataAgent creates an agent; the operation it returns is done.
func (s *agentService) CreateDataAgent(_ context.Context, req *pb.CreateDataAgentRequest) (*longrunningpb.Operation, error) {
	op, _, err := s.create(req)
	return op, err
}

// CreateDataAgentSync creates an agent.
func (s *agentService) CreateDataAgentSync(_ context.Context, req *pb.CreateDataAgentRequest) (*pb.DataAgent, error) {
	_, agent, err := s.create(req)
	return agent, err
}

func (s *agentService) create(req *pb.CreateDataAgentRequest) (*longrunningpb.Operation, *pb.DataAgent, error) {
	name, err := newName(req.GetParent(), agentCollection, "data_agent_id", req.GetDataAgentId())
	if err != nil {
		return nil, nil, err
	}
	if err := checkAgent(req.GetDataAgent()); err != nil {
		return nil, nil, err
	}
	agent := &pb.DataAgent{}
	change := change{verb: "create", target: name, requestID: req.GetRequestId(), reply: agent}
	op, err := s.perform(change, func(tx state.Tx) (proto.Message, error) {
		existing := &pb.DataAgent{}
		found, err := tx.Get(state.Agents, name.name(), existing)
		if err != nil {
			return nil, err
		}
		if found && !s.purged(existing) {
			if existing.GetDeleteTime() != nil {
				return nil, status.Errorf(codes.AlreadyExists, "Data agent %q was deleted and its id stays occupied until %s.",
					name.name(), existing.GetPurgeTime().AsTime().Format(time.RFC3339))
			}
			return nil, status.Errorf(codes.AlreadyExists, "Data agent %q already exists.", name.name())
		}
		made := proto.CloneOf(req.GetDataAgent())
		made.Name = name.name()
		made.CreateTime = timestamppb.New(s.now())
		made.UpdateTime = made.GetCreateTime()
		made.DeleteTime, made.PurgeTime = nil, nil
		if a := made.GetDataAnalyticsAgent(); a != nil {
			a.LastPublishedContext = nil
		}
		return made, tx.Put(state.Agents, name.name(), made)
	})
	return op, agent, err
}

// UpdateDataAgent changes the fields of the mask; the operation it returns is done.
func (s *agentService) UpdateDataAgent(_ context.Context, req *pb.UpdateDataAgentRequest) (*longrunningpb.Operation, error) {
	op, _, err := s.update(req)
	return op, err
}

// UpdateDataAgentSync changes the fields of the mask.
func (s *agentService) UpdateDataAgentSync(_ context.Context, req *pb.UpdateDataAgentRequest) (*pb.DataAgent, error) {
	_, agent, err := s.update(req)
	return agent, err
}

func (s *agentService) update(req *pb.UpdateDataAgentRequest) (*longrunningpb.Operation, *pb.DataAgent, error) {
	name, err := parseName("data_agent.name", req.GetDataAgent().GetName(), agentCollection)
	if err != nil {
		return nil, nil, err
	}
	agent := &pb.DataAgent{}
	change := change{verb: "update", target: name, requestID: req.GetRequestId(), reply: agent}
	op, err := s.perform(change, func(tx state.Tx) (proto.Message, error) {
		old, err := s.load(tx, name)
		if err != nil {
			return nil, err
		}
		if old.GetDeleteTime() != nil {
			return nil, notFound(name.name())
		}
		changed, err := applyMask(old, req.GetDataAgent(), req.GetUpdateMask())
		if err != nil {
			return nil, err
		}
		if err := checkAgent(changed); err != nil {
			return nil, err
		}
		rememberPublished(old, changed)
		// Answers are cached by this time, so it must move even when the clock does not.
		changed.UpdateTime = timestamppb.New(laterThan(s.now(), old.GetUpdateTime().AsTime()))
		return changed, tx.Put(state.Agents, name.name(), changed)
	})
	return op, agent, err
}

// rememberPublished keeps the context that a new published context replaces.
func rememberPublished(old, changed *pb.DataAgent) {
	before, after := old.GetDataAnalyticsAgent(), changed.GetDataAnalyticsAgent()
	if before.GetPublishedContext() != nil && after != nil && !proto.Equal(before.GetPublishedContext(), after.GetPublishedContext()) {
		after.LastPublishedContext = proto.CloneOf(before.GetPublishedContext())
	}
}

func laterThan(now, before time.Time) time.Time {
	if now.After(before) {
		return now
	}
	return before.Add(time.Microsecond)
}

// DeleteDataAgent marks an agent deleted; the operation it returns is done.
func (s *agentService) DeleteDataAgent(_ context.Context, req *pb.DeleteDataAgentRequest) (*longrunningpb.Operation, error) {
	return s.remove(req)
}

// DeleteDataAgentSync marks an agent deleted.
func (s *agentService) DeleteDataAgentSync(_ context.Context, req *pb.DeleteDataAgentRequest) (*emptypb.Empty, error) {
	if _, err := s.remove(req); err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

func (s *agentService) remove(req *pb.DeleteDataAgentRequest) (*longrunningpb.Operation, error) {
	name, err := parseName("name", req.GetName(), agentCollection)
	if err != nil {
		return nil, err
	}
	change := change{verb: "delete", target: name, requestID: req.GetRequestId(), reply: &emptypb.Empty{}}
	return s.perform(change, func(tx state.Tx) (proto.Message, error) {
		agent, err := s.load(tx, name)
		if err != nil {
			return nil, err
		}
		if agent.GetDeleteTime() != nil {
			return nil, notFound(name.name())
		}
		agent.DeleteTime = timestamppb.New(s.now())
		agent.PurgeTime = timestamppb.New(s.now().Add(purgeAfter))
		return &emptypb.Empty{}, tx.Put(state.Agents, name.name(), agent)
	})
}
