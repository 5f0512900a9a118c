package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
)

// sealBytes is how much of the signature a cursor carries.
const sealBytes = 16

// cursors makes and opens the cursors of one query: opaque, and signed together with the tenant and the query's own form, which has filters and
// order. A cursor of another tenant, of another filter or of anybody's making does not open.
type cursors struct {
	keys  CursorKeys
	query []byte
}

// CursorKeys gives the secrets that cursors are signed with, the one for new cursors first. All instances must have the same: a cursor goes to
// any of them.
type CursorKeys func(ctx context.Context) ([][]byte, error)

// WithCursorKeys sets the secrets that cursors are signed with. A store without any makes no cursors and opens none.
func WithCursorKeys(keys CursorKeys) Option { return func(s *Store) { s.cursorKeys = keys } }

// keyless refuses: an unsigned cursor could be anybody's making.
func keyless(context.Context) ([][]byte, error) {
	return nil, fault.New(fault.Internal, "the store has no keys for cursors; make it with WithCursorKeys")
}

// cursorsOf gives the cursors of a query as it is before a page is asked of it.
func (s *Scoped) cursorsOf(q firestore.Query) (cursors, error) {
	form, err := q.Serialize()
	if err != nil {
		return cursors{}, fault.Wrap(fault.Internal, err, "the query has no form")
	}
	return cursors{keys: s.store.cursorKeys, query: append(form, "\x00"+string(s.scope.Tenant())...)}, nil
}

func (c cursors) seal(ctx context.Context, p position) (string, error) {
	keys, err := c.keys(ctx)
	if err != nil {
		return "", err
	}
	if len(keys) == 0 {
		return "", fault.New(fault.Internal, "there is no key for cursors")
	}
	raw, err := json.Marshal(p)
	if err != nil { // a time beyond year 9999; none of ours
		return "", fault.Wrap(fault.Internal, err, "a page ends at %s, which is no position", p.ID)
	}
	return base64.RawURLEncoding.EncodeToString(append(c.sign(keys[0], raw), raw...)), nil
}

func (c cursors) open(ctx context.Context, cursor string) (position, error) {
	var p position
	foreign := fault.New(fault.Malformed, "The cursor is not one of this list; start again without it.").WithField("query.cursor", "is not a cursor of this list")
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(sealed) <= sealBytes {
		return p, foreign
	}
	keys, err := c.keys(ctx)
	if err != nil {
		return p, err
	}
	seal, raw := sealed[:sealBytes], sealed[sealBytes:]
	if !slices.ContainsFunc(keys, func(key []byte) bool { return hmac.Equal(seal, c.sign(key, raw)) }) || json.Unmarshal(raw, &p) != nil {
		return p, foreign
	}
	return p, nil
}

func (c cursors) sign(key, raw []byte) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write(c.query) // a hash never fails
	_, _ = mac.Write(raw)
	return mac.Sum(nil)[:sealBytes]
}
