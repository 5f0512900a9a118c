package secretmanager

import (
	"context"
	"fmt"
	"hash/crc32"
	"net"
	"regexp"
	"slices"
	"sync"
	"time"

	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// maxPayload is Secret Manager's limit in bytes.
const maxPayload = 64 << 10

var (
	projectPattern = regexp.MustCompile(`^projects/[a-z0-9-]+$`)
	idPattern      = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)
	namePattern    = regexp.MustCompile(`^projects/[a-z0-9-]+/secrets/[A-Za-z0-9_-]{1,255}$`)
)

// Options configure a Server.
type Options struct {
	Dir string           // keeps the secrets; made if absent
	Now func() time.Time // clock; nil means time.Now

	// Secrets are made when they are absent, each with what its function gives, by their full names.
	Secrets map[string]func() ([]byte, error)
}

// Server is the gRPC service.
type Server struct {
	secretmanagerpb.UnimplementedSecretManagerServiceServer

	now    func() time.Time
	server *grpc.Server

	mu    sync.Mutex
	vault *vault
}

// New opens the secrets in Dir.
func New(o Options) (*Server, error) {
	v, err := openVault(o.Dir)
	if err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	for name, content := range o.Secrets {
		if err := v.seed(name, o.Now(), content); err != nil {
			return nil, err
		}
	}
	s := &Server{now: o.Now, server: grpc.NewServer(), vault: v}
	secretmanagerpb.RegisterSecretManagerServiceServer(s.server, s)
	return s, nil
}

// Serve answers on a listener until Close.
func (s *Server) Serve(listener net.Listener) error {
	if err := s.server.Serve(listener); err != nil {
		return fmt.Errorf("secretmanager: serve: %w", err)
	}
	return nil
}

// Close ends the server; every change is on disk already.
func (s *Server) Close() error {
	s.server.Stop()
	return nil
}

// CreateSecret makes a secret without versions.
func (s *Server) CreateSecret(_ context.Context, r *secretmanagerpb.CreateSecretRequest) (*secretmanagerpb.Secret, error) {
	if !projectPattern.MatchString(r.GetParent()) {
		return nil, status.Errorf(codes.InvalidArgument, "parent %q must be projects/PROJECT", r.GetParent())
	}
	if !idPattern.MatchString(r.GetSecretId()) {
		return nil, status.Errorf(codes.InvalidArgument, "secret_id %q must be 1 to 255 letters, digits, - and _", r.GetSecretId())
	}
	if r.GetSecret().GetReplication() == nil {
		return nil, status.Error(codes.InvalidArgument, "secret.replication is required")
	}
	name := r.GetParent() + "/secrets/" + r.GetSecretId()
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, exists := s.vault.secrets[name]; exists {
		return nil, status.Errorf(codes.AlreadyExists, "Secret [%s] already exists.", name)
	}
	made := secret{Name: name, Labels: r.GetSecret().GetLabels(), Created: s.now()}
	if err := s.vault.save(made); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return s.vault.secrets[name].message(), nil
}

// GetSecret returns a secret without payloads.
func (s *Server) GetSecret(_ context.Context, r *secretmanagerpb.GetSecretRequest) (*secretmanagerpb.Secret, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(r.GetName())
	if err != nil {
		return nil, err
	}
	return found.message(), nil
}

// DeleteSecret deletes a secret with all versions.
func (s *Server) DeleteSecret(_ context.Context, r *secretmanagerpb.DeleteSecretRequest) (*emptypb.Empty, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(r.GetName())
	if err != nil {
		return nil, err
	}
	if r.GetEtag() != "" && r.GetEtag() != found.etag() {
		return nil, status.Errorf(codes.FailedPrecondition, "the etag of %s does not match", r.GetName())
	}
	if err := s.vault.remove(found.Name); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &emptypb.Empty{}, nil
}

// AddSecretVersion adds a payload as the newest version, enabled.
func (s *Server) AddSecretVersion(_ context.Context, r *secretmanagerpb.AddSecretVersionRequest) (*secretmanagerpb.SecretVersion, error) {
	data := r.GetPayload().GetData()
	if len(data) > maxPayload {
		return nil, status.Errorf(codes.InvalidArgument, "the payload has %d bytes, at most %d are allowed", len(data), maxPayload)
	}
	if sum := r.GetPayload().DataCrc32C; sum != nil && *sum != checksum(data) {
		return nil, status.Error(codes.InvalidArgument, "the payload does not match its checksum")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found, err := s.find(r.GetParent())
	if err != nil {
		return nil, err
	}
	changed := *found
	changed.Versions = append(slices.Clone(found.Versions), version{State: secretmanagerpb.SecretVersion_ENABLED, Created: s.now(), Payload: data})
	if err := s.vault.save(changed); err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return s.vault.secrets[found.Name].versionMessage(len(changed.Versions)), nil
}

// find returns a secret by its full name. The caller holds the lock.
func (s *Server) find(name string) (*secret, error) {
	if !namePattern.MatchString(name) {
		return nil, status.Errorf(codes.InvalidArgument, "%q must be projects/PROJECT/secrets/SECRET", name)
	}
	found, ok := s.vault.secrets[name]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "Secret [%s] not found.", name)
	}
	return found, nil
}

func (s *secret) etag() string { return fmt.Sprintf("%q", fmt.Sprintf("%x", s.Revision)) }

func (s *secret) message() *secretmanagerpb.Secret {
	return &secretmanagerpb.Secret{
		Name: s.Name, Labels: s.Labels, Etag: s.etag(), CreateTime: timestamppb.New(s.Created),
		Replication: &secretmanagerpb.Replication{Replication: &secretmanagerpb.Replication_Automatic_{Automatic: &secretmanagerpb.Replication_Automatic{}}},
	}
}

func checksum(data []byte) int64 {
	return int64(crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)))
}
