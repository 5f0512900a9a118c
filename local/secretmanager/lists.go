package secretmanager

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// maxPage is the page size when none or a larger one is asked for.
const maxPage = 25000

// ListSecrets returns a project's secrets in the order of their names. Filters are not supported.
func (s *Server) ListSecrets(_ context.Context, r *secretmanagerpb.ListSecretsRequest) (*secretmanagerpb.ListSecretsResponse, error) {
	if r.GetFilter() != "" {
		return nil, status.Error(codes.Unimplemented, "filters are not supported here")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*secretmanagerpb.Secret
	for _, name := range slices.Sorted(maps.Keys(s.vault.secrets)) {
		if strings.HasPrefix(name, r.GetParent()+"/secrets/") {
			all = append(all, s.vault.secrets[name].message())
		}
	}
	page, next, err := paged(all, r.GetPageSize(), r.GetPageToken())
	if err != nil {
		return nil, err
	}
	return &secretmanagerpb.ListSecretsResponse{Secrets: page, NextPageToken: next, TotalSize: int32(len(all))}, nil
}

// ListSecretVersions returns a secret's versions, newest first. Filters are not supported.
func (s *Server) ListSecretVersions(_ context.Context, r *secretmanagerpb.ListSecretVersionsRequest) (*secretmanagerpb.ListSecretVersionsResponse, error) {
	if r.GetFilter() != "" {
		return nil, status.Error(codes.Unimplemented, "filters are not supported here")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(r.GetParent())
	if err != nil {
		return nil, err
	}
	var all []*secretmanagerpb.SecretVersion
	for number := len(found.Versions); number >= 1; number-- {
		all = append(all, found.versionMessage(number))
	}
	page, next, err := paged(all, r.GetPageSize(), r.GetPageToken())
	if err != nil {
		return nil, err
	}
	return &secretmanagerpb.ListSecretVersionsResponse{Versions: page, NextPageToken: next, TotalSize: int32(len(all))}, nil
}

// paged cuts one page out of a list; a token is the index of the page's first element.
func paged[T any](all []T, size int32, token string) (page []T, next string, err error) {
	from := 0
	if token != "" {
		if from, err = strconv.Atoi(token); err != nil || from < 0 || from > len(all) {
			return nil, "", status.Errorf(codes.InvalidArgument, "page token %q is not one of ours", token)
		}
	}
	if size < 0 {
		return nil, "", status.Errorf(codes.InvalidArgument, "page size %d is negative", size)
	}
	if size == 0 || size > maxPage {
		size = maxPage
	}
	to := min(from+int(size), len(all))
	if to < len(all) {
		next = strconv.Itoa(to)
	}
	return all[from:to], next, nil
}
