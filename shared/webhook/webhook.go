// Package webhook sends a tenant's notices to the addresses it registered, signed as standardwebhooks.com says: three headers with the
// notice's id, the time and an HMAC-SHA256 over both and the body. Receivers check them with a library of their language, refuse what
// is older than five minutes, and drop an id they have seen.
//
// The signing secrets are derived from one key of the platform (HKDF) and stored nowhere: the document of a webhook holds a generation,
// and the next generation is another secret.
//
// What must not go in: which webhooks there are and when to try again (shared/demo, shared/store). webhook_test.go checks signatures with the
// standard's own library.
package webhook

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"capidemo.dev/platform/shared/egress"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
)

// Notice is what is sent. Data names objects and states and holds no content of customers.
type Notice struct {
	ID   string         `json:"-"`
	Type string         `json:"type"` // such as job.completed
	At   time.Time      `json:"timestamp"`
	Data map[string]any `json:"data"`
}

// Body is the notice as it is signed and sent.
func (n Notice) Body() ([]byte, error) {
	body, err := json.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("webhook: notice %s cannot be written as JSON: %w", n.ID, err)
	}
	return body, nil
}

// Target is where a notice goes and which secret it is signed with.
type Target struct {
	Tenant     string
	Webhook    string // id
	Generation int64  // of the secret
	URL        string
}

// Outcome is what came of one attempt.
type Outcome struct {
	Status int // of the answer; 0 when there was none
	Took   time.Duration
	Err    error // why there was no answer; a fault.Invalid will never have one
}

// Delivered reports whether the receiver took the notice: any 2xx.
func (o Outcome) Delivered() bool { return o.Err == nil && o.Status >= 200 && o.Status < 300 }

// Gone reports whether the receiver says that it wants nothing any more.
func (o Outcome) Gone() bool { return o.Status == http.StatusGone }

// Caller calls addresses from outside; *egress.Client does.
type Caller interface {
	Post(ctx context.Context, address string, header http.Header, body io.Reader) (egress.Answer, error)
}

// Keys gives the platform's key that secrets are derived from, 32 bytes or more.
type Keys interface {
	WebhookKey(ctx context.Context) ([]byte, error)
}

// KeyIn is the platform's key in a secret. Of several enabled versions the oldest counts: with another key every webhook has another secret,
// so that who rotates it disables the old version when every receiver knows.
func KeyIn(secrets *secret.Manager, name string) Keys { return keyIn{secrets, name} }

type keyIn struct {
	secrets *secret.Manager
	name    string
}

// WebhookKey reads the key.
func (k keyIn) WebhookKey(ctx context.Context) ([]byte, error) {
	versions, err := k.secrets.Enabled(ctx, k.name)
	if err != nil {
		return nil, err
	}
	if len(versions) == 0 || len(versions[len(versions)-1].Data()) < sha256.Size {
		return nil, fault.New(fault.Internal, "the secret %s has no enabled version of %d bytes or more", k.name, sha256.Size)
	}
	return versions[len(versions)-1].Data(), nil
}

// Sender sends notices.
type Sender struct {
	caller Caller
	keys   Keys
	now    func() time.Time
}

// New makes a sender.
func New(caller Caller, keys Keys, now func() time.Time) *Sender { return &Sender{caller, keys, now} }

// Secret is what a target's notices are signed with, in the form that the standard's libraries take: whsec_ and 32 bytes in base64.
func (s *Sender) Secret(ctx context.Context, to Target) (string, error) {
	key, err := s.keys.WebhookKey(ctx)
	if err != nil {
		return "", err
	}
	info := fmt.Sprintf("webhook/%s/%s/%d", to.Tenant, to.Webhook, to.Generation)
	derived, err := hkdf.Key(sha256.New, key, nil, info, 32)
	if err != nil {
		return "", fmt.Errorf("webhook: deriving the secret of %s: %w", to.Webhook, err)
	}
	return "whsec_" + base64.StdEncoding.EncodeToString(derived), nil
}

// Send makes one attempt. An error says that none was made.
func (s *Sender) Send(ctx context.Context, to Target, id string, body []byte) (Outcome, error) {
	secret, err := s.Secret(ctx, to)
	if err != nil {
		return Outcome{}, err
	}
	signer, err := standard.NewWebhook(secret)
	if err != nil {
		return Outcome{}, fmt.Errorf("webhook: the secret of %s: %w", to.Webhook, err)
	}
	at := s.now()
	signature, err := signer.Sign(id, at, body)
	if err != nil {
		return Outcome{}, fmt.Errorf("webhook: signing %s: %w", id, err)
	}
	answer, err := s.caller.Post(ctx, to.URL, http.Header{
		"Content-Type":                  {"application/json"},
		"User-Agent":                    {"CAPI-Demo-Platform-Webhook/1"},
		standard.HeaderWebhookID:        {id},
		standard.HeaderWebhookTimestamp: {strconv.FormatInt(at.Unix(), 10)},
		standard.HeaderWebhookSignature: {signature},
	}, bytes.NewReader(body))
	return Outcome{Status: answer.Status, Took: answer.Took, Err: err}, nil
}
