// Package users is the function users: who belongs to a tenant, and how they come to.
//
//	Trigger:      HTTP, /api/v1/users/**, /api/v1/invites/**
//	Reads:        users, invites, tenants/{t}
//	Writes:       users, invites, audit entries: one commit per request; then the claims of the sign-in, which follow the membership
//	Idempotency:  Idempotency-Key on POST, If-Match on PATCH; accepting again gives the same membership and sets the claims again
//	Retry:        by the client
//	Identity:     fn-users@, Firestore user, Firebase Auth admin, accessor of the secret api-key-pepper
//	Playbook:     docs/playbooks/users.md
package users
