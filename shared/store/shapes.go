package store

import "slices"

// Shape is the form of a query: what an index must serve. Firestore refuses a query that no index serves, but its emulator does not;
// so every query is declared here, package rules holds the shapes to firestore.indexes.json, and finds queries that are not declared.
type Shape struct {
	Query      string   // who asks: Type.Method in this package or in system, or Listener
	Collection string   // last element of the collection's path
	Group      bool     // of all collections with this name, across tenants
	Equal      []string // fields compared for equality in every query
	Optional   []string // fields compared for equality in any combination
	Contains   string   // field that must contain a value; optional like Optional
	Range      string   // field compared by < or >; it is also the first of Order
	Order      []Order  // __name__ included where the query names it
}

// Order is one field of a query's order.
type Order struct {
	Field string
	Desc  bool
}

// Name is the field path of a document's id in orders and indexes.
const Name = "__name__"

// Listener is the Query of shapes that the browser asks for.
const Listener = "listener"

// Shapes lists the form of every query. Documents read by their ids need no index and are not listed.
func Shapes() []Shape {
	newestFirst := []Order{{"created_at", true}, {Name, true}}
	demoFilters := []string{"created_by", "status", "template_id", "customer_name"}
	all := []Shape{
		{Query: "Demos.List", Collection: "demos", Optional: demoFilters, Order: newestFirst},
		{Query: "Demos.List", Collection: "demos", Optional: demoFilters, Order: []Order{{"created_at", false}, {Name, false}}},
		{Query: "Demos.List", Collection: "demos", Optional: demoFilters, Order: []Order{{"last_used", true}, {Name, true}}},
		{Query: "Demos.List", Collection: "demos", Optional: demoFilters, Order: []Order{{"last_used", false}, {Name, false}}},
		{Query: "Demos.List", Collection: "demos", Optional: demoFilters, Range: "customer_key", Order: []Order{{"customer_key", false}, {Name, false}}},
		{Query: "Demos.Pinned", Collection: "demos", Contains: "pinned_by"},
		{Query: "Demos.roomForPins", Collection: "demos", Contains: "pinned_by"},
		{Query: "Demos.countOwn", Collection: "demos", Equal: []string{"created_by", "status"}},
		{Query: "AuditLog.List", Collection: "audit_entries", Optional: []string{"action", "object", "created_by"}, Range: "created_at", Order: newestFirst},
		{Query: "Upkeep.census", Collection: "demos", Equal: []string{"status"}},
		{Query: "Upkeep.census", Collection: "jobs", Equal: []string{"status"}},
		{Query: "Upkeep.census", Collection: "api_keys", Equal: []string{"revoked_at"}},
		{Query: "Upkeep.census", Collection: "trials", Equal: []string{"status"}},
		{Query: "Upkeep.census", Collection: "webhooks"},
		{Query: "Upkeep.census", Collection: "templates"},
		{Query: "Keys.List", Collection: "api_keys", Order: newestFirst},
		{Query: "Invites.List", Collection: "invites", Order: newestFirst},
		{Query: "Scoped.room", Collection: "users", Equal: []string{"active"}},
		{Query: "Members.List", Collection: "users", Order: newestFirst},
		{Query: "Members.keepingAnAdmin", Collection: "users", Equal: []string{"role", "active"}},
		{Query: "Store.Tenants", Collection: "tenants", Order: []Order{{Field: Name}}},
		{Query: "Tenants.All", Collection: "tenants", Order: []Order{{Field: Name}}},
		{Query: "Demos.History", Collection: "audit_entries", Equal: []string{"demo_id"}, Order: newestFirst},
		{Query: "Jobs.List", Collection: "jobs", Optional: []string{"created_by", "status", "demo_id"}, Order: newestFirst},
		{Query: "Work.Forget", Collection: "jobs", Equal: []string{"demo_id"}},
		{Query: "Jobs.Logs", Collection: "logs", Order: []Order{{Field: Name}}},
		{Query: "Conversations.List", Collection: "conversations", Optional: []string{"created_by"}, Order: newestFirst},
		{Query: "Conversations.Messages", Collection: "messages", Range: "ordinal", Order: []Order{{Field: "ordinal"}}},
		{Query: "Conversations.Message", Collection: "messages", Equal: []string{"role"}, Order: []Order{{"ordinal", true}}},
		{Query: "Scoped.silence", Collection: "messages", Order: []Order{{Field: "ordinal"}}},
		{Query: "Scoped.purgeMessage", Collection: "chunks", Order: []Order{{Field: "seq"}}},
		{Query: "Conversations.listen", Collection: "chunks", Range: "seq", Order: []Order{{Field: "seq"}}},
		{Query: "Templates.List", Collection: "templates", Optional: []string{"industry"}, Contains: "tags", Order: []Order{{Field: "display_name"}}},
		{Query: "Webhooks.List", Collection: "webhooks"},
		{Query: "Webhooks.Deliveries", Collection: "deliveries", Order: newestFirst},
		{Query: "Notices.Address", Collection: "webhooks"},
		{Query: "Store.SilentDeliveries", Collection: "deliveries", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.SilentJobs", Collection: "jobs", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.DoomedConversations", Collection: "conversations", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.SilentAnswers", Collection: "messages", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Templates.Versions", Collection: "versions", Order: []Order{{"number", true}}},
		{Query: "Store.ActiveTemplates", Collection: "templates", Group: true, Order: []Order{{Field: Name}}},
		{Query: "Store.SupersededBuilds", Collection: "builds", Group: true, Range: "superseded_at", Order: []Order{{Field: "superseded_at"}}},
		{Query: "Store.BuildNeeded", Collection: "demos", Group: true, Equal: []string{"template_id", "build", "status"}},
		{Query: "Store.FolderShared", Collection: "builds", Equal: []string{"location"}},
		{Query: "Store.SilentTrials", Collection: "trials", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.SilentErrands", Collection: "errands", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.SilentExams", Collection: "exams", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.DueCertificates", Collection: "demos", Group: true, Range: "exam.check_at", Order: []Order{{Field: "exam.check_at"}}},
	}
	return slices.Concat(all, leavingShapes(), listenerShapes())
}

// leavingShapes are those of taking out what a tenant has, of forgetting people, and of deleting tenants.
func leavingShapes() []Shape {
	newestFirst, inOrder := []Order{{"created_at", true}, {Name, true}}, []Order{{Field: Name}}
	return []Shape{
		{Query: "Departures.Still", Collection: "jobs", Equal: []string{"status"}},
		{Query: "Departures.endTrials", Collection: "trials", Equal: []string{"status"}},
		{Query: "Departures.Versions", Collection: "templates", Order: []Order{{Field: Name}}},
		{Query: "Departures.Versions", Collection: "versions", Order: []Order{{"number", true}}},
		{Query: "Departures.People", Collection: "users", Order: []Order{{Field: Name}}},
		{Query: "Departures.indexes", Collection: "idempotency", Order: []Order{{Field: Name}}},
		{Query: "Departures.indexes", Collection: "build_exams", Order: []Order{{Field: Name}}},
		{Query: "Store.SilentExports", Collection: "exports", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.SilentErasures", Collection: "erasures", Group: true, Range: "watch_at", Order: []Order{{Field: "watch_at"}}},
		{Query: "Store.Elsewhere", Collection: "users", Group: true, Equal: []string{"uid"}},
		{Query: "Exports.List", Collection: "exports", Order: newestFirst},
		{Query: "Exports.room", Collection: "exports", Equal: []string{"status"}},
		{Query: "Erasures.revokeKeys", Collection: "api_keys", Equal: []string{"created_by"}, Order: inOrder},
		{Query: "Erasures.dropInvites", Collection: "invites", Order: inOrder},
		{Query: "Erasures.unpin", Collection: "demos", Contains: "pinned_by"},
		{Query: "Erasures.dropConversations", Collection: "conversations", Group: true, Equal: []string{"created_by"}, Order: inOrder},
		{Query: "Erasures.dropComments", Collection: "messages", Group: true, Equal: []string{"feedback.by"}, Order: inOrder},
		{Query: "Erasures.dropUsage", Collection: "usage", Equal: []string{"uid"}},
		{Query: "Holdings.EachMember", Collection: "users", Order: inOrder},
		{Query: "Holdings.EachInvite", Collection: "invites", Order: inOrder},
		{Query: "Holdings.EachKey", Collection: "api_keys", Order: inOrder},
		{Query: "Holdings.EachWebhook", Collection: "webhooks", Order: inOrder},
		{Query: "Holdings.EachDelivery", Collection: "deliveries", Group: true, Order: inOrder},
		{Query: "Holdings.EachDemo", Collection: "demos", Order: inOrder},
		{Query: "Holdings.EachExam", Collection: "exams", Group: true, Order: inOrder},
		{Query: "Holdings.EachConversation", Collection: "conversations", Group: true, Order: inOrder},
		{Query: "Holdings.EachMessage", Collection: "messages", Group: true, Order: inOrder},
		{Query: "Holdings.EachChunk", Collection: "chunks", Group: true, Order: inOrder},
		{Query: "Holdings.EachJob", Collection: "jobs", Order: inOrder},
		{Query: "Holdings.EachLog", Collection: "logs", Group: true, Order: inOrder},
		{Query: "Holdings.EachAuditEntry", Collection: "audit_entries", Order: inOrder},
		{Query: "Holdings.EachUsagePart", Collection: "usage", Order: inOrder},
		{Query: "Holdings.EachTrial", Collection: "trials", Order: inOrder},
		{Query: "Holdings.EachTemplate", Collection: "templates", Order: inOrder},
		{Query: "Holdings.EachVersion", Collection: "versions", Group: true, Order: inOrder},
		{Query: "Holdings.EachExport", Collection: "exports", Order: inOrder},
		{Query: "Holdings.EachErasure", Collection: "erasures", Order: inOrder},
	}
}

// listenerShapes are what the browser asks for.
func listenerShapes() []Shape {
	return []Shape{
		// Listeners read in the order of ids unless they say another, filtered by what firestore.rules lets them prove.
		{Query: Listener, Collection: "jobs", Equal: []string{"created_by", "status"}},
		{Query: Listener, Collection: "demos", Optional: []string{"created_by"}, Order: []Order{{"last_used", true}}},
		{Query: Listener, Collection: "logs", Optional: []string{"created_by"}},
		{Query: Listener, Collection: "messages", Optional: []string{"created_by"}},
		{Query: Listener, Collection: "chunks", Optional: []string{"created_by"}},
	}
}
