package host

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// prefix is the path of the versioned API.
const prefix = "/api/v1"

// maxBody is the largest accepted request body of a route.
const maxBody = 64 << 10

// Authenticator verifies the credential of a request.
type Authenticator interface {
	Authenticate(ctx context.Context, r *http.Request) (tenant.Actor, error)
}

// Operation declares one route of the public API.
type Operation struct {
	ID         string // unique over all functions; names the operation in clients
	Method     string
	Path       string // below /api/v1
	Summary    string
	Status     int   // of success; 200 when zero
	MaxBody    int64 // of the request; 64 KiB when zero
	Permission tenant.Permission
	Public     bool // needs no credential; must be said, and excludes Permission
	SignedIn   bool // needs a verified sign-in and no membership; NewcomerOf tells who asks. Excludes Permission and Public
	Self       bool // tells who one is: also whom a second factor is missing. With Permission
	InPerson   bool // an API key may not, whatever its permissions. With Permission
	OwnKeys    bool // of a POST: the function keeps Idempotency-Keys itself, in its own commit; else the edge keeps the reply
	Later      bool // success without a body may also be 202: what is asked for is seen to, and the rest is done later
	Conflicts  bool // of a GET: it may not be the time for it yet
	Secret     bool // the reply carries a secret that is told once: it is never kept
}

// API is the set of routes of one function, or of all of them for the document.
type API struct {
	mux      *http.ServeMux
	huma     huma.API
	auth     Authenticator
	repeats  Repeats
	throttle *throttle
	origins  []string
	now      func() time.Time
}

// Option changes how the edge of an API works.
type Option func(*API)

// WithRepeats has the edge keep replies for Idempotency-Keys.
func WithRepeats(r Repeats) Option { return func(a *API) { a.repeats = r } }

// WithLimits sets how many requests are let through; without it all are.
func WithLimits(l Limits, now func() time.Time) Option {
	return func(a *API) { a.throttle, a.now = newThrottle(l), now }
}

// WithOrigins sets the origins of pages that may call the functions' own addresses.
func WithOrigins(origins ...string) Option { return func(a *API) { a.origins = origins } }

type scopeKey struct{}

// NewAPI makes an empty set of routes.
func NewAPI(auth Authenticator, options ...Option) *API {
	mux := http.NewServeMux()
	cfg := huma.DefaultConfig("CAPI Demo Platform", "1")
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath = "", "", ""
	cfg.CreateHooks = nil // no $schema links in bodies
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"firebase": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "Firebase ID token"},
		"api_key":  {Type: "apiKey", In: "header", Name: "X-API-Key", Description: "API key of a tenant, from POST /api-keys"},
	}
	cfg.Servers = []*huma.Server{{URL: prefix, Description: "This installation"}}
	setFramework()
	api := &API{mux: mux, huma: humago.NewWithPrefix(mux, prefix, cfg), auth: auth, throttle: newThrottle(Limits{}), now: time.Now}
	for _, option := range options {
		option(api)
	}
	return api
}

// setFramework gives huma's own errors our form, in answers and in the document, and says that our lists are never null. Package variables
// are huma's way to say so.
var setFramework = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true // else "NAME" would set name unseen by its rules
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		p := problemOf(fromFramework(status, message, errs), "")
		p.Status = status
		return p
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		err := fromFramework(status, message, errs)
		note(ctx.Context(), err)
		p := problemOf(err, telemetry.RequestID(ctx.Context()))
		p.Status = status
		return p
	}
})

// Route adds a route. A route that declares neither a permission nor that it is public does not start.
func Route[In, Out any](api *API, op Operation, handle func(context.Context, tenant.Scope, *In) (*Out, error)) {
	huma.Register(api.huma, api.spec(op), func(ctx context.Context, in *In) (*Out, error) {
		scope, _ := ctx.Value(scopeKey{}).(tenant.Scope)
		out, err := handle(ctx, scope, in)
		if err != nil {
			note(ctx, err)
			return nil, problemOf(err, telemetry.RequestID(ctx))
		}
		return out, nil
	})
	api.describe(op)
}

// spec is the declaration of a route as huma wants it, with the guard in front.
func (a *API) spec(op Operation) huma.Operation {
	if (op.Permission == "") != (op.Public != op.SignedIn) || op.Public && op.SignedIn {
		panic(fmt.Sprintf("route %s %s: declare a permission, or that it is public, or that a sign-in is enough", op.Method, op.Path))
	}
	spec := huma.Operation{
		OperationID: op.ID, Method: op.Method, Path: op.Path, Summary: op.Summary, DefaultStatus: op.Status,
		MaxBodyBytes: cmp.Or(op.MaxBody, maxBody), BodyReadTimeout: -1, // strict limits it
		Middlewares: huma.Middlewares{a.guard(op), a.limit(op), a.strict(op), a.repeat(op)},
		Errors:      op.refusals(),
	}
	if !op.Public {
		spec.Security = []map[string][]string{{"firebase": {}}, {"api_key": {}}}
		spec.Extensions = map[string]any{"x-permission": string(op.Permission)}
	}
	if op.InPerson {
		spec.Security = []map[string][]string{{"firebase": {}}}
	}
	if op.SignedIn {
		spec.Security, spec.Extensions = []map[string][]string{{"firebase": {}}}, map[string]any{"x-permission": "signed in"}
	}
	if op.repeatable() {
		spec.Parameters = []*huma.Param{{
			Name: keyHeader, In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: new(200)},
			Description: "Send the same key to repeat a request safely: for a day it gets the first reply again",
		}}
	}
	return spec
}

// File adds a fixed public document outside the versioned API, such as the API's own description.
func (a *API) File(path, contentType string, content []byte) {
	a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(content) // a broken connection is the client's to notice
	})
}

// Page adds a fixed public page outside the versioned API. It runs nothing and loads nothing but what lies beside it.
func (a *API) Page(path string, content []byte) {
	a.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		w.Header().Set("Referrer-Policy", "no-referrer")
		_, _ = w.Write(content) // a broken connection is the client's to notice
	})
}

// Handler serves the routes; anything else is a problem document too.
func (a *API) Handler(opts Options) http.Handler {
	return invocation(opts, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.cross(w, r) {
			return
		}
		if _, pattern := a.mux.Handler(r); pattern == "" {
			a.unknown(w, r)
			return
		}
		a.mux.ServeHTTP(w, r)
	}))
}

// unknown tells a wrong method from a wrong path.
func (a *API) unknown(w http.ResponseWriter, r *http.Request) {
	offered := a.offered(r)
	if len(offered) == 0 {
		err := fault.New(fault.NotFound, "There is nothing at this address.")
		note(r.Context(), err)
		writeProblem(w, r, err)
		return
	}
	allow := strings.Join(offered, ", ")
	w.Header().Set("Allow", allow)
	err := fault.New(fault.Malformed, "%s is not offered here; use %s.", r.Method, allow)
	note(r.Context(), err)
	p := problemOf(err, telemetry.RequestID(r.Context()))
	p.Status = http.StatusMethodNotAllowed
	writeDocument(w, p)
}

// offered lists the methods of a path, for the Allow header (RFC 9110: all of them).
func (a *API) offered(r *http.Request) (methods []string) {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = method
		if _, pattern := a.mux.Handler(probe); pattern != "" {
			methods = append(methods, method)
		}
	}
	return methods
}

// Document is the OpenAPI 3.1 document of the routes added so far, as JSON.
func (a *API) Document() ([]byte, error) {
	return a.huma.OpenAPI().MarshalJSON()
}

// unwrap gives the plain request and response behind huma's context.
func unwrap(hc huma.Context) (*http.Request, http.ResponseWriter) {
	r, w := humago.Unwrap(hc)
	return r.WithContext(hc.Context()), w
}
