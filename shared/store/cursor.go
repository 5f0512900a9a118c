package store

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/fault"
)

// sealBytes is how much of the signature a cursor carries.
const sealBytes = 16

// cursors makes and opens the cursors of one query: opaque, and signed together with the query's own form, which names the tenant, the
// filters and the order. A cursor of another tenant, of another filter or of anybody's making does not open.
type cursors struct {
	key   []byte
	query []byte
}

// cursorsOf gives the cursors of a query as it is before a page is asked of it.
func (s *Store) cursorsOf(q firestore.Query) (cursors, error) {
	form, err := q.Serialize()
	if err != nil {
		return cursors{}, fault.Wrap(fault.Internal, err, "the query has no form")
	}
	return cursors{key: s.cursorKey, query: form}, nil
}

func (c cursors) seal(p position) (string, error) {
	raw, err := json.Marshal(p)
	if err != nil { // a time beyond year 9999; none of ours
		return "", fault.Wrap(fault.Internal, err, "a page ends at %s, which is no position", p.ID)
	}
	return base64.RawURLEncoding.EncodeToString(append(c.sign(raw), raw...)), nil
}

func (c cursors) open(cursor string) (position, error) {
	var p position
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(raw) <= sealBytes || !hmac.Equal(raw[:sealBytes], c.sign(raw[sealBytes:])) || json.Unmarshal(raw[sealBytes:], &p) != nil {
		return p, fault.New(fault.Malformed, "The cursor is not one of this list; start again without it.").WithField("query.cursor", "is not a cursor of this list")
	}
	return p, nil
}

func (c cursors) sign(raw []byte) []byte {
	mac := hmac.New(sha256.New, c.key)
	_, _ = mac.Write(c.query) // a hash never fails
	_, _ = mac.Write(raw)
	return mac.Sum(nil)[:sealBytes]
}
