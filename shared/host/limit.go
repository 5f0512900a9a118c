package host

import (
	"crypto/sha256"
	"math"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/time/rate"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Rate is how many requests are let through: PerSecond in the long run, Burst at once. The zero Rate lets everything through.
type Rate struct {
	PerSecond float64
	Burst     int
}

// Limits is how much one instance of a function takes on. People behind one address are not held to its limit: a classroom shares one.
type Limits struct {
	Subject Rate // of one person or one API key
	Tenant  Rate // of one tenant's people and keys together
	Address Rate // of one address, on routes that need no credential; and once more of its credentials that do not hold
	Hops    int  // how many of our own proxies stand in front: the address is that many from the right of X-Forwarded-For; 0 ignores it
}

// DefaultLimits is what an instance takes on where nothing else is said.
func DefaultLimits() Limits {
	return Limits{Subject: Rate{50, 200}, Tenant: Rate{500, 2000}, Address: Rate{100.0 / 60, 100}, Hops: 1}
}

// maxBuckets bounds the memory of a limiter; beyond it all start anew, which errs on the side of letting through.
const maxBuckets = 20_000

// limiter holds a token bucket for each of whom it limits.
type limiter struct {
	rate Rate

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimiter(r Rate) *limiter { return &limiter{rate: r, buckets: map[string]*rate.Limiter{}} }

// take takes one token, or tells how long to wait for it.
func (l *limiter) take(who string, now time.Time) (wait time.Duration, ok bool) {
	if l.rate.Burst == 0 {
		return 0, true
	}
	l.mu.Lock()
	bucket, known := l.buckets[who]
	if !known {
		if len(l.buckets) >= maxBuckets {
			clear(l.buckets)
		}
		bucket = rate.NewLimiter(rate.Limit(l.rate.PerSecond), l.rate.Burst)
		l.buckets[who] = bucket
	}
	l.mu.Unlock()
	if bucket.AllowN(now, 1) {
		return 0, true
	}
	missing := 1 - bucket.TokensAt(now)
	return time.Duration(math.Ceil(missing/l.rate.PerSecond)) * time.Second, false
}

// wait tells how long no token will be there, without taking one.
func (l *limiter) wait(who string, now time.Time) time.Duration {
	l.mu.Lock()
	bucket, known := l.buckets[who]
	l.mu.Unlock()
	if !known {
		return 0
	}
	missing := 1 - bucket.TokensAt(now)
	if missing <= 0 {
		return 0
	}
	return time.Duration(math.Ceil(missing/l.rate.PerSecond)) * time.Second
}

// throttle is the limiters of an instance.
type throttle struct {
	limits                           Limits
	subject, tenant, address, failed *limiter
	proven                           *proven
}

func newThrottle(l Limits) *throttle {
	return &throttle{
		limits: l, subject: newLimiter(l.Subject), tenant: newLimiter(l.Tenant), address: newLimiter(l.Address), failed: newLimiter(l.Address),
		proven: &proven{keys: map[[sha256.Size]byte]bool{}},
	}
}

// person limits who was verified; a key counts by itself, its tenant by all that is its.
func (t *throttle) person(scope tenant.Scope, now time.Time) error {
	if wait, ok := t.subject.take(string(scope.Tenant())+"/"+scope.Credential(), now); !ok {
		return fault.New(fault.RateLimited, "You are sending more than %g requests a second; wait a moment.", t.limits.Subject.PerSecond).After(wait)
	}
	if wait, ok := t.tenant.take(string(scope.Tenant()), now); !ok {
		return fault.New(fault.RateLimited, "Your tenant is sending more than %g requests a second; wait a moment.", t.limits.Tenant.PerSecond).After(wait)
	}
	return nil
}

// anyone limits who need not be verified.
func (t *throttle) anyone(r *http.Request, now time.Time) error {
	if wait, ok := t.address.take(t.addressOf(r), now); !ok {
		return fault.New(fault.RateLimited, "Too many requests come from your address; wait a moment.").After(wait)
	}
	return nil
}

// addressOf is the caller's address as our own proxies saw it. What stands further left in X-Forwarded-For is the caller's own claim.
func (t *throttle) addressOf(r *http.Request) string {
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	if forwarded[0] == "" && len(forwarded) == 1 {
		forwarded = nil
	}
	if at := len(forwarded) - t.limits.Hops; t.limits.Hops > 0 && at >= 0 {
		return strings.TrimSpace(forwarded[at])
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// limit refuses what is too much, before the body is read.
func (a *API) limit(op Operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		r, _ := unwrap(hc)
		var err error
		if scope, known := hc.Context().Value(scopeKey{}).(tenant.Scope); known && !op.Public {
			err = a.throttle.person(scope, a.now())
		} else {
			err = a.throttle.anyone(r, a.now())
		}
		if err != nil {
			refuse(hc, err)
			return
		}
		next(hc)
	}
}
