// Package secret is the platform's only way to Secret Manager: it gives the enabled versions of a secret, newest first.
//
// Secrets are rotated by adding a version and revoked by disabling one. What was read is kept for five minutes; who meets a version it does
// not know, or one that is refused, says Forget and reads again. While Secret Manager does not serve, what was last read counts for an hour.
// A Version does not print its content.
//
// Empty secrets are made and removed here as well (containers.go), for people to put a content into: contents are written by people and
// their tools only.
//
// What must not go in: what a secret is for. secret_test.go holds it against the local server.
package secret

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"

	secretmanager "cloud.google.com/go/secretmanager/apiv1"
	"cloud.google.com/go/secretmanager/apiv1/secretmanagerpb"
	"golang.org/x/sync/singleflight"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/shared/fault"
)

const (
	keepFor     = 5 * time.Minute
	callWithin  = 10 * time.Second
	lastFor     = time.Hour        // what was read counts while it cannot be read again
	askAgain    = 30 * time.Second // after Secret Manager did not serve
	maxVersions = 10               // enabled ones that are read; more are never in use at once
)

// Config says where secrets are.
type Config struct {
	Project  string
	Endpoint string // host:port of another server, without TLS or credentials; empty means Google's
	Now      func() time.Time
	Within   time.Duration // of one reading of a secret; ten seconds when zero
}

// Version is one content of a secret.
type Version struct {
	Name string // full name, with its number
	data []byte
}

// NewVersion makes a version; for those who keep secrets elsewhere, as tests do.
func NewVersion(name string, data []byte) Version { return Version{name, data} }

// Data is the content.
func (v Version) Data() []byte { return v.data }

// String names the version and not its content.
func (v Version) String() string { return v.Name }

// GoString keeps the content out of %#v.
func (v Version) GoString() string { return v.Name }

// Manager reads secrets. It is safe for concurrent use.
type Manager struct {
	client  *secretmanager.Client
	project string
	now     func() time.Time
	within  time.Duration

	reads singleflight.Group // by name

	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	versions []Version
	read     time.Time
	until    time.Time // it is read again
}

// New makes a manager; it does not yet talk to the server.
func New(ctx context.Context, cfg Config) (*Manager, error) {
	var options []option.ClientOption
	if cfg.Endpoint != "" {
		options = append(options, option.WithEndpoint(cfg.Endpoint), option.WithoutAuthentication(),
			option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	}
	client, err := secretmanager.NewClient(ctx, options...)
	if err != nil {
		return nil, fmt.Errorf("connecting to Secret Manager of project %s: %w", cfg.Project, err)
	}
	return &Manager{client: client, project: cfg.Project, now: cfg.Now, within: cmp.Or(cfg.Within, callWithin), kept: map[string]kept{}}, nil
}

// Close releases the connection.
func (m *Manager) Close() error { return m.client.Close() }

var namePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

// Enabled gives the enabled versions of a secret, newest first. A secret that is not there, or that may not be read, is a defect of the
// installation and so Internal. However many ask at once, it is read once.
func (m *Manager) Enabled(ctx context.Context, name string) ([]Version, error) {
	if !namePattern.MatchString(name) {
		return nil, fault.New(fault.Internal, "%q is no name of a secret", name)
	}
	m.mu.Lock()
	found, there := m.kept[name]
	m.mu.Unlock()
	if there && m.now().Before(found.until) {
		return found.versions, nil
	}
	reading := m.reads.DoChan(name, func() (any, error) { return m.renew(context.WithoutCancel(ctx), name) })
	select {
	case <-ctx.Done():
		return nil, fault.Wrap(fault.KindOf(ctx.Err()), ctx.Err(), "The request ended before the secret %s was read.", name)
	case done := <-reading:
		versions, _ := done.Val.([]Version)
		return versions, done.Err
	}
}

// renew reads a secret and keeps it, or gives what was last read while it cannot be.
func (m *Manager) renew(ctx context.Context, name string) ([]Version, error) {
	ctx, cancel := context.WithTimeout(ctx, m.within)
	defer cancel()
	versions, err := m.read(ctx, name)
	now := m.now()
	m.mu.Lock()
	defer m.mu.Unlock()
	if err == nil {
		m.kept[name] = kept{versions, now, now.Add(keepFor)}
		return versions, nil
	}
	err = classify(err, name)
	last, there := m.kept[name]
	if !there || !fault.Retryable(err) || !now.Before(last.read.Add(lastFor)) {
		return nil, err
	}
	last.until = now.Add(askAgain)
	m.kept[name] = last
	return last.versions, nil
}

// Forget makes the next call read the secret again.
func (m *Manager) Forget(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last, there := m.kept[name]; there {
		last.until = time.Time{}
		m.kept[name] = last
	}
}

func (m *Manager) read(ctx context.Context, name string) ([]Version, error) {
	var out []Version
	list := m.client.ListSecretVersions(ctx, &secretmanagerpb.ListSecretVersionsRequest{Parent: m.path(name)})
	for len(out) < maxVersions {
		version, err := list.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		if err != nil {
			return nil, err
		}
		if version.GetState() != secretmanagerpb.SecretVersion_ENABLED {
			continue
		}
		content, err := m.client.AccessSecretVersion(ctx, &secretmanagerpb.AccessSecretVersionRequest{Name: version.GetName()})
		if status.Code(err) == codes.FailedPrecondition { // disabled since it was listed
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Version{Name: version.GetName(), data: content.GetPayload().GetData()})
	}
	return out, nil
}

func classify(err error, name string) error {
	return fault.Wrap(kindOf(err), err, "The secret %s could not be read.", name)
}

func kindOf(err error) fault.Kind {
	return map[codes.Code]fault.Kind{
		codes.DeadlineExceeded: fault.Timeout, codes.Canceled: fault.Cancelled,
		codes.Unavailable: fault.Unavailable, codes.ResourceExhausted: fault.RateLimited, codes.Internal: fault.Unavailable, codes.Unknown: fault.Unavailable,
	}[status.Code(err)]
}
