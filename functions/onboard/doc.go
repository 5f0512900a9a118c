// Package onboard is the function onboard: it sets a new tenant up and opens it.
//
//	Trigger:      document tenants/{tenant}/errands/{errand} written, the errand onboard, pending
//	Reads:        errand, tenant
//	Writes:       the secret tenant-<id>-gemini-api-key without a version; the tenant (active, counters, settings), the errand is removed, an
//	              audit entry: one commit
//	Emits:        nothing
//	Idempotency:  lease with fence; a secret that is there with the tenant's label is ours; a tenant is opened once
//	Retry:        in process after 1 and 2 s, then Eventarc; redrive-jobs after that, for as long as it takes
//	Identity:     fn-onboard@, Firestore user, makes secrets
//	Playbook:     docs/playbooks/onboard.md
//
// A tenant's counters, settings and limits are in its document from the commit that makes it. Its space for private templates is made of
// names (demo.PrivateTemplateID): collections, folders and datasets come with the first template, and nothing of it has to be made before.
package onboard
