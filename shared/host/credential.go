package host

import (
	"context"
	"crypto/sha256"
	"net/http"
	"sync"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// keyedBy is the header that an API key comes in.
const keyedBy = "X-API-Key"

// proven remembers which API keys held, by their hashes.
type proven struct {
	mu   sync.Mutex
	keys map[[sha256.Size]byte]bool
}

func (p *proven) holds(key string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.keys[sha256.Sum256([]byte(key))]
}

func (p *proven) note(key string, held bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.keys) >= maxBuckets {
		clear(p.keys)
	}
	if hash := sha256.Sum256([]byte(key)); held {
		p.keys[hash] = true
	} else {
		delete(p.keys, hash)
	}
}

// authenticate verifies who asks. Credentials that do not hold are counted by address, and from an address with too many of them an API key
// that is not known to hold is refused unseen, because looking one up costs a read of the database. Sign-ins are always looked at: that costs
// nothing but arithmetic, and a classroom behind one address is not locked out by one of its own.
func (a *API) authenticate(ctx context.Context, r *http.Request) (tenant.Actor, error) {
	key := r.Header.Get(keyedBy)
	if key != "" && !a.throttle.proven.holds(key) {
		if wait := a.throttle.failed.wait(a.throttle.addressOf(r), a.now()); wait > 0 {
			return tenant.Actor{}, fault.New(fault.RateLimited, "Too many credentials that do not hold come from your address; wait a moment.").After(wait)
		}
	}
	actor, err := a.auth.Authenticate(ctx, r)
	if fault.Is(err, fault.Unauthenticated) {
		_, _ = a.throttle.failed.take(a.throttle.addressOf(r), a.now())
	}
	if key != "" && (err == nil || fault.Is(err, fault.Unauthenticated)) {
		a.throttle.proven.note(key, err == nil)
	}
	return actor, err
}
