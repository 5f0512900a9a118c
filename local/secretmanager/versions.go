package secretmanager

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// AccessSecretVersion returns the payload of an enabled version.
func (s *Server) AccessSecretVersion(_ context.Context, r *secretmanagerpb.AccessSecretVersionRequest) (*secretmanagerpb.AccessSecretVersionResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, number, err := s.findVersion(r.GetName())
	if err != nil {
		return nil, err
	}
	v := found.Versions[number-1]
	if v.State != secretmanagerpb.SecretVersion_ENABLED {
		return nil, status.Errorf(codes.FailedPrecondition, "Secret Version [%s/versions/%d] is in %s state.", found.Name, number, v.State)
	}
	sum := checksum(v.Payload)
	return &secretmanagerpb.AccessSecretVersionResponse{
		Name:    fmt.Sprintf("%s/versions/%d", found.Name, number),
		Payload: &secretmanagerpb.SecretPayload{Data: v.Payload, DataCrc32C: &sum},
	}, nil
}

// GetSecretVersion returns a version without its payload.
func (s *Server) GetSecretVersion(_ context.Context, r *secretmanagerpb.GetSecretVersionRequest) (*secretmanagerpb.SecretVersion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, number, err := s.findVersion(r.GetName())
	if err != nil {
		return nil, err
	}
	return found.versionMessage(number), nil
}

// EnableSecretVersion lets a disabled version be accessed again.
func (s *Server) EnableSecretVersion(_ context.Context, r *secretmanagerpb.EnableSecretVersionRequest) (*secretmanagerpb.SecretVersion, error) {
	return s.setState(r.GetName(), r.GetEtag(), secretmanagerpb.SecretVersion_ENABLED)
}

// DisableSecretVersion refuses access to a version and keeps its payload.
func (s *Server) DisableSecretVersion(_ context.Context, r *secretmanagerpb.DisableSecretVersionRequest) (*secretmanagerpb.SecretVersion, error) {
	return s.setState(r.GetName(), r.GetEtag(), secretmanagerpb.SecretVersion_DISABLED)
}

// DestroySecretVersion deletes a version's payload for good.
func (s *Server) DestroySecretVersion(_ context.Context, r *secretmanagerpb.DestroySecretVersionRequest) (*secretmanagerpb.SecretVersion, error) {
	return s.setState(r.GetName(), r.GetEtag(), secretmanagerpb.SecretVersion_DESTROYED)
}

func (s *Server) setState(name, etag string, state secretmanagerpb.SecretVersion_State) (*secretmanagerpb.SecretVersion, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, number, err := s.findVersion(name)
	if err != nil {
		return nil, err
	}
	if etag != "" && etag != found.etag() {
		return nil, status.Errorf(codes.FailedPrecondition, "the etag of %s does not match", name)
	}
	changed := *found
	changed.Versions = slices.Clone(found.Versions)
	v := &changed.Versions[number-1]
	if v.State == secretmanagerpb.SecretVersion_DESTROYED {
		return nil, status.Errorf(codes.FailedPrecondition, "%s is destroyed", name)
	}
	v.State = state
	if state == secretmanagerpb.SecretVersion_DESTROYED {
		v.Payload, v.Destroyed = nil, s.now()
	}
	if err := s.vault.save(changed); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return s.vault.secrets[found.Name].versionMessage(number), nil
}

// findVersion returns the secret and the version's number for projects/P/secrets/ID/versions/N, where N may be "latest": the
// newest one in any state. The caller holds the lock.
func (s *Server) findVersion(name string) (*secret, int, error) {
	parent, which, ok := strings.Cut(name, "/versions/")
	if !ok {
		return nil, 0, status.Errorf(codes.InvalidArgument, "%q must be projects/PROJECT/secrets/SECRET/versions/VERSION", name)
	}
	found, err := s.find(parent)
	if err != nil {
		return nil, 0, err
	}
	number := len(found.Versions)
	if which != "latest" {
		if number, err = strconv.Atoi(which); err != nil {
			return nil, 0, status.Errorf(codes.InvalidArgument, "version %q must be a number or latest", which)
		}
	}
	if number < 1 || number > len(found.Versions) {
		return nil, 0, status.Errorf(codes.NotFound, "Secret Version [%s] not found.", name)
	}
	return found, number, nil
}

func (s *secret) versionMessage(number int) *secretmanagerpb.SecretVersion {
	v := s.Versions[number-1]
	m := &secretmanagerpb.SecretVersion{
		Name: fmt.Sprintf("%s/versions/%d", s.Name, number), State: v.State, Etag: s.etag(), CreateTime: timestamppb.New(v.Created),
	}
	if !v.Destroyed.IsZero() {
		m.DestroyTime = timestamppb.New(v.Destroyed)
	}
	return m
}
