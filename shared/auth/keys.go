package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// keyHeader is the header of an API key.
const keyHeader = "X-API-Key"

// keyPattern is the form of an API key: a prefix that tells what it is to people and to programs that look for leaked secrets, the tenant,
// and 256 random bits in base32 without padding.
var keyPattern = regexp.MustCompile(`^capi_([a-z][a-z0-9]{2,23})_[A-Z2-7]{52}$`)

// keyEncoding writes random bits and hashes.
var keyEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

const (
	keyBytes     = 32
	previewBytes = 6  // random characters of a key that are shown again
	idBytes      = 20 // of a keyed hash: 160 bits
)

// Secrets reads secrets; *secret.Manager does.
type Secrets interface {
	Enabled(ctx context.Context, name string) ([]secret.Version, error)
}

// Mint makes API keys and finds their ids. An id is a keyed hash (HMAC-SHA-256) under a pepper from Secret Manager: who reads the database
// learns no key, and who can write to it cannot make one. A new version of the pepper is used for new keys; older enabled ones still count.
type Mint struct {
	secrets Secrets
	pepper  string // the secret's name
}

// NewMint makes a mint.
func NewMint(secrets Secrets, pepper string) *Mint { return &Mint{secrets: secrets, pepper: pepper} }

// MintedKey is a new key. Key is told once and kept nowhere.
type MintedKey struct {
	Key, ID, Preview string
}

// New makes a key of a tenant from 256 random bits.
func (m *Mint) New(ctx context.Context, id tenant.ID, random [keyBytes]byte) (MintedKey, error) {
	key := "capi_" + string(id) + "_" + keyEncoding.EncodeToString(random[:])
	ids, err := m.ids(ctx, key)
	if err != nil {
		return MintedKey{}, err
	}
	return MintedKey{Key: key, ID: ids[0], Preview: key[:len("capi_")+len(id)+1+previewBytes] + "…"}, nil
}

// ids gives the ids that a key can have, under the newest pepper first.
func (m *Mint) ids(ctx context.Context, key string) ([]string, error) {
	hashes, err := m.hashes(ctx, "api-key\x00"+key)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(hashes))
	for i, hash := range hashes {
		ids[i] = strings.ToLower(keyEncoding.EncodeToString(hash[:idBytes]))
	}
	return ids, nil
}

// CursorKeys gives the keys that cursors of lists are signed with, the newest first: every function that shows lists reads the pepper anyway,
// and a keyed hash of another text tells nothing of those that API keys have.
func (m *Mint) CursorKeys(ctx context.Context) ([][]byte, error) { return m.hashes(ctx, "cursors") }

// hashes gives the keyed hashes of a text, under the newest pepper first.
func (m *Mint) hashes(ctx context.Context, text string) ([][]byte, error) {
	peppers, err := m.secrets.Enabled(ctx, m.pepper)
	if err != nil {
		return nil, err
	}
	hashes := make([][]byte, 0, len(peppers))
	for _, pepper := range peppers {
		if len(pepper.Data()) < sha256.Size {
			return nil, fault.New(fault.Internal, "version %s of the pepper has less than %d bytes", pepper, sha256.Size)
		}
		mac := hmac.New(sha256.New, pepper.Data())
		_, _ = mac.Write([]byte(text)) // a hash never fails
		hashes = append(hashes, mac.Sum(nil))
	}
	if len(hashes) == 0 {
		return nil, fault.New(fault.Internal, "the secret %s has no enabled version", m.pepper)
	}
	return hashes, nil
}

// KeyBook reads API keys with the person they act for; *system.Store does.
type KeyBook interface {
	KeyOwner(ctx context.Context, id tenant.ID, ids []string) (demo.APIKey, demo.Member, demo.TenantRecord, error)
	KeyUsed(ctx context.Context, id tenant.ID, key string, at time.Time) error
}

// usedEvery is how often the use of a key is written down.
const usedEvery = time.Hour

// authenticateKey verifies an API key: it exists, is neither revoked nor expired, and who it acts for is still a member.
func (p *People) authenticateKey(ctx context.Context, key string) (tenant.Actor, error) {
	refusal := fault.New(fault.Unauthenticated, "The API key is not valid here.")
	form := keyPattern.FindStringSubmatch(key)
	if form == nil || p.mint == nil {
		return tenant.Actor{}, refusal
	}
	id := tenant.ID(form[1])
	ids, err := p.mint.ids(ctx, key)
	if err != nil {
		return tenant.Actor{}, err
	}
	found, member, in, err := p.book.KeyOwner(ctx, id, ids)
	if fault.Is(err, fault.NotFound) {
		return tenant.Actor{}, refusal
	}
	if err != nil {
		return tenant.Actor{}, err
	}
	now := p.now()
	if state := found.Status(now); state != "active" {
		return tenant.Actor{}, fault.New(fault.Unauthenticated, "The API key is %s; ask your tenant's admin for another.", state)
	}
	actor, err := admit(id, member, in.Status)
	if err != nil {
		return tenant.Actor{}, err
	}
	if found.LastUsed == nil || now.Sub(*found.LastUsed) >= usedEvery {
		if err := p.book.KeyUsed(ctx, id, found.ID, now); err != nil { // bookkeeping: the key is good all the same
			telemetry.Add(ctx, slog.String("key_use_not_written", err.Error()))
		}
	}
	return actor.ByKey(found.ID, found.Scopes), nil
}

// credential tells which of the two a request carries; both at once would leave open who acts.
func credential(r *http.Request) (key string, err error) {
	key = r.Header.Get(keyHeader)
	if key != "" && r.Header.Get("Authorization") != "" {
		return "", fault.New(fault.Malformed, "The request carries an API key and a bearer token; send one of them.")
	}
	return key, nil
}
