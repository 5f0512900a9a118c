// Package demos is the function demos: it shows demos.
//
//	Trigger:      HTTP, /api/v1/demos/**
//	Reads:        demos, template versions
//	Writes:       nothing yet; changes of a demo's life will come here
//	Idempotency:  reads only
//	Retry:        by the client
//	Identity:     fn-demos@, Firestore viewer
//	Playbook:     docs/playbooks/demos.md
package demos
