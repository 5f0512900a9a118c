// Package analyst is the platform's only way to the Conversational Analytics API: it creates and deletes data agents, keeps
// conversations, and asks questions whose answers arrive in parts.
//
// It is a thin adapter over Google's generated clients. Every create is idempotent under its deterministic id ("already exists and is
// mine" is success), every delete ends with the absence confirmed, every call has a time limit, and every error carries a fault.Kind.
// Config.Endpoint alone decides whether Google or a local server answers.
//
// What must not go in: tenants and permissions (the caller has checked them), SQL of its own, any knowledge of local/. The conformance suite
// (TestConformance) runs against the local server always and against the cloud when it is configured; a new behaviour begins there.
package analyst
