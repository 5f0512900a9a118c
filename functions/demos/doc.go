// Package demos is the function demos: it shows demos, and changes what people may change of them.
//
//	Trigger:      HTTP, /api/v1/demos/**, /api/v1/dashboard
//	Reads:        demos, template versions, audit entries, tenants/{t}, usage
//	Writes:       demos (pins, the customer's name, that it is being deleted, with the job that does it), audit entries: one commit per
//	              request
//	Idempotency:  pins are sets; a name is changed with If-Match; a deletion that goes on is given again
//	Retry:        by the client
//	Identity:     fn-demos@, Firestore user
//	Playbook:     docs/playbooks/demos.md
package demos
