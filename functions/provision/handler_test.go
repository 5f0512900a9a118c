package provision_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/functions/provision"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/host/hosttest"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
)

const ada, bob, boss, eve = "Bearer ada acme engineer", "Bearer bob acme engineer", "Bearer boss acme tenant_admin", "Bearer eve rival tenant_admin"

const wish = `{"template_id":"shopify","customer_name":"Acme Corp"}`

// taken is the answer to a wish that was accepted.
type taken struct {
	JobID  string          `json:"job_id"`
	DemoID string          `json:"demo_id"`
	Status string          `json:"status"`
	Links  provision.Links `json:"links"`
}

func serve(t *testing.T, limits demo.Limits) (storetest.World, http.Handler) {
	t.Helper()
	w := storetest.New(t, limits)
	return w, hosttest.Serve(hosttest.People{}, w.Clock.Now, provision.New(w.Store))
}

// begin has a demo made that is accepted.
func begin(t *testing.T, h http.Handler, who string, header ...string) taken {
	t.Helper()
	reply, made := hosttest.Call[taken](t, h, who, http.MethodPost, "/provision/quick", wish, header...)
	if reply.Code != http.StatusAccepted || made.Status != "queued" || reply.Header().Get("Location") != made.Links.Status {
		t.Fatalf("accepted: %d %s", reply.Code, reply.Body)
	}
	return made
}

// TestAWishIsTakenOnce: the same key gives the same job, another key another one, and the key of a different wish a conflict.
func TestAWishIsTakenOnce(t *testing.T) {
	t.Parallel()
	_, h := serve(t, demo.DefaultLimits())
	first := begin(t, h, ada, "Idempotency-Key", "k1")
	if again := begin(t, h, ada, "Idempotency-Key", "k1"); again != first {
		t.Errorf("the same key: %+v, want %+v", again, first)
	}
	if other := begin(t, h, ada, "Idempotency-Key", "k2"); other.JobID == first.JobID {
		t.Error("another key gives the same job")
	}
	if bobs := begin(t, h, bob, "Idempotency-Key", "k1"); bobs.JobID == first.JobID {
		t.Error("another person's key gives the same job")
	}
	reply, problem := hosttest.Call[host.Problem](t, h, ada, http.MethodPost, "/provision/quick", strings.Replace(wish, "Acme", "Globex", 1), "Idempotency-Key", "k1")
	if reply.Code != http.StatusConflict && reply.Code != http.StatusUnprocessableEntity {
		t.Errorf("the key of another wish: %d %s", reply.Code, problem.Detail)
	}
}

// TestWishesThatAreNotTaken say why, and reserve nothing.
func TestWishesThatAreNotTaken(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.ActiveDemos = 1
	w, h := serve(t, limits)
	for name, c := range map[string]struct {
		who, body, field string
		status           int
	}{
		"nobody's":                 {"", wish, "", 401},
		"a participant's":          {"Bearer pat acme participant", wish, "", 403},
		"of a template of no name": {ada, `{"template_id":"nothing","customer_name":"Acme"}`, "body.template_id", 422},
		"of a version that is not": {ada, `{"template_id":"shopify","customer_name":"Acme","version":9}`, "body.template_id", 422},
		"for nobody":               {ada, `{"template_id":"shopify","customer_name":" "}`, "body.customer_name", 422},
		"with a tenant in it":      {ada, `{"template_id":"shopify","customer_name":"Acme","tenant_id":"rival"}`, "body.tenant_id", 422},
		"with a name of a mile":    {ada, fmt.Sprintf(`{"template_id":"shopify","customer_name":%q}`, strings.Repeat("x", 101)), "body.customer_name", 422},
	} {
		reply, problem := hosttest.Call[host.Problem](t, h, c.who, http.MethodPost, "/provision/quick", c.body)
		if reply.Code != c.status || c.field != "" && (len(problem.Errors) != 1 || problem.Errors[0].Path != c.field) {
			t.Errorf("%s: %d %s, want %d at %s", name, reply.Code, reply.Body, c.status, c.field)
		}
	}
	begin(t, h, ada)
	reply, problem := hosttest.Call[host.Problem](t, h, bob, http.MethodPost, "/provision/quick", wish)
	if reply.Code != http.StatusTooManyRequests || !strings.HasSuffix(problem.Type, "/quota-exceeded") {
		t.Errorf("over the quota: %d %s", reply.Code, reply.Body)
	}
	rec, err := w.As(t, "boss", "acme", "tenant_admin").Tenants().Get(t.Context())
	if err != nil || rec.Counters.ActiveDemos != 1 || rec.Counters.Provisions != 1 {
		t.Errorf("counted %+v, %v", rec.Counters, err)
	}
}

// TestAnEstimateSaysWhatTheActWouldDo: the quota before and after, and once it is used up that it is not allowed, and why.
func TestAnEstimateSaysWhatTheActWouldDo(t *testing.T) {
	t.Parallel()
	limits := demo.DefaultLimits()
	limits.ActiveDemos = 1
	_, h := serve(t, limits)
	estimate := func() provision.EstimateView {
		reply, view := hosttest.Call[provision.EstimateView](t, h, ada, http.MethodGet, "/provision/estimate?template_id=shopify", nil)
		if reply.Code != http.StatusOK || view.Tables != 2 || view.Rows != 5 || len(view.Quota) != 3 {
			t.Fatalf("estimate: %d %s", reply.Code, reply.Body)
		}
		return view
	}
	if before := estimate(); !before.Allowed || before.Quota[0].Used != 0 || before.Quota[0].After != 1 {
		t.Errorf("before: %+v", before)
	}
	begin(t, h, ada)
	if after := estimate(); after.Allowed || after.Reason == "" || after.Quota[0].Used != 1 {
		t.Errorf("with the quota used up: %+v", after)
	}
	if reply, _ := hosttest.Call[host.Problem](t, h, ada, http.MethodGet, "/provision/estimate?template_id=nothing", nil); reply.Code != http.StatusUnprocessableEntity {
		t.Errorf("of no template: %d", reply.Code)
	}
}

// TestAJobIsCancelledOnceAndTriedAgain: the retry is a job of its own, one however often the button is pressed.
func TestAJobIsCancelledOnceAndTriedAgain(t *testing.T) {
	t.Parallel()
	_, h := serve(t, demo.DefaultLimits())
	made := begin(t, h, ada)
	job := "/jobs/" + made.JobID
	if reply, _ := hosttest.Call[host.Problem](t, h, ada, http.MethodPost, job+"/retry", nil); reply.Code != http.StatusConflict {
		t.Errorf("a queued job tried again: %d %s", reply.Code, reply.Body)
	}
	if reply, view := hosttest.Call[provision.JobView](t, h, ada, http.MethodPost, job+"/cancel", nil); reply.Code != http.StatusOK || view.Status != "cancelled" {
		t.Fatalf("cancelled: %d %s", reply.Code, reply.Body)
	}
	if reply, _ := hosttest.Call[host.Problem](t, h, ada, http.MethodPost, job+"/cancel", nil); reply.Code != http.StatusConflict {
		t.Errorf("cancelled twice: %d %s", reply.Code, reply.Body)
	}
	reply, again := hosttest.Call[taken](t, h, ada, http.MethodPost, job+"/retry", nil)
	if reply.Code != http.StatusAccepted || again.JobID == made.JobID || again.DemoID == made.DemoID {
		t.Fatalf("tried again: %d %s", reply.Code, reply.Body)
	}
	if _, twice := hosttest.Call[taken](t, h, ada, http.MethodPost, job+"/retry", nil); twice != again {
		t.Errorf("pressed twice: %+v, want %+v", twice, again)
	}
	if _, view := hosttest.Call[provision.JobView](t, h, ada, http.MethodGet, "/provision/status/"+again.JobID, nil); view.RetryOf != made.JobID {
		t.Errorf("the new job is a retry of %q", view.RetryOf)
	}
}

// TestJobsAreShownToWhoMaySeeThem: one's own with their log as it grows, all to the tenant's admin, none to anybody else.
func TestJobsAreShownToWhoMaySeeThem(t *testing.T) {
	t.Parallel()
	w, h := serve(t, demo.DefaultLimits())
	made := begin(t, h, ada)
	begin(t, h, bob)
	claim := w.Claim(t, store.JobRef{Job: made.JobID, Demo: made.DemoID}, demo.StepLoad)
	if err := w.Function(t, "load", "acme").Work().Report(t.Context(), claim, "Copying tables", 10, "customers is there."); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]int{ada: 1, boss: 2, eve: 0} {
		if reply, page := hosttest.Call[provision.JobPage](t, h, who, http.MethodGet, "/jobs", nil); reply.Code != http.StatusOK || len(page.Items) != want {
			t.Errorf("%s lists %d %s", who, reply.Code, reply.Body)
		}
	}
	if _, page := hosttest.Call[provision.JobPage](t, h, boss, http.MethodGet, "/jobs?status=running", nil); len(page.Items) != 1 || page.Items[0].JobID != made.JobID {
		t.Errorf("running: %+v", page.Items)
	}
	logs := "/jobs/" + made.JobID + "/logs"
	for _, path := range []string{"/provision/status/" + made.JobID, logs} {
		for who, status := range map[string]int{ada: 200, boss: 200, bob: 404, eve: 404, "": 401} {
			if reply, _ := hosttest.Call[any](t, h, who, http.MethodGet, path, nil); reply.Code != status {
				t.Errorf("%q gets %s: %d, want %d", who, path, reply.Code, status)
			}
		}
	}
	type lines struct {
		Items []provision.LogView `json:"items"`
		Next  string              `json:"next_cursor"`
	}
	_, page := hosttest.Call[lines](t, h, ada, http.MethodGet, logs, nil)
	if len(page.Items) == 0 || page.Items[len(page.Items)-1].Text != "customers is there." {
		t.Fatalf("log: %+v", page)
	}
	if _, rest := hosttest.Call[lines](t, h, ada, http.MethodGet, logs+"?cursor="+page.Next, nil); len(rest.Items) != 0 || rest.Next != page.Next {
		t.Errorf("nothing has come since: %+v", rest)
	}
}
