package templates_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"capidemo.dev/platform/functions/templates"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/host/hosttest"
	"capidemo.dev/platform/shared/store/storetest"
)

const (
	ada  = "Bearer ada acme engineer"
	boss = "Bearer boss acme tenant_admin"
	eve  = "Bearer eve rival tenant_admin"
	root = "Bearer root acme super_admin"
)

func serve(t *testing.T) (http.Handler, storetest.World) {
	t.Helper()
	w := storetest.New(t, demo.DefaultLimits())
	return hosttest.Serve(hosttest.People{}, w.Clock.Now, templates.New(w.Store, w.Clock.Now)), w
}

func document(t *testing.T, old, changed string) map[string]any {
	t.Helper()
	text, err := catalog.Skeleton("cafes")
	if err != nil {
		t.Fatal(err)
	}
	return map[string]any{"document": strings.Replace(string(text), old, changed, 1)}
}

// made is the answer to a new draft.
type made struct {
	TemplateID string `json:"template_id"`
	templates.LineView
}

func TestADraftIsMadeOnceAndSeenByItsPublishers(t *testing.T) {
	t.Parallel()
	h, w := serve(t)
	for range 2 {
		reply, draft := hosttest.Call[made](t, h, boss, http.MethodPost, "/templates", document(t, "", ""))
		if reply.Code != http.StatusAccepted || draft.TemplateID != "acme-cafes" || draft.Number != 1 || draft.Status != "draft" || draft.ExamStatus != "running" {
			t.Fatalf("%d %+v", reply.Code, draft)
		}
	}
	if snap, err := w.DB.Doc("tenants/acme/trials/acme-cafes_v1").Get(t.Context()); err != nil || snap.Data()["status"] != "pending" {
		t.Errorf("its trial: %v", err)
	}
	for who, want := range map[string]int{boss: 1, ada: 0} {
		if reply, page := hosttest.Call[templates.LinePage](t, h, who, http.MethodGet, "/templates/acme-cafes/versions", nil); reply.Code != http.StatusOK || len(page.Items) != want {
			t.Errorf("%s: %d, %d versions, want %d", who, reply.Code, len(page.Items), want)
		}
	}
}

func TestWhoMayPublishWhat(t *testing.T) {
	t.Parallel()
	h, _ := serve(t)
	if reply, _ := hosttest.Call[made](t, h, boss, http.MethodPost, "/templates", document(t, "", "")); reply.Code != http.StatusAccepted {
		t.Fatal(reply.Code)
	}
	shared := document(t, "", "")
	shared["shared"] = true
	for name, c := range map[string]struct {
		who, path string
		body      any
		want      int
	}{
		"an engineer":                       {ada, "/templates", document(t, "", ""), http.StatusForbidden},
		"a shared one by a tenant's admin":  {boss, "/templates", shared, http.StatusForbidden},
		"a shared one by a super admin":     {root, "/templates", shared, http.StatusAccepted},
		"activating an untested one":        {boss, "/templates/acme-cafes/versions/1/activate", nil, http.StatusConflict},
		"rolling back the first":            {boss, "/templates/acme-cafes/rollback", nil, http.StatusConflict},
		"another tenant's, activate":        {eve, "/templates/acme-cafes/versions/1/activate", nil, http.StatusNotFound},
		"another tenant's, deprecate":       {eve, "/templates/acme-cafes/versions/1/deprecate", nil, http.StatusNotFound},
		"another tenant's, rollback":        {eve, "/templates/acme-cafes/rollback", nil, http.StatusNotFound},
		"an absent one":                     {eve, "/templates/rival-nothing/rollback", nil, http.StatusNotFound},
		"a shared one, deprecate by tenant": {boss, "/templates/shopify/versions/1/deprecate", nil, http.StatusForbidden},
	} {
		if reply, answer := hosttest.Call[map[string]any](t, h, c.who, http.MethodPost, c.path, c.body); reply.Code != c.want {
			t.Errorf("%s: %d %v, want %d", name, reply.Code, answer["detail"], c.want)
		}
	}
	if reply, _ := hosttest.Call[host.Problem](t, h, eve, http.MethodGet, "/templates/acme-cafes/versions", nil); reply.Code != http.StatusNotFound {
		t.Errorf("another tenant's versions: %d", reply.Code)
	}
}

// TestABadDocumentIsRefusedWholeAndWritesNothing sends what a person gets wrong and what an attacker sends.
func TestABadDocumentIsRefusedWholeAndWritesNothing(t *testing.T) { //nolint:tparallel // what was written is looked at after the subtests
	t.Parallel()
	h, w := serve(t)
	bomb := bytes.NewBufferString("a: &a [x, x]\n")
	for i := range 9 {
		fmt.Fprintf(bomb, "%[1]c: &%[1]c [*%[2]c, *%[2]c]\n", 'b'+i, 'a'+i)
	}
	for name, c := range map[string]struct {
		body   map[string]any
		status int
		path   string
		line   bool
		hint   string
	}{
		"unknown column":          {document(t, "where: not cancelled and month", "where: not canceled and month"), 422, "body.document.golden_queries[0].expect", true, ""},
		"reserved word":           {document(t, "{name: channel,", "{name: select,"), 422, "body.document.tables[1].columns[3].name", true, "choose another name, or add a word to it"},
		"twice the same name":     {document(t, "name: first_name", "name: customer_id"), 422, "body.document.tables[0].columns[1].name", true, "rename one of them"},
		"impossible distribution": {document(t, "sigma: 0.5", "sigma: -3"), 422, "body.document.tables[1].columns[4].gen.number", true, ""},
		"a circle":                {document(t, "gen: {ref: {table: customers, skew: 0.7}}", "gen: {formula: customer_id + 1}"), 422, "body.document.tables", true, ""},
		"a billion rows":          {document(t, "rows: 8000", "rows: 900000000"), 422, "body.document.tables", false, "make the largest tables smaller"},
		"ten to the twelve rows":  {document(t, "rows: 8000", "rows: 1000000000000"), 422, "body.document.tables[1]", true, ""},
		"a million lines":         {map[string]any{"document": strings.Repeat("- a\n", 100_000)}, 422, "body.document", false, ""},
		"alias bomb":              {map[string]any{"document": bomb.String()}, 422, "body.document.a", true, ""},
		"not YAML":                {map[string]any{"document": "a: [\x00"}, 422, "body.document", true, ""},
		"no document":             {map[string]any{"document": ""}, 422, "body.document", false, ""},
		"an unknown field":        {map[string]any{"document": "a", "activate": true}, 422, "body", false, ""},
		"too long":                {map[string]any{"document": strings.Repeat("a", 600_000)}, 413, "", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			reply, problem := hosttest.Call[host.Problem](t, h, boss, http.MethodPost, "/templates", c.body)
			if reply.Code != c.status {
				t.Fatalf("%d %s", reply.Code, problem.Detail)
			}
			if c.path == "" {
				return
			}
			for _, e := range problem.Errors {
				if (e.Path == c.path || strings.HasPrefix(e.Path, c.path+".") || c.path == "body") && (e.Line > 0 || !c.line) && (c.hint == "" || e.Hint == c.hint) {
					return
				}
			}
			t.Errorf("no fault at %s: %+v", c.path, problem.Errors)
		})
	}
	both := document(t, "rows: 8000", "rows: 1000000000000")
	both["document"] = strings.Replace(both["document"].(string), "name: channel,", "name: select,", 1)
	if _, problem := hosttest.Call[host.Problem](t, h, boss, http.MethodPost, "/templates", both); len(problem.Errors) < 2 {
		t.Errorf("of two faults it reports %+v", problem.Errors)
	}
	if docs, err := w.DB.Collection("tenants").Doc("acme").Collection("templates").Documents(t.Context()).GetAll(); err != nil || len(docs) != 0 {
		t.Errorf("%d templates were written, %v", len(docs), err)
	}
	if docs, err := w.DB.Collection("tenants").Doc("acme").Collection("trials").Documents(t.Context()).GetAll(); err != nil || len(docs) != 0 {
		t.Errorf("%d trials were written, %v", len(docs), err)
	}
}

func TestTheLibraryShowsSharedAndOwnTemplates(t *testing.T) {
	t.Parallel()
	h, _ := serve(t)
	_, page := hosttest.Call[templates.TemplatePage](t, h, ada, http.MethodGet, "/templates", nil)
	if len(page.Items) != 1 || page.Items[0].TemplateID != "shopify" || page.Items[0].Private || page.Items[0].Seconds <= 0 {
		t.Errorf("%+v", page.Items)
	}
	if _, found := hosttest.Call[templates.TemplatePage](t, h, ada, http.MethodGet, "/templates?q=nothing+here", nil); len(found.Items) != 0 {
		t.Errorf("found %+v", found.Items)
	}
	if reply, view := hosttest.Call[templates.VersionView](t, h, ada, http.MethodGet, "/templates/shopify", nil); reply.Code != http.StatusOK || len(view.Tables) != 2 {
		t.Errorf("%d, %d tables", reply.Code, len(view.Tables))
	}
}

// TestTheSchemaOfTheLanguageIsPublic serves what editors ask for, without a credential.
func TestTheSchemaOfTheLanguageIsPublic(t *testing.T) {
	t.Parallel()
	h, _ := serve(t)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/dataspec.schema.json", http.NoBody))
	if w.Code != http.StatusOK || !json.Valid(w.Body.Bytes()) || !strings.Contains(w.Body.String(), "json-schema.org") {
		t.Errorf("%d, %d bytes", w.Code, w.Body.Len())
	}
}
