// Package chat is the function chat: people ask a demo questions and read the answers as they are written.
//
//	Trigger:      HTTP, /api/v1/demos/*/conversations, /api/v1/conversations/**, /api/v1/messages/**, /api/v1/chat
//	Reads:        demos, conversations, messages, chunks
//	Writes:       conversations, messages (question and pending answer in one commit), question quota, feedback; deletes conversations
//	Emits:        nothing; the created answer sets off reply
//	Idempotency:  every question is a new one
//	Retry:        by the client; streams resume after a sequence number
//	Identity:     fn-chat@, Firestore user
//	Playbook:     docs/playbooks/chat.md
package chat
