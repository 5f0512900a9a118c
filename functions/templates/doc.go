// Package templates is the function templates: the library from which demos are made, and the life of its versions.
//
//	Trigger:      HTTP, /api/v1/templates/**, /api/dataspec.schema.json
//	Reads:        templates, versions, uses
//	Writes:       one commit a request: draft version with specification, trial, card and audit entry; or card, version and audit entry
//	Emits:        nothing; the trial's creation sets off build
//	Idempotency:  the same specification again is the same version; a move that was made is a conflict
//	Retry:        by the client
//	Identity:     fn-templates@, Firestore user
//	Playbook:     docs/playbooks/templates.md
package templates
