package attack_test

import (
	"net/http"
	"strings"
	"testing"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

// wish is the body of POST /provision/quick.
func wish(customer string) map[string]any {
	return map[string]any{"template_id": operations.Small, "customer_name": customer}
}

// TestWhatIsNotAWish: bodies of POST /provision/quick that make nothing and say which value is at fault.
func TestWhatIsNotAWish(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	named := func(customer string) any { return wish(customer) }
	with := func(name string, value any) any {
		body := wish("Acme Corp")
		body[name] = value
		return body
	}
	without := func(name string) any {
		body := wish("Acme Corp")
		delete(body, name)
		return body
	}
	const customer, template = "body.customer_name", "body.template_id"
	cases := map[string]struct {
		body   any
		status int
		slug   string
		path   string
	}{
		"unknown template":       {with("template_id", "nothing"), 422, "invalid", template},
		"unknown version":        {with("version", 999), 422, "invalid", template},
		"empty template":         {with("template_id", ""), 422, "invalid", template},
		"path as a template":     {with("template_id", "../shopify"), 422, "invalid", template},
		"over-long template":     {with("template_id", strings.Repeat("a", 61)), 422, "invalid", template},
		"no template":            {without("template_id"), 422, "invalid", "body"},
		"template is a number":   {with("template_id", 7), 422, "invalid", template},
		"no name":                {without("customer_name"), 422, "invalid", "body"},
		"empty name":             {named(""), 422, "invalid", customer},
		"blank name":             {named(" \t "), 422, "invalid", customer},
		"over-long name":         {named(strings.Repeat("é", 101)), 422, "invalid", customer},
		"name with a line break": {named("Acme\nCorp"), 422, "invalid", customer},
		"name with a null":       {named("Acme\x00Corp"), 422, "invalid", customer},
		"name with an escape":    {named("Acme\x1b[31mCorp"), 422, "invalid", customer},
		"name turned around":     {named("Acme \u202eproC"), 422, "invalid", customer},
		"name with isolates":     {named("Acme\u2066Corp\u2069"), 422, "invalid", customer},
		"name with zero width":   {named("Ac\u200bme"), 422, "invalid", customer},
		"name is a list":         {with("customer_name", []string{"Acme"}), 422, "invalid", customer},
		"name is null":           {with("customer_name", nil), 422, "invalid", customer},
		"name is no UTF-8":       {`{"template_id":"` + operations.Small + `","customer_name":"Acme` + "\xff" + `"}`, 422, "invalid", customer},
		"version is text":        {with("version", "one"), 422, "invalid", "body.version"},
		"version is negative":    {with("version", -1), 422, "invalid", "body.version"},
		"unknown field":          {with("tenant", "another"), 422, "invalid", "body.tenant"},
		"a list":                 {`[]`, 422, "invalid", "body"},
		"a word":                 {`"shopify"`, 422, "invalid", "body"},
		"not JSON":               {`{"template_id":`, 400, "malformed", ""},
		"two documents":          {`{} {}`, 400, "malformed", ""},
		"nothing":                {``, 400, "malformed", ""},
		"100 kB":                 {named(strings.Repeat("x", 100<<10)), 413, "too-large", ""},
		"deep":                   {strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000), 422, "invalid", ""},
	}
	c.leavesNothing(t, func() {
		for name, one := range cases {
			p := refused(t, name, c.lead.Do(t, http.MethodPost, "/provision/quick", one.body, nil), one.status, one.slug)
			if one.path != "" && !p.names(one.path) {
				t.Errorf("%s: errors %+v, want one at %s", name, p.Errors, one.path)
			}
		}
	})
}

// TestKeysAreBoundToTheirRequest: an Idempotency-Key gives the same job for the same body, refuses another, and is each person's own.
func TestKeysAreBoundToTheirRequest(t *testing.T) {
	t.Parallel()
	c := newCompany(t)
	colleague := c.w.Join(t, c.id, tenant.Engineer)
	ask := func(p *operations.Person, body map[string]any, key string) operations.Reply {
		return p.Do(t, http.MethodPost, "/provision/quick", body, map[string]string{"Idempotency-Key": key})
	}
	job := func(p *operations.Person) string { return ask(p, wish("Acme Corp"), "key-1").Texts(t)["job_id"] }
	first := job(c.lead)
	if again := job(c.lead); first == "" || again != first {
		t.Errorf("the same key and body gave %q, then %q", first, again)
	}
	if others := job(colleague); others == "" || others == first {
		t.Errorf("a colleague's key met mine: %q", others)
	}
	c.leavesNothing(t, func() {
		more := wish("Acme Corp")
		more["version"] = 1
		for name, body := range map[string]map[string]any{"another customer": wish("Another"), "a version more": more} {
			if p := refused(t, name, ask(c.lead, body, "key-1"), http.StatusConflict, "conflict"); !p.names("header.Idempotency-Key") {
				t.Errorf("%s: errors %+v", name, p.Errors)
			}
		}
		refused(t, "an over-long key", ask(c.lead, wish("Acme Corp"), strings.Repeat("k", 201)), http.StatusUnprocessableEntity, "invalid")
	})
}
