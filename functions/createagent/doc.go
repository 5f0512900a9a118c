// Package createagent is the function createagent: it makes the data agent that answers questions about a demo.
//
//	Trigger:      Firestore document updated, tenants/{tenant}/demos/{demo}, once the dataset exists
//	Reads:        job, demo, template version
//	Writes:       job and demo (step createagent), one data agent
//	Emits:        nothing; the job's end sets off finish
//	Idempotency:  lease with fence per job; the agent's id is the demo's; "exists and is mine" is success
//	Retry:        in process after 1 and 2 s, then Eventarc; after 5 attempts the job fails; redrive-jobs nudges silent ones
//	Identity:     fn-createagent@, Firestore user, data agent creator, publisher on the dead letters
//	Playbook:     docs/playbooks/createagent.md
package createagent
