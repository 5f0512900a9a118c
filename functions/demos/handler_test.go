package demos_test

import (
	"net/http"
	"testing"

	"capidemo.dev/platform/functions/demos"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host/hosttest"
	"capidemo.dev/platform/shared/store/storetest"
)

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
	return hosttest.Serve(hosttest.People{}, w.Clock.Now, demos.New(w.Store)), pair
}

func TestADemoIsRenamedInTheVersionThatWasRead(t *testing.T) {
	t.Parallel()
	h, pair := serve(t)
	path := "/demos/" + pair.Demo.ID
	read, _ := hosttest.Call[demos.DemoView](t, h, ada, http.MethodGet, path, "")
	tag := read.Header().Get("ETag")
	const body = `{"customer_name":"Globex"}`
	for name, c := range map[string]struct {
		who, tag, body string
		status         int
	}{
		"without a condition": {ada, "", body, 428},
		"one to come":         {ada, `"2"`, body, 412},
		"no tag":              {ada, tag[1:], body, 412},
		"a weak tag":          {ada, "W/" + tag, body, 412},
		"any version":         {ada, "*", body, 412},
		"another tenant's":    {eve, tag, body, 404},
		"a role beside it":    {ada, tag, `{"customer_name":"Globex","status":"active"}`, 422},
		"an owner beside it":  {ada, tag, `{"customer_name":"Globex","created_by":"eve"}`, 422},
		"no name":             {ada, tag, `{"customer_name":" "}`, 422},
	} {
		if w, _ := hosttest.Call[any](t, h, c.who, http.MethodPatch, path, c.body, "If-Match", c.tag); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", name, w.Code, w.Body, c.status)
		}
	}
	w, renamed := hosttest.Call[demos.DemoView](t, h, boss, http.MethodPatch, path, body, "If-Match", tag)
	if w.Code != http.StatusOK || renamed.CustomerName != "Globex" || w.Header().Get("ETag") == tag {
		t.Errorf("renamed: %d %s", w.Code, w.Body)
	}
	if w, _ := hosttest.Call[any](t, h, ada, http.MethodPatch, path, body, "If-Match", tag); w.Code != http.StatusPreconditionFailed {
		t.Errorf("with the tag of before: %d %s", w.Code, w.Body)
	}
	if _, found := hosttest.Call[demos.DemoPage](t, h, ada, http.MethodGet, "/demos?q=gLOB", ""); len(found.Items) != 1 {
		t.Errorf("found %d by the new name", len(found.Items))
	}
}

func TestPinsShowWhereTheyBelong(t *testing.T) {
	t.Parallel()
	h, pair := serve(t)
	path := "/demos/" + pair.Demo.ID
	for range 2 {
		if w, d := hosttest.Call[demos.DemoView](t, h, ada, http.MethodPost, path+"/pin", ""); w.Code != http.StatusOK || !d.Pinned {
			t.Fatalf("pin: %d %s", w.Code, w.Body)
		}
	}
	if w, _ := hosttest.Call[any](t, h, eve, http.MethodPost, path+"/pin", ""); w.Code != http.StatusNotFound {
		t.Errorf("another tenant pins: %d", w.Code)
	}
	for who, want := range map[string]int{ada: 1, boss: 0} {
		if _, page := hosttest.Call[demos.DemoPage](t, h, who, http.MethodGet, "/demos?pinned=true&sort=customer_name", ""); len(page.Items) != want {
			t.Errorf("%s has %d pins", who, len(page.Items))
		}
		_, board := hosttest.Call[demos.DashboardView](t, h, who, http.MethodGet, "/dashboard", "")
		if len(board.Pinned) != want || len(board.Recent) != 1 || board.Totals.Active != 1 || len(board.Quota) != 4 {
			t.Errorf("%s sees %+v", who, board)
		}
	}
	if _, d := hosttest.Call[demos.DemoView](t, h, ada, http.MethodPost, path+"/unpin", ""); d.Pinned {
		t.Error("still pinned")
	}
	_, history := hosttest.Call[demos.HistoryPage](t, h, ada, http.MethodGet, path+"/history?limit=2", "")
	if len(history.Items) != 2 || history.NextCursor == "" || history.Items[0].Actor != "Ada" || history.Items[0].Summary != "Unpinned the demo." {
		t.Errorf("history: %+v", history)
	}
	if _, rest := hosttest.Call[demos.HistoryPage](t, h, ada, http.MethodGet, path+"/history?limit=10&cursor="+history.NextCursor, ""); len(rest.Items) != 3 {
		t.Errorf("the rest of the history: %+v", rest)
	}
	if w, _ := hosttest.Call[any](t, h, eve, http.MethodGet, path+"/history", ""); w.Code != http.StatusNotFound {
		t.Errorf("another tenant's history: %d", w.Code)
	}
}

// TestADeletionIsAcceptedOnce: pressed twice it is the same job, for others there is nothing to delete.
func TestADeletionIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	h, pair := serve(t)
	path := "/demos/" + pair.Demo.ID
	if reply, _ := hosttest.Call[any](t, h, eve, http.MethodDelete, path, ""); reply.Code != http.StatusNotFound {
		t.Errorf("another person's: %d", reply.Code)
	}
	reply, first := hosttest.Call[demos.DemoDeletion](t, h, ada, http.MethodDelete, path, "")
	if reply.Code != http.StatusAccepted || first.JobID == "" || first.DemoID != pair.Demo.ID || reply.Header().Get("Location") != "/api/v1/provision/status/"+first.JobID {
		t.Fatalf("%d %s, Location %s", reply.Code, reply.Body, reply.Header().Get("Location"))
	}
	if _, again := hosttest.Call[demos.DemoDeletion](t, h, ada, http.MethodDelete, path, ""); again != first {
		t.Errorf("again %+v, want %+v", again, first)
	}
	if _, d := hosttest.Call[demos.DemoView](t, h, ada, http.MethodGet, path, ""); d.Status != "deleting" || d.JobID != first.JobID {
		t.Errorf("meanwhile the demo is %+v", d)
	}
}
