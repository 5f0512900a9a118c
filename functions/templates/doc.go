// Package templates is the function templates: the library from which demos are made.
//
//	Trigger:      HTTP, /api/v1/templates/**
//	Reads:        templates, versions
//	Writes:       nothing
//	Idempotency:  reads only
//	Retry:        by the client
//	Identity:     fn-templates@, Firestore viewer
//	Playbook:     docs/playbooks/templates.md
package templates
