package host_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// people lets "ada" in as an engineer and "pat" as a participant.
type people struct{}

func (people) Authenticate(_ context.Context, r *http.Request) (tenant.Actor, error) {
	switch r.Header.Get("Authorization") {
	case "Bearer ada":
		return tenant.NewActor("ada", "acme", tenant.Engineer, "Ada")
	case "Bearer down":
		return tenant.Actor{}, fault.New(fault.Unavailable, "Sign-in cannot be checked.")
	default:
		return tenant.Actor{}, fault.New(fault.Unauthenticated, "Sign in first.")
	}
}

// caller lets one service account in.
type caller struct{}

func (caller) VerifyCaller(_ context.Context, r *http.Request) (string, error) {
	if r.Header.Get("Authorization") != "Bearer push" {
		return "", fault.New(fault.Unauthenticated, "Not one of ours.")
	}
	return "push@acme.example", nil
}

func options(log *bytes.Buffer) host.Options {
	return host.Options{Word: "test", Project: "p", Timeout: time.Minute, Log: telemetry.NewLogger(log, slog.LevelInfo), Now: time.Now}
}

type greetRequest struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"10"`
	}
}

type greetReply struct {
	Body struct {
		Text string `json:"text"`
	}
}

func newAPI(handle func(context.Context, tenant.Scope, *greetRequest) (*greetReply, error)) *host.API {
	api := host.NewAPI(people{})
	host.Route(api, host.Operation{ID: "greet", Method: http.MethodPost, Path: "/greet", Permission: tenant.DemosCreate}, handle)
	host.Route(api, host.Operation{ID: "manage", Method: http.MethodPost, Path: "/manage", Permission: tenant.UsersManage}, handle)
	return api
}

func greet(_ context.Context, scope tenant.Scope, in *greetRequest) (*greetReply, error) {
	out := &greetReply{}
	out.Body.Text = in.Body.Name + " of " + string(scope.Tenant())
	return out, nil
}

func do(t *testing.T, h http.Handler, method, path, body string, header ...string) (*httptest.ResponseRecorder, host.Problem) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var p host.Problem
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
			t.Fatalf("no problem document: %s", w.Body)
		}
	}
	return w, p
}

func TestRoutesAnswer(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := newAPI(greet).Handler(options(&log))
	ada := []string{"Authorization", "Bearer ada"}
	for name, c := range map[string]struct {
		path, body string
		header     []string
		status     int
		kind       string
		field      string
	}{
		"right":          {"/api/v1/greet", `{"name":"Bo"}`, ada, 200, "", ""},
		"no credential":  {"/api/v1/greet", `{"name":"Bo"}`, nil, 401, "unauthenticated", ""},
		"not checkable":  {"/api/v1/greet", `{"name":"Bo"}`, []string{"Authorization", "Bearer down"}, 503, "unavailable", ""},
		"no permission":  {"/api/v1/manage", `{"name":"Bo"}`, ada, 403, "forbidden", ""},
		"unknown field":  {"/api/v1/greet", `{"name":"Bo","role":"x"}`, ada, 422, "invalid", "body.role"},
		"wrong type":     {"/api/v1/greet", `{"name":7}`, ada, 422, "invalid", "body.name"},
		"missing":        {"/api/v1/greet", `{}`, ada, 422, "invalid", "body"},
		"too long":       {"/api/v1/greet", `{"name":"01234567890"}`, ada, 422, "invalid", "body.name"},
		"not JSON":       {"/api/v1/greet", `{"name"`, ada, 400, "malformed", "body"},
		"too large":      {"/api/v1/greet", `{"name":"` + strings.Repeat("x", 70<<10) + `"}`, ada, 413, "too-large", ""},
		"unknown path":   {"/api/v1/other", `{}`, ada, 404, "not-found", ""},
		"path traversal": {"/api/v1/greet/../../x", `{}`, ada, 404, "not-found", ""},
	} {
		w, p := do(t, h, http.MethodPost, c.path, c.body, c.header...)
		if w.Code != c.status || (c.kind != "" && p.Type != "https://capidemo.dev/problems/"+c.kind) {
			t.Errorf("%s: status %d, problem %+v, body %s", name, w.Code, p, w.Body)
		}
		if c.field != "" && (len(p.Errors) == 0 || p.Errors[0].Path != c.field) {
			t.Errorf("%s: fields %+v, want %s", name, p.Errors, c.field)
		}
		if c.status >= 400 && (p.RequestID == "" || p.RequestID != w.Header().Get("X-Request-Id") || p.Status != c.status) {
			t.Errorf("%s: request id %q, header %q, status %d", name, p.RequestID, w.Header().Get("X-Request-Id"), p.Status)
		}
		if got := w.Header().Get("Cache-Control"); got != "private, no-store" {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
	}
	if w, p := do(t, h, http.MethodGet, "/api/v1/greet", ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodPost || p.Detail == "" {
		t.Errorf("wrong method: %d %q %+v", w.Code, w.Header().Get("Allow"), p)
	}
}

func TestOneLogLineAnInvocationWithoutPayload(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := newAPI(func(ctx context.Context, _ tenant.Scope, _ *greetRequest) (*greetReply, error) {
		telemetry.Add(ctx, slog.String("job", "j1"))
		return nil, fault.Wrap(fault.Conflict, errors.New("cause"), "It is archived.")
	}).Handler(options(&log))
	_, p := do(t, h, http.MethodPost, "/api/v1/greet", `{"name":"Secret"}`, "Authorization", "Bearer ada",
		"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "X-Request-Id", "my-request-1")
	if p.Detail != "It is archived." || p.RequestID != "my-request-1" {
		t.Errorf("problem %+v", p)
	}
	var line map[string]any
	if err := json.Unmarshal(log.Bytes(), &line); err != nil {
		t.Fatalf("not one line of JSON: %v\n%s", err, log.String())
	}
	for key, want := range map[string]any{
		"severity": "INFO", "function": "test", "outcome": "conflict", "status": 409.0, "tenant": "acme", "uid": "ada", "operation": "greet",
		"job": "j1", "request_id": "my-request-1", "logging.googleapis.com/trace": "projects/p/traces/0af7651916cd43dd8448eb211c80319c",
	} {
		if line[key] != want {
			t.Errorf("%s = %v, want %v", key, line[key], want)
		}
	}
	if strings.Contains(log.String(), "Secret") || strings.Contains(log.String(), "Bearer") {
		t.Errorf("the log holds what it must not: %s", log.String())
	}
}

func TestPanicsAreOurFaultAndStayInTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := newAPI(func(context.Context, tenant.Scope, *greetRequest) (*greetReply, error) { panic("secret state") }).Handler(options(&log))
	w, p := do(t, h, http.MethodPost, "/api/v1/greet", `{"name":"Bo"}`, "Authorization", "Bearer ada")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || p.RequestID == "" {
		t.Errorf("status %d, body %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "secret state") || !strings.Contains(log.String(), `"severity":"ERROR"`) {
		t.Errorf("log: %s", log.String())
	}
}

func TestARouteWithoutPermissionDoesNotStart(t *testing.T) {
	t.Parallel()
	for name, op := range map[string]host.Operation{
		"neither": {ID: "x", Method: http.MethodGet, Path: "/x"},
		"both":    {ID: "x", Method: http.MethodGet, Path: "/x", Public: true, Permission: tenant.DemosRead},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: it started", name)
				}
			}()
			host.Route(host.NewAPI(people{}), op, greet)
		}()
	}
}

func TestStreams(t *testing.T) {
	t.Parallel()
	type request struct {
		After int64 `query:"after"`
	}
	api := host.NewAPI(people{})
	host.Stream(api, host.Operation{ID: "s", Method: http.MethodGet, Path: "/s", Permission: tenant.DemosChat},
		func(ctx context.Context, scope tenant.Scope, in *request, send host.Send) error {
			switch in.After {
			case 2:
				return fault.New(fault.NotFound, "There is no such answer.")
			case 3: // nothing comes before the time is up
				<-ctx.Done()
				return ctx.Err()
			}
			if err := send(1, "text", []byte("{\n}")); err != nil {
				return err
			}
			if in.After == 1 {
				return fault.New(fault.Unavailable, "It broke for %s.", scope.Tenant())
			}
			return nil
		})
	var log bytes.Buffer
	h := api.Handler(options(&log))
	ada := []string{"Authorization", "Bearer ada"}
	if w, _ := do(t, h, http.MethodGet, "/api/v1/s", "", ada...); w.Body.String() != "id: 1\nevent: text\ndata: {}\n\n" || w.Header().Get("Content-Type") != "text/event-stream" {
		t.Errorf("stream: %q %q", w.Header().Get("Content-Type"), w.Body)
	}
	if w, _ := do(t, h, http.MethodGet, "/api/v1/s?after=1", "", ada...); w.Code != 200 || !strings.Contains(w.Body.String(), "event: problem\ndata: {\"type\":\"https://capidemo.dev/problems/unavailable\"") {
		t.Errorf("late failure: %d %s", w.Code, w.Body)
	}
	if w, p := do(t, h, http.MethodGet, "/api/v1/s?after=2", "", ada...); w.Code != 404 || p.Detail != "There is no such answer." {
		t.Errorf("early failure: %d %s", w.Code, w.Body)
	}
	if w, _ := do(t, h, http.MethodGet, "/api/v1/s", ""); w.Code != 401 {
		t.Errorf("nobody: %d", w.Code)
	}
	soon := options(&log)
	soon.Timeout = 50 * time.Millisecond
	if w, _ := do(t, api.Handler(soon), http.MethodGet, "/api/v1/s?after=3", "", ada...); w.Code != 200 || w.Header().Get("Content-Type") != "text/event-stream" || w.Body.Len() > 0 {
		t.Errorf("nothing yet: %d %q %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
}

func TestLazyKeepsOnlySuccess(t *testing.T) {
	t.Parallel()
	tries := 0
	h := host.Lazy(options(&bytes.Buffer{}).Log, "test", func(context.Context) (http.Handler, error) {
		tries++
		if tries == 1 {
			return nil, errors.New("the database is away")
		}
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }), nil
	})
	for i, want := range []int{503, 204, 204} {
		if w, _ := do(t, h, http.MethodGet, "/", ""); w.Code != want {
			t.Errorf("request %d: %d, want %d", i, w.Code, want)
		}
	}
	if tries != 2 {
		t.Errorf("built %d times, want 2", tries)
	}
}
