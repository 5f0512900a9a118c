package host

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// RepeatKey names a request that may be sent more than once: its operation, the caller's key, and what stands for its content. Whose it is
// comes from the scope: nobody meets another's keys.
type RepeatKey struct {
	Operation string
	Key       string
	Digest    string
}

// Reply is the reply that is kept for a key.
type Reply struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Repeats keeps replies for keys. Claim gives the kept reply; or nil, and the right to make one: then Keep or Release follows. It is a
// Conflict when the key was used for another content, or when the outcome of its request is not known, and Busy while that is under way.
type Repeats interface {
	Claim(ctx context.Context, scope tenant.Scope, key RepeatKey) (*Reply, error)
	Keep(ctx context.Context, scope tenant.Scope, key RepeatKey, reply Reply) error
	Release(ctx context.Context, scope tenant.Scope, key RepeatKey) error
}

const (
	keyHeader  = "Idempotency-Key"
	waitFor    = 5 * time.Second // for the reply of the same request that is under way
	settleTime = 5 * time.Second // to write down what a request came to, whatever became of its caller
)

var keyPattern = regexp.MustCompile(`^[\x21-\x7e]{1,200}$`)

// keptHeaders are the headers that belong to a reply and not to its way.
func keptHeaders() []string { return []string{"Content-Type", "Location", "ETag"} }

// repeatable tells whether the edge keeps the replies of an operation: of every POST, unless its function keeps keys itself.
func (op Operation) repeatable() bool {
	return op.Method == http.MethodPost && op.Permission != "" && !op.OwnKeys
}

// repeat answers a request with a known Idempotency-Key by the reply it got first. A reply of success is kept; a refusal is not, because it
// changed nothing; what broke in the middle keeps its key claimed, and a repetition is told so instead of acting twice. A service that did not
// answer may have acted: that is such a break too.
func (a *API) repeat(op Operation) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		key := hc.Header(keyHeader)
		if key == "" || a.repeats == nil || !op.repeatable() {
			next(hc)
			return
		}
		if !keyPattern.MatchString(key) {
			refuse(hc, fault.New(fault.Invalid, "The Idempotency-Key is 1 to 200 visible ASCII characters.").WithField("header."+keyHeader, "is no key"))
			return
		}
		scope, _ := hc.Context().Value(scopeKey{}).(tenant.Scope)
		named := RepeatKey{Operation: op.ID, Key: key, Digest: digestOf(hc)}
		kept, err := a.claim(hc.Context(), scope, named)
		switch {
		case err != nil:
			refuse(hc, err)
		case kept != nil:
			replay(hc, *kept)
		default:
			made := &recorded{request: hc, header: map[string]string{}}
			next(made)
			a.settle(hc.Context(), op, scope, named, made)
		}
	}
}

// claim waits for the same request when it is under way.
func (a *API) claim(ctx context.Context, scope tenant.Scope, key RepeatKey) (*Reply, error) {
	ctx, cancel := context.WithTimeout(ctx, waitFor)
	defer cancel()
	for pause := 20 * time.Millisecond; ; pause = min(pause*2, time.Second) {
		kept, err := a.repeats.Claim(ctx, scope, key)
		if !fault.Is(err, fault.Busy) {
			return kept, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// settle writes down what a claimed request came to. What cannot be written stays claimed, which is safe; the log line tells of it.
func (a *API) settle(ctx context.Context, op Operation, scope tenant.Scope, key RepeatKey, made *recorded) {
	settling, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	var err error
	switch status := made.Status(); {
	case status >= 200 && status < 300 && op.Secret:
		err = a.repeats.Keep(settling, scope, key, Reply{}) // told once; a repetition is told that it was
	case status >= 200 && status < 300:
		err = a.repeats.Keep(settling, scope, key, Reply{Status: status, Header: made.header, Body: made.body.Bytes()})
	case status < 500 && status != 499 || fault.Is(noted(ctx), fault.Busy):
		err = a.repeats.Release(settling, scope, key)
	}
	if err != nil {
		note(ctx, fault.Wrap(fault.KindOf(err), err, "what the request came to could not be kept for its Idempotency-Key"))
	}
}

// digestOf stands for what a request asks: where it is sent and its body.
func digestOf(hc huma.Context) string {
	hash := sha256.New()
	url := hc.URL()
	_, _ = io.WriteString(hash, url.RequestURI()+"\x00") // a hash never fails
	if body, ok := hc.(*buffered); ok {
		_, _ = hash.Write(body.raw)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func replay(hc huma.Context, kept Reply) {
	if kept.Status == 0 {
		refuse(hc, fault.New(fault.Conflict, "The request with this Idempotency-Key was carried out. Its reply carries a secret and is given only once."))
		return
	}
	for name, value := range kept.Header {
		hc.SetHeader(name, value)
	}
	hc.SetHeader("Idempotent-Replayed", "true")
	hc.SetStatus(kept.Status)
	_, _ = hc.BodyWriter().Write(kept.Body) // a broken connection is the client's to notice
}

// recorded is a request whose reply is remembered while it is written.
type recorded struct {
	request
	header map[string]string
	body   bytes.Buffer
}

// SetHeader remembers what belongs to the reply.
func (r *recorded) SetHeader(name, value string) {
	for _, kept := range keptHeaders() {
		if strings.EqualFold(kept, name) {
			r.header[kept] = value
		}
	}
	r.request.SetHeader(name, value)
}

// BodyWriter writes the reply and remembers it.
func (r *recorded) BodyWriter() io.Writer { return io.MultiWriter(r.request.BodyWriter(), &r.body) }

// Unwrap is how adapters find the request below.
func (r *recorded) Unwrap() huma.Context { return r.request }
