package demos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/functions/demos"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/telemetry"
	"capidemo.dev/platform/shared/tenant"
)

// people takes "Bearer uid tenant role" for granted.
type people struct{}

func (people) Authenticate(_ context.Context, r *http.Request) (tenant.Actor, error) {
	words := strings.Fields(r.Header.Get("Authorization"))
	if len(words) != 4 {
		return tenant.Actor{}, fault.New(fault.Unauthenticated, "Sign in first.")
	}
	return tenant.NewActor(words[1], tenant.ID(words[2]), tenant.Role(words[3]), words[1])
}

const ada, boss, eve = "Bearer ada acme engineer", "Bearer boss acme tenant_admin", "Bearer eve rival tenant_admin"

// serve gives the function over a world with one active demo of ada's.
func serve(t *testing.T) (http.Handler, demo.Pair) {
	t.Helper()
	w := storetest.New(t, demo.DefaultLimits())
	if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: "ada", Name: "Ada"}); err != nil {
		t.Fatal(err)
	}
	pair, ref := w.Begin(t)
	w.Activate(t, ref)
	api := host.NewAPI(people{})
	demos.New(w.Store).Routes(api)
	log := telemetry.NewLogger(&bytes.Buffer{}, slog.LevelError)
	return api.Handler(host.Options{Word: "demos", Project: "p", Timeout: time.Minute, Log: log, Now: w.Clock.Now}), pair
}

// call sends a request and decodes the answer.
func call[T any](t *testing.T, h http.Handler, who, method, path, body string, header ...string) (*httptest.ResponseRecorder, T) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "/api/v1"+path, strings.NewReader(body))
	r.Header.Set("Authorization", who)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var out T
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil && w.Body.Len() > 0 {
		t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
	}
	return w, out
}

func TestADemoIsRenamedInTheVersionThatWasRead(t *testing.T) {
	t.Parallel()
	h, pair := serve(t)
	path := "/demos/" + pair.Demo.ID
	read, _ := call[demos.DemoView](t, h, ada, http.MethodGet, path, "")
	tag := read.Header().Get("ETag")
	const body = `{"customer_name":"Globex"}`
	for name, c := range map[string]struct {
		who, tag, body string
		status         int
	}{
		"without a condition": {ada, "", body, 428},
		"an old version":      {ada, `"1"`, body, 412},
		"no tag":              {ada, tag[1:], body, 412},
		"a weak tag":          {ada, "W/" + tag, body, 412},
		"any version":         {ada, "*", body, 412},
		"another tenant's":    {eve, tag, body, 404},
		"a role beside it":    {ada, tag, `{"customer_name":"Globex","status":"active"}`, 422},
		"an owner beside it":  {ada, tag, `{"customer_name":"Globex","created_by":"eve"}`, 422},
		"no name":             {ada, tag, `{"customer_name":" "}`, 422},
	} {
		if w, _ := call[any](t, h, c.who, http.MethodPatch, path, c.body, "If-Match", c.tag); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	w, renamed := call[demos.DemoView](t, h, boss, http.MethodPatch, path, body, "If-Match", tag)
	if w.Code != http.StatusOK || renamed.CustomerName != "Globex" || w.Header().Get("ETag") == tag {
		t.Errorf("renamed: %d %s", w.Code, w.Body)
	}
	if _, found := call[demos.DemoPage](t, h, ada, http.MethodGet, "/demos?q=gLOB", ""); len(found.Items) != 1 {
		t.Errorf("found %d by the new name", len(found.Items))
	}
}

func TestPinsShowWhereTheyBelong(t *testing.T) {
	t.Parallel()
	h, pair := serve(t)
	path := "/demos/" + pair.Demo.ID
	for range 2 {
		if w, d := call[demos.DemoView](t, h, ada, http.MethodPost, path+"/pin", ""); w.Code != http.StatusOK || !d.Pinned {
			t.Fatalf("pin: %d %s", w.Code, w.Body)
		}
	}
	if w, _ := call[any](t, h, eve, http.MethodPost, path+"/pin", ""); w.Code != http.StatusNotFound {
		t.Errorf("another tenant pins: %d", w.Code)
	}
	for who, want := range map[string]int{ada: 1, boss: 0} {
		if _, page := call[demos.DemoPage](t, h, who, http.MethodGet, "/demos?pinned=true&sort=customer_name", ""); len(page.Items) != want {
			t.Errorf("%s has %d pins", who, len(page.Items))
		}
		_, board := call[demos.DashboardView](t, h, who, http.MethodGet, "/dashboard", "")
		if len(board.Pinned) != want || len(board.Recent) != 1 || board.Totals.Active != 1 || len(board.Quota) != 4 {
			t.Errorf("%s sees %+v", who, board)
		}
	}
	if _, d := call[demos.DemoView](t, h, ada, http.MethodPost, path+"/unpin", ""); d.Pinned {
		t.Error("still pinned")
	}
	_, history := call[demos.HistoryPage](t, h, ada, http.MethodGet, path+"/history?limit=2", "")
	if len(history.Items) != 2 || history.NextCursor == "" || history.Items[0].Actor != "Ada" || history.Items[0].Summary != "Unpinned the demo." {
		t.Errorf("history: %+v", history)
	}
	if _, rest := call[demos.HistoryPage](t, h, ada, http.MethodGet, path+"/history?limit=10&cursor="+history.NextCursor, ""); len(rest.Items) != 2 {
		t.Errorf("the rest of the history: %+v", rest)
	}
	if w, _ := call[any](t, h, eve, http.MethodGet, path+"/history", ""); w.Code != http.StatusNotFound {
		t.Errorf("another tenant's history: %d", w.Code)
	}
}
