package identity

import (
	"sync"
	"time"
)

// renewBefore is how long before its end a token is replaced; it must outlast any request that carries one.
const renewBefore = 15 * time.Minute

// Tokens hands out tokens of one caller for one audience and signs a new one only when the last is near its end. Its zero
// value is not usable; make it with Issuer.Tokens. It is safe for concurrent use.
type Tokens struct {
	issuer          *Issuer
	audience, email string

	mu    sync.Mutex
	token string
	until time.Time
}

// Tokens returns a source of tokens for one caller.
func (i *Issuer) Tokens(audience, email string) *Tokens {
	return &Tokens{issuer: i, audience: audience, email: email}
}

// Token returns a token that is valid for at least 15 more minutes.
func (t *Tokens) Token() (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.issuer.now()
	if t.token != "" && now.Before(t.until) {
		return t.token, nil
	}
	token, err := t.issuer.Mint(t.audience, t.email)
	if err != nil {
		return "", err
	}
	t.token, t.until = token, now.Add(Lifetime-renewBefore)
	return token, nil
}
