package auth

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"firebase.google.com/go/v4/auth"
)

const (
	verifiedFor    = 30 * time.Second // and never past a token's own end
	verifiedTokens = 4096             // tokens; beyond it all are verified anew
)

// Verified remembers for a moment which tokens were verified: a browser sends the same one with every request. Revoking a sign-in takes
// effect within that moment; the membership is read with every request, so ending that takes effect at once.
type Verified struct {
	tokens Tokens
	now    func() time.Time

	mu   sync.Mutex
	seen map[[sha256.Size]byte]verified // by the token's hash: tokens are not kept
}

type verified struct {
	token *auth.Token
	until time.Time
}

// NewVerified puts a memory in front of a verifier. now is the clock.
func NewVerified(tokens Tokens, now func() time.Time) *Verified {
	return &Verified{tokens: tokens, now: now, seen: map[[sha256.Size]byte]verified{}}
}

// VerifyIDTokenAndCheckRevoked verifies a token that was not verified in the last half minute. Refusals are not remembered.
func (v *Verified) VerifyIDTokenAndCheckRevoked(ctx context.Context, idToken string) (*auth.Token, error) {
	key, now := sha256.Sum256([]byte(idToken)), v.now()
	v.mu.Lock()
	known, found := v.seen[key]
	v.mu.Unlock()
	if found && now.Before(known.until) {
		return known.token, nil
	}
	token, err := v.tokens.VerifyIDTokenAndCheckRevoked(ctx, idToken)
	if err != nil {
		return nil, err
	}
	until := now.Add(verifiedFor)
	if end := time.Unix(token.Expires, 0); end.Before(until) {
		until = end
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.seen) >= verifiedTokens {
		clear(v.seen)
	}
	v.seen[key] = verified{token, until}
	return token, nil
}
