package host_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// kept is a memory of replies, as the store's is; shared/store has the tests of that one.
type kept struct {
	mu      sync.Mutex
	replies map[host.RepeatKey]*host.Reply
}

func (k *kept) Claim(_ context.Context, _ tenant.Scope, key host.RepeatKey) (*host.Reply, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for known, reply := range k.replies {
		switch {
		case known.Key != key.Key:
		case known.Digest != key.Digest:
			return nil, fault.New(fault.Conflict, "Used for another request.")
		case reply == nil:
			return nil, fault.New(fault.Busy, "Under way.")
		default:
			return reply, nil
		}
	}
	k.replies[key] = nil
	return nil, nil //nolint:nilnil // no reply is kept, and that is no error
}

func (k *kept) Keep(_ context.Context, _ tenant.Scope, key host.RepeatKey, reply host.Reply) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.replies[key] = &reply
	return nil
}

func (k *kept) Release(_ context.Context, _ tenant.Scope, key host.RepeatKey) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.replies, key)
	return nil
}

// conventional is an API that counts how often it acts.
func conventional(t *testing.T, with ...host.Option) (http.Handler, *atomic.Int64) {
	t.Helper()
	var acted atomic.Int64
	act := func(_ context.Context, _ tenant.Scope, in *greetRequest) (*greetReply, error) {
		n := acted.Add(1)
		if in.Body.Name == "refuse" {
			return nil, fault.New(fault.Conflict, "Not now.")
		}
		if in.Body.Name == "busy" {
			return nil, fault.New(fault.Busy, "In other hands.")
		}
		if in.Body.Name == "away" {
			return nil, fault.New(fault.Unavailable, "It did not answer.")
		}
		if in.Body.Name == "break" {
			return nil, fault.New(fault.Internal, "broken")
		}
		out := &greetReply{}
		out.Body.Text = fmt.Sprint(in.Body.Name, " ", n)
		return out, nil
	}
	api := host.NewAPI(people{}, append([]host.Option{host.WithRepeats(&kept{replies: map[host.RepeatKey]*host.Reply{}})}, with...)...)
	host.Route(api, host.Operation{ID: "act", Method: http.MethodPost, Path: "/act", Status: 201, Permission: tenant.DemosCreate}, act)
	host.Route(api, host.Operation{ID: "tell", Method: http.MethodPost, Path: "/tell", Permission: tenant.DemosCreate, Secret: true}, act)
	host.Route(api, host.Operation{ID: "open", Method: http.MethodGet, Path: "/open", Public: true},
		func(context.Context, tenant.Scope, *struct{}) (*greetReply, error) { return &greetReply{}, nil })
	return api.Handler(options(&bytes.Buffer{})), &acted
}

func TestARepeatedRequestGetsItsFirstReply(t *testing.T) {
	t.Parallel()
	h, acted := conventional(t)
	send := func(path, body, key string) (int, string) {
		w, _ := do(t, h, http.MethodPost, "/api/v1"+path, body, "Authorization", "Bearer ada", "Idempotency-Key", key)
		return w.Code, w.Body.String()
	}
	var group sync.WaitGroup
	replies := make([]string, 50)
	for i := range replies {
		group.Go(func() {
			status, body := send("/act", `{"name":"Bo"}`, "k1")
			replies[i] = fmt.Sprint(status, body)
		})
	}
	group.Wait()
	for _, reply := range replies {
		if reply != replies[0] || !strings.HasPrefix(reply, "201") {
			t.Fatalf("replies %q and %q for one key", replies[0], reply)
		}
	}
	if acted.Load() != 1 {
		t.Errorf("acted %d times", acted.Load())
	}
	for _, c := range []struct {
		name, path, body, key string
		status                int
		acts                  int64
	}{
		{"another body", "/act", `{"name":"Al"}`, "k1", 409, 0},
		{"another key", "/act", `{"name":"Bo"}`, "k2", 201, 1},
		{"no key that can be", "/act", `{"name":"Bo"}`, "k é", 422, 0},
		{"too long a key", "/act", `{"name":"Bo"}`, strings.Repeat("k", 201), 422, 0},
		{"a refusal", "/act", `{"name":"refuse"}`, "k3", 409, 1},
		{"a refusal, repeated", "/act", `{"name":"refuse"}`, "k3", 409, 1},
		{"in other hands", "/act", `{"name":"busy"}`, "k6", 503, 1},
		{"in other hands, repeated", "/act", `{"name":"busy"}`, "k6", 503, 1},
		{"an invalid body", "/act", `{"name":""}`, "k4", 422, 0},
		{"the body mended", "/act", `{"name":"Bo"}`, "k4", 201, 1},
		{"a secret", "/tell", `{"name":"Bo"}`, "k5", 200, 1},
		{"a secret, repeated", "/tell", `{"name":"Bo"}`, "k5", 409, 0},
	} {
		before := acted.Load()
		if status, body := send(c.path, c.body, c.key); status != c.status || acted.Load()-before != c.acts {
			t.Errorf("%s: %d %s, acted %d times; want %d and %d", c.name, status, body, acted.Load()-before, c.status, c.acts)
		}
	}
}

// TestWhatBrokeIsNotRepeated: whether a request that broke in the middle acted is not known, so its key does not act again.
func TestWhatBrokeIsNotRepeated(t *testing.T) {
	t.Parallel()
	h, acted := conventional(t)
	send := func(name string) int {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond) // who repeats waits for the first to end, which it never does
		defer cancel()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/api/v1/act", strings.NewReader(`{"name":"`+name+`"}`))
		for header, value := range map[string]string{"Authorization": "Bearer ada", "Idempotency-Key": name, "Content-Type": "application/json"} {
			r.Header.Set(header, value)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	for i, c := range []struct {
		name   string
		status int
	}{{"break", 500}, {"away", 503}} {
		if first, second := send(c.name), send(c.name); first != c.status || second != 503 || acted.Load() != int64(i+1) {
			t.Errorf("%s: %d then %d, acted %d times", c.name, first, second, acted.Load())
		}
	}
}

func TestBodiesAreStrict(t *testing.T) {
	t.Parallel()
	h, acted := conventional(t)
	deep := strings.Repeat(`{"name":`, 40) + `1` + strings.Repeat(`}`, 40)
	for name, c := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"a name twice":       {`{"name":"Bo","name":"Al"}`, 422, "body.name"},
		"twice, escaped":     {`{"name":"Bo","n\u0061me":"Al"}`, 422, "body.name"},
		"twice, further in":  {`{"name":[{"a":1},{"b":{"c":1,"c":2}}]}`, 422, "body.name[1].b.c"},
		"too deep":           {deep, 422, ""},
		"too deep, no JSON":  {strings.Repeat("[", 10_000), 422, ""},
		"10 MB":              {`{"name":"` + strings.Repeat("x", 10<<20) + `"}`, 413, ""},
		"no JSON":            {`{"name":`, 400, "body"},
		"two bodies":         {`{"name":"Bo"}{"name":"Al"}`, 400, "body"},
		"an unknown field":   {`{"name":"Bo","tenant":"rival"}`, 422, "body.tenant"},
		"a name in capitals": {`{"name":"Bo","NAME":"Al"}`, 422, "body.NAME"},
	} {
		w, p := do(t, h, http.MethodPost, "/api/v1/act", c.body, "Authorization", "Bearer ada")
		if w.Code != c.status || (c.field != "" && (len(p.Errors) == 0 || p.Errors[0].Path != c.field)) {
			t.Errorf("%s: %d %.200s, want %d at %q", name, w.Code, w.Body, c.status, c.field)
		}
	}
	if acted.Load() != 0 {
		t.Errorf("acted %d times", acted.Load())
	}
}

func TestTooManyRequestsAreToldWhenToComeAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	h, _ := conventional(t, host.WithLimits(host.Limits{
		Subject: host.Rate{PerSecond: 0.5, Burst: 3}, Tenant: host.Rate{PerSecond: 100, Burst: 5}, Address: host.Rate{PerSecond: 100.0 / 60, Burst: 100}, Hops: 1,
	}, func() time.Time { return now }))
	send := func(who string) (int, string) {
		w, _ := do(t, h, http.MethodPost, "/api/v1/act", `{"name":"Bo"}`, "Authorization", who)
		return w.Code, w.Header().Get("Retry-After")
	}
	for range 3 {
		if status, _ := send("Bearer ada"); status != 201 {
			t.Fatalf("within the limit: %d", status)
		}
	}
	if status, after := send("Bearer ada"); status != 429 || after != "2" {
		t.Errorf("beyond it: %d, Retry-After %q, want 429 and 2", status, after)
	}
	now = now.Add(2 * time.Second)
	if status, _ := send("Bearer ada"); status != 201 {
		t.Errorf("after that time: %d", status)
	}
	open := func(forwarded string) int {
		w, _ := do(t, h, http.MethodGet, "/api/v1/open", "", "X-Forwarded-For", forwarded)
		return w.Code
	}
	for i := range 100 { // what is left of our proxy's entry is the caller's invention
		if status := open(fmt.Sprintf("10.0.0.%d, 203.0.113.9", i)); status != 200 {
			t.Fatalf("request %d of an address: %d", i, status)
		}
	}
	if status := open("198.51.100.1, 203.0.113.9"); status != 429 {
		t.Errorf("the hundred and first of an address: %d", status)
	}
	if status := open("203.0.113.10"); status != 200 {
		t.Errorf("another address: %d", status)
	}
}

// keyed lets the API key "good" in and counts how often it was asked; sign-ins are as people has them.
type keyed struct {
	people
	asked *atomic.Int64
}

func (k keyed) Authenticate(ctx context.Context, r *http.Request) (tenant.Actor, error) {
	k.asked.Add(1)
	switch r.Header.Get("X-API-Key") {
	case "good", "late":
		return tenant.NewActor("bot", "acme", tenant.Engineer, "Bot")
	default:
		return k.people.Authenticate(ctx, r)
	}
}

// TestGuessesAreLimited: who has sent too many credentials that do not hold is not looked at, while who shares the address gets in.
func TestGuessesAreLimited(t *testing.T) {
	t.Parallel()
	now, asked := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), &atomic.Int64{}
	api := host.NewAPI(keyed{asked: asked}, host.WithLimits(host.Limits{Address: host.Rate{PerSecond: 0.5, Burst: 3}, Hops: 1}, func() time.Time { return now }))
	host.Route(api, host.Operation{ID: "look", Method: http.MethodGet, Path: "/look", Permission: tenant.DemosRead},
		func(context.Context, tenant.Scope, *struct{}) (*greetReply, error) { return &greetReply{}, nil })
	h := api.Handler(host.Options{Word: "test", Project: "p", Timeout: time.Minute, Log: telemetry.NewLogger(&bytes.Buffer{}, slog.LevelError), Now: time.Now})
	for i, c := range []struct {
		header, value, from string
		status              int
		asks                int64
	}{
		{"X-API-Key", "good", "203.0.113.9", 200, 1},
		{"X-API-Key", "guess 1", "203.0.113.9", 401, 1},
		{"X-API-Key", "guess 2", "203.0.113.9", 401, 1},
		{"Authorization", "Bearer guess 3", "203.0.113.9", 401, 1},
		{"X-API-Key", "guess 4", "203.0.113.9", 429, 0},
		{"X-API-Key", "guess 4", "203.0.113.10", 401, 1},
		{"X-API-Key", "good", "203.0.113.9", 200, 1},
		{"Authorization", "Bearer ada", "203.0.113.9", 200, 1},
		{"X-API-Key", "late", "203.0.113.9", 429, 0},
	} {
		before := asked.Load()
		w, _ := do(t, h, http.MethodGet, "/api/v1/look", "", c.header, c.value, "X-Forwarded-For", c.from)
		if w.Code != c.status || asked.Load()-before != c.asks || (w.Code == 429) != (w.Header().Get("Retry-After") == "2") {
			t.Errorf("%d: %s from %s: %d, Retry-After %q, want %d", i, c.value, c.from, w.Code, w.Header().Get("Retry-After"), c.status)
		}
	}
	now = now.Add(2 * time.Second)
	if w, _ := do(t, h, http.MethodGet, "/api/v1/look", "", "X-API-Key", "late", "X-Forwarded-For", "203.0.113.9"); w.Code != 200 {
		t.Errorf("after that time: %d", w.Code)
	}
}

func TestOnlyOurPagesMayCall(t *testing.T) {
	t.Parallel()
	h, _ := conventional(t, host.WithOrigins("https://demos.example.com"))
	for origin, allowed := range map[string]bool{
		"https://demos.example.com": true, "https://demos.example.com.evil.example": false, "http://demos.example.com": false, "null": false,
	} {
		w, _ := do(t, h, http.MethodOptions, "/api/v1/act", "", "Origin", origin, "Access-Control-Request-Method", "POST")
		if got := w.Header().Get("Access-Control-Allow-Origin"); (got == origin) != allowed || (w.Code == http.StatusNoContent) != allowed {
			t.Errorf("preflight from %s: %d, %q", origin, w.Code, got)
		}
		if got := w.Header().Get("Access-Control-Allow-Methods"); allowed && got != "POST" || w.Header().Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("preflight from %s: methods %q", origin, got)
		}
		w, _ = do(t, h, http.MethodPost, "/api/v1/act", `{"name":"Bo"}`, "Origin", origin, "Authorization", "Bearer ada")
		if got := w.Header().Get("Access-Control-Allow-Origin"); (got == origin) != allowed || w.Header().Get("Vary") != "Origin" {
			t.Errorf("request from %s: %q", origin, got)
		}
	}
}
