package capi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"cloud.google.com/go/longrunning/autogen/longrunningpb"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/capi/state"
)

// requestMemory is how long a request id is known: the API promises 60 minutes.
const requestMemory = 60 * time.Minute

// change is what perform needs to know of one mutation: reply receives the result.
type change struct {
	verb      string
	target    resource
	requestID string
	reply     proto.Message
}

// perform runs a mutation and records it as a finished operation, in one transaction. A request id that was seen within the last hour
// gives the first outcome again, without a second change.
func (s *agentService) perform(c change, mutate func(state.Tx) (proto.Message, error)) (*longrunningpb.Operation, error) {
	if c.requestID != "" {
		if id, err := uuid.Parse(c.requestID); err != nil || id == uuid.Nil {
			return nil, invalid("request_id %q must be a UUID other than zero", c.requestID)
		}
	}
	op := &longrunningpb.Operation{}
	err := s.store.Update(func(tx state.Tx) error {
		if known, err := s.replay(tx, c, op); known || err != nil {
			return err
		}
		result, err := mutate(tx)
		if err != nil {
			return err
		}
		if err := s.describe(op, c, result); err != nil {
			return err
		}
		proto.Merge(c.reply, result)
		if c.requestID != "" {
			if err := tx.Put(state.Requests, requestKey(c), op); err != nil {
				return err
			}
		}
		return tx.Put(state.Operations, op.GetName(), op)
	})
	if err != nil {
		return nil, err
	}
	return op, nil
}

func (s *agentService) replay(tx state.Tx, c change, op *longrunningpb.Operation) (bool, error) {
	if c.requestID == "" {
		return false, nil
	}
	known, err := tx.Get(state.Requests, requestKey(c), op)
	if err != nil || !known {
		return false, err
	}
	meta := &pb.OperationMetadata{}
	if err := op.GetMetadata().UnmarshalTo(meta); err != nil {
		return false, err
	}
	if s.now().Sub(meta.GetCreateTime().AsTime()) > requestMemory {
		proto.Reset(op)
		return false, nil
	}
	return true, op.GetResponse().UnmarshalTo(c.reply)
}

// requestKey binds a request id to what was asked of which parent, so that ids of different callers do not meet.
func requestKey(c change) string {
	sum := sha256.Sum256([]byte(c.verb + "\x00" + c.target.parent() + "\x00" + strings.ToLower(c.requestID)))
	return hex.EncodeToString(sum[:])
}

func (s *agentService) describe(op *longrunningpb.Operation, c change, result proto.Message) error {
	now := timestamppb.New(s.now())
	meta, err := anypb.New(&pb.OperationMetadata{CreateTime: now, EndTime: now, Target: c.target.name(), Verb: c.verb, ApiVersion: "v1beta"})
	if err != nil {
		return err
	}
	reply, err := anypb.New(result)
	if err != nil {
		return err
	}
	name := c.target
	name.collection, name.id = operationCollection, "operation-"+uuid.NewString()
	op.Name, op.Done, op.Metadata = name.name(), true, meta
	op.Result = &longrunningpb.Operation_Response{Response: reply}
	return nil
}

// operationService implements google.longrunning.Operations over the recorded operations, all of which are done.
type operationService struct {
	longrunningpb.UnimplementedOperationsServer

	store *state.Store
}

// GetOperation returns an operation.
func (s *operationService) GetOperation(_ context.Context, req *longrunningpb.GetOperationRequest) (*longrunningpb.Operation, error) {
	op := &longrunningpb.Operation{}
	err := s.store.View(func(tx state.Tx) error {
		found, err := tx.Get(state.Operations, req.GetName(), op)
		if err == nil && !found {
			return notFound(req.GetName())
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return op, nil
}

// WaitOperation returns at once, because every operation is done.
func (s *operationService) WaitOperation(ctx context.Context, req *longrunningpb.WaitOperationRequest) (*longrunningpb.Operation, error) {
	return s.GetOperation(ctx, &longrunningpb.GetOperationRequest{Name: req.GetName()})
}

// CancelOperation accepts and changes nothing: a finished operation stays as it is.
func (s *operationService) CancelOperation(ctx context.Context, req *longrunningpb.CancelOperationRequest) (*emptypb.Empty, error) {
	if _, err := s.GetOperation(ctx, &longrunningpb.GetOperationRequest{Name: req.GetName()}); err != nil {
		return nil, err
	}
	return &emptypb.Empty{}, nil
}

// DeleteOperation forgets an operation, not what it did.
func (s *operationService) DeleteOperation(ctx context.Context, req *longrunningpb.DeleteOperationRequest) (*emptypb.Empty, error) {
	if _, err := s.GetOperation(ctx, &longrunningpb.GetOperationRequest{Name: req.GetName()}); err != nil {
		return nil, err
	}
	err := s.store.Update(func(tx state.Tx) error { return tx.Delete(state.Operations, req.GetName()) })
	return &emptypb.Empty{}, err
}

// ListOperations lists the operations of a project and location.
func (s *operationService) ListOperations(_ context.Context, req *longrunningpb.ListOperationsRequest) (*longrunningpb.ListOperationsResponse, error) {
	parent, err := parseParent(strings.TrimSuffix(req.GetName(), "/operations"))
	if err != nil {
		return nil, err
	}
	keep, err := parseFilter(req.GetFilter(), operationFields)
	if err != nil {
		return nil, err
	}
	page := page{size: req.GetPageSize(), token: req.GetPageToken(), scope: "operations|" + req.GetName() + "|" + req.GetFilter()}
	reply := &longrunningpb.ListOperationsResponse{}
	reply.Operations, reply.NextPageToken, err = list(s.store, state.Operations, parent.parent()+"/"+operationCollection+"/", page, keep,
		func() *longrunningpb.Operation { return &longrunningpb.Operation{} })
	return reply, err
}
