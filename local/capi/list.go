package capi

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	pb "cloud.google.com/go/geminidataanalytics/apiv1beta/geminidataanalyticspb"
	"google.golang.org/protobuf/proto"

	"capidemo.dev/platform/local/capi/state"
)

// Page sizes as the API documents them.
const (
	defaultPage = 50
	maxPage     = 100
)

// page is one request for a part of a list. scope is everything of the request that must not change between its pages.
type page struct {
	size  int32
	token string
	scope string
}

// list reads one page of a kind of resource in key order. keep, if not nil, decides what is listed.
func list[M proto.Message](store *state.Store, kind state.Kind, prefix string, p page, keep func(M) bool, empty func() M) ([]M, string, error) {
	after, err := p.after()
	if err != nil {
		return nil, "", err
	}
	limit, err := p.limit()
	if err != nil {
		return nil, "", err
	}
	var items []M
	var next, last string
	err = store.View(func(tx state.Tx) error {
		return tx.Each(kind, prefix, after, func(key string, raw []byte) (bool, error) {
			m := empty()
			if err := proto.Unmarshal(raw, m); err != nil {
				return false, err
			}
			if keep != nil && !keep(m) {
				return true, nil
			}
			if len(items) == limit {
				next = p.seal(last)
				return false, nil
			}
			items, last = append(items, m), key
			return true, nil
		})
	})
	return items, next, err
}

func (p page) limit() (int, error) {
	switch {
	case p.size < 0:
		return 0, invalid("page_size %d must not be negative", p.size)
	case p.size == 0:
		return defaultPage, nil
	}
	return min(int(p.size), maxPage), nil
}

// seal makes a token of the last key given out, bound to the request it belongs to.
func (p page) seal(last string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.mark() + last))
}

func (p page) after() (string, error) {
	if p.token == "" {
		return "", nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(p.token)
	if err != nil || !strings.HasPrefix(string(raw), p.mark()) {
		return "", invalid("page_token is not one of this list; all other parameters must be as in the call that gave it")
	}
	return strings.TrimPrefix(string(raw), p.mark()), nil
}

func (p page) mark() string {
	sum := sha256.Sum256([]byte(p.scope))
	return hex.EncodeToString(sum[:4])
}

// ListDataAgents lists agents by name.
func (s *agentService) ListDataAgents(_ context.Context, req *pb.ListDataAgentsRequest) (*pb.ListDataAgentsResponse, error) {
	agents, next, err := s.listAgents(req)
	return &pb.ListDataAgentsResponse{DataAgents: agents, NextPageToken: next}, err
}

// ListAccessibleDataAgents lists agents by name. There is one caller on this machine, the creator of everything.
func (s *agentService) ListAccessibleDataAgents(_ context.Context, req *pb.ListAccessibleDataAgentsRequest) (*pb.ListAccessibleDataAgentsResponse, error) {
	if req.GetCreatorFilter() == pb.ListAccessibleDataAgentsRequest_NOT_CREATOR_ONLY {
		_, err := parseParent(req.GetParent())
		return &pb.ListAccessibleDataAgentsResponse{}, err
	}
	agents, next, err := s.listAgents(&pb.ListDataAgentsRequest{
		Parent: req.GetParent(), PageSize: req.GetPageSize(), PageToken: req.GetPageToken(), Filter: req.GetFilter(), OrderBy: req.GetOrderBy(),
		ShowDeleted: req.GetShowDeleted(),
	})
	return &pb.ListAccessibleDataAgentsResponse{DataAgents: agents, NextPageToken: next}, err
}

func (s *agentService) listAgents(req *pb.ListDataAgentsRequest) ([]*pb.DataAgent, string, error) {
	parent, err := parseParent(req.GetParent())
	if err != nil {
		return nil, "", err
	}
	if o := req.GetOrderBy(); o != "" && o != "name" {
		return nil, "", invalid("order_by %q: agents are listed by name only", o)
	}
	matches, err := parseFilter(req.GetFilter(), agentFields)
	if err != nil {
		return nil, "", err
	}
	p := page{size: req.GetPageSize(), token: req.GetPageToken(), scope: "agents|" + req.GetParent() + "|" + req.GetFilter()}
	if req.GetShowDeleted() {
		p.scope += "|deleted"
	}
	keep := func(a *pb.DataAgent) bool {
		return (a.GetDeleteTime() == nil || req.GetShowDeleted()) && !s.purged(a) && matches(a)
	}
	return list(s.store, state.Agents, parent.parent()+"/"+agentCollection+"/", p, keep, func() *pb.DataAgent { return &pb.DataAgent{} })
}
