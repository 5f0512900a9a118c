package operations

import (
	"maps"
	"net/http"

	"capidemo.dev/platform/shared/tenant"
)

// Call says how an operation is called well.
type Call struct {
	About   []string                    // things it is about, by the names of its parameters; another tenant's must look absent
	Query   string                      // with things in braces
	Body    func(Things) map[string]any // of a JSON request
	Version string                      // path of a GET whose ETag goes into If-Match; none where a change may come without
	Spends  bool                        // a success uses its things up: the next call needs others
	Needs   tenant.Reach                // the least reach that is enough when it is about no thing; any when zero
	Answer  int                         // of a call that is allowed, where the things that are made let it have no success
	Bearer  bool                        // what it is about opens itself to whoever knows it, of any tenant
	Parts   bool                        // a success takes who asks away: somebody like them asks
	Ready   string                      // a thing in another state, with which it has success (Prepared)
}

// Names of templates that the world has: the one that demos are made of, and the mark of shared ones that a test may spoil.
const (
	Small  = "small"
	common = "common"
)

// Calls has every operation of the API. This is where a new one is added.
func Calls() map[string]Call {
	all := map[string]Call{
		"health": {}, "ready": {}, "certificate-keys": {}, "dashboard": {}, "get-me": {},
		"list-jobs": {}, "list-demos": {}, "list-templates": {}, "list-webhooks": {}, "list-users": {}, "list-invites": {}, "list-api-keys": {},
		"list-audit-entries": {}, "list-tenants": {},
	}
	for _, part := range []map[string]Call{demoCalls(), chatCalls(), templateCalls(), webhookCalls(), tenantCalls()} {
		maps.Copy(all, part)
	}
	return all
}

func with(name string, value any) func(Things) map[string]any {
	return func(Things) map[string]any { return map[string]any{name: value} }
}

func demoCalls() map[string]Call {
	aDemo, aJob, aTable := []string{"demo_id"}, []string{"job_id"}, []string{"demo_id", "table"}
	return map[string]Call{
		"provision-quick": {Needs: tenant.Own, Body: func(Things) map[string]any {
			return map[string]any{"template_id": Small, "customer_name": "Acme Corp"}
		}},
		"provision-estimate": {Needs: tenant.Own, Query: "?template_id=" + Small},
		"provision-status":   {About: aJob},
		"job-logs":           {About: aJob},
		"cancel-job":         {About: aJob, Answer: http.StatusConflict, Ready: "job under way"}, // it has ended
		"retry-job":          {About: aJob, Answer: http.StatusConflict, Ready: "job ended"},     // it went well
		"get-demo":           {About: aDemo},
		"update-demo":        {About: aDemo, Version: "/demos/{demo_id}", Body: with("customer_name", "Acme Corporation")},
		"delete-demo":        {About: aDemo, Spends: true},
		"pin-demo":           {About: aDemo},
		"unpin-demo":         {About: aDemo},
		"demo-history":       {About: aDemo},
		"list-golden-queries": {
			About: aDemo,
		},
		"start-exam":      {About: aDemo},
		"get-certificate": {About: aDemo},
		"list-tables":     {About: aDemo},
		"list-rows":       {About: aTable, Query: "?limit=3"},
		"profile-table":   {About: aTable},
	}
}

func chatCalls() map[string]Call {
	question := with("question", "How many customers are there?")
	aTalk := []string{"conversation_id"}
	return map[string]Call{
		"create-conversation": {About: []string{"demo_id"}, Body: with("title", "Before the meeting")},
		"list-conversations":  {About: []string{"demo_id"}},
		"update-conversation": {About: aTalk, Body: with("title", "After the meeting")},
		"delete-conversation": {About: aTalk, Spends: true},
		"list-messages":       {About: aTalk},
		"ask":                 {About: aTalk, Body: question},
		"chat": {About: []string{"demo_id", "conversation_id"}, Body: func(t Things) map[string]any {
			return map[string]any{"demo_id": t["demo_id"], "conversation_id": t["conversation_id"], "question": "How many customers are there?"}
		}},
		"stream-answer": {About: []string{"conversation_id", "message_id"}, Query: "?message_id={message_id}"},
		"rate-answer":   {About: []string{"message_id"}, Body: func(Things) map[string]any { return map[string]any{"rating": "up", "comment": "Right."} }},
	}
}

func templateCalls() map[string]Call {
	aVersion := []string{"template_id", "number"}
	return map[string]Call{
		"get-template":               {About: []string{"template_id"}},
		"list-template-versions":     {About: []string{"template_id"}},
		"create-template-version":    {Body: func(t Things) map[string]any { return map[string]any{"document": t["document"]} }},
		"activate-template-version":  {About: aVersion, Spends: true},
		"deprecate-template-version": {About: aVersion, Spends: true},
		"rollback-template":          {About: []string{"template_id"}, Spends: true},
	}
}

func webhookCalls() map[string]Call {
	aHook := []string{"webhook_id"}
	const current = "/webhooks/{webhook_id}"
	return map[string]Call{
		"create-webhook": {Body: func(t Things) map[string]any {
			return map[string]any{"url": t["sink"], "events": []string{"job.completed"}}
		}},
		"get-webhook":           {About: aHook},
		"update-webhook":        {About: aHook, Version: current, Body: with("description", "Our CRM")},
		"rotate-webhook-secret": {About: aHook, Version: current},
		"delete-webhook":        {About: aHook, Spends: true},
		"test-webhook":          {About: aHook},
		"list-deliveries":       {About: aHook},
		"redeliver":             {About: []string{"webhook_id", "delivery_id"}, Spends: true},
	}
}

func tenantCalls() map[string]Call {
	aTenant, aUser := []string{"tenant_id"}, []string{"uid"}
	return map[string]Call{
		"create-tenant": {Needs: tenant.Platform, Body: func(t Things) map[string]any {
			return map[string]any{"tenant_id": t["new_tenant_id"], "name": "Another company"}
		}},
		"get-tenant":    {About: aTenant},
		"update-tenant": {About: aTenant, Version: "/tenants/{tenant_id}", Body: func(t Things) map[string]any { return map[string]any{"name": t["tenant_name"]} }},
		"delete-tenant": { // nobody deletes their own
			About: aTenant, Needs: tenant.Platform, Query: "?confirm={tenant_id}", Version: "/tenants/{tenant_id}", Spends: true, Answer: http.StatusConflict, Ready: "another tenant",
		},
		"invite-tenant-admin": {About: aTenant, Needs: tenant.Platform, Body: with("expires_in_days", 3)},
		"tenant-usage":        {About: aTenant},
		"tenant-quota":        {About: aTenant},
		"create-api-key":      {Body: func(Things) map[string]any { return map[string]any{"name": "CRM", "scopes": []string{"demos.read"}} }},
		"revoke-api-key":      {About: []string{"key_id"}},
		"create-invite":       {Body: with("role", "engineer")},
		"revoke-invite":       {About: []string{"invite_id"}, Spends: true},
		"accept-invite":       {About: []string{"code"}, Answer: http.StatusConflict, Bearer: true, Ready: "newcomer"}, // members are members
		"get-user":            {About: aUser},
		"update-user":         {About: aUser, Version: "/users/{uid}", Body: with("role", "instructor")},
		"deactivate-user":     {About: aUser, Spends: true},
		"erase-user":          {About: aUser, Spends: true},
		"leave":               {Parts: true, Ready: "newcomer"},
		"create-export":       {About: aTenant, Answer: http.StatusConflict, Ready: "no export"}, // one is under way
		"list-exports":        {About: aTenant},
		"get-export":          {About: []string{"tenant_id", "export_id"}},
		"download-export":     {About: []string{"tenant_id", "export_id"}, Answer: http.StatusConflict, Ready: "export made"}, // it is not made yet
	}
}
