// Package forget is the function forget: it erases what a tenant has of a person who left it.
//
//	Trigger:      document tenants/{tenant}/erasures/{erasure} written
//	Reads:        what is the person's below the tenant; the person's account, and whether another tenant has them
//	Writes:       API keys (revoked, nameless), invites, conversations with all that was said and what the agents' API keeps of them, usage (removed), pins and comments (taken off),
//	              the member (a tombstone), the erasure (completed: the proof), audit entries; the account (deleted, or its claims and sign-ins ended)
//	Emits:        nothing
//	Idempotency:  lease with fence per erasure; what is removed is not found again; absence is success
//	Retry:        in process after 1 and 2 s, then Eventarc; after 5 attempts redrive-jobs begins anew, later each time, until it is done
//	Identity:     fn-forget@, Firestore user, Firebase Auth admin, data agent owner
//	Playbook:     docs/playbooks/forget.md
package forget
