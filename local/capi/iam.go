package capi

import (
	"bytes"
	"context"
	"crypto/sha256"

	"cloud.google.com/go/iam/apiv1/iampb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/capi/state"
)

// GetIamPolicy returns an agent's policy. Policies are kept, not enforced: there is one caller on this machine.
func (s *agentService) GetIamPolicy(_ context.Context, req *iampb.GetIamPolicyRequest) (*iampb.Policy, error) {
	name, err := parseName("resource", req.GetResource(), agentCollection)
	if err != nil {
		return nil, err
	}
	var policy *iampb.Policy
	err = s.store.View(func(tx state.Tx) error {
		policy, err = s.policy(tx, name)
		return err
	})
	return policy, err
}

// SetIamPolicy replaces an agent's policy. An etag must be the current one.
func (s *agentService) SetIamPolicy(_ context.Context, req *iampb.SetIamPolicyRequest) (*iampb.Policy, error) {
	name, err := parseName("resource", req.GetResource(), agentCollection)
	if err != nil {
		return nil, err
	}
	if req.GetPolicy() == nil {
		return nil, invalid("policy is required")
	}
	policy := proto.CloneOf(req.GetPolicy())
	err = s.store.Update(func(tx state.Tx) error {
		current, err := s.policy(tx, name)
		if err != nil {
			return err
		}
		if etag := policy.GetEtag(); len(etag) > 0 && !bytes.Equal(etag, current.GetEtag()) {
			return status.Errorf(codes.Aborted, "The policy of %q changed since it was read; read it again and repeat.", name.name())
		}
		if policy.Etag, err = etagOf(policy); err != nil {
			return err
		}
		return tx.Put(state.Policies, name.name(), policy)
	})
	if err != nil {
		return nil, err
	}
	return policy, nil
}

// policy reads the policy of an existing agent, the empty one if none was set.
func (s *agentService) policy(tx state.Tx, name resource) (*iampb.Policy, error) {
	if _, err := s.load(tx, name); err != nil {
		return nil, err
	}
	policy := &iampb.Policy{}
	found, err := tx.Get(state.Policies, name.name(), policy)
	if err == nil && !found {
		policy.Etag, err = etagOf(policy)
	}
	return policy, err
}

func etagOf(policy *iampb.Policy) ([]byte, error) {
	bare := proto.CloneOf(policy)
	bare.Etag = nil
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(bare)
	sum := sha256.Sum256(raw)
	return sum[:8], err
}
