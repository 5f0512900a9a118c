// Package reply is the function reply: it answers a question and writes the answer down as it arises.
//
//	Trigger:      Firestore document created, tenants/{tenant}/demos/{demo}/conversations/{conversation}/messages/{message}
//	Reads:        the message (a pending answer), the demo
//	Writes:       chunks of the answer in sequence, the message's outcome; the tenant's use; a conversation of the Conversational Analytics API
//	Emits:        nothing; readers listen to the chunks
//	Idempotency:  lease with fence per answer; a repeated attempt tells readers to forget what came before; an ended answer is left alone
//	Retry:        Eventarc for what may pass; after 5 attempts the answer fails; redrive-jobs fails forgotten ones
//	Identity:     fn-reply@, Firestore user, data agent user, BigQuery job user, data viewer, publisher on the dead letters
//	Playbook:     docs/playbooks/reply.md
package reply
