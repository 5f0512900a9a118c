// Package reading understands a question in the terms of an agent's semantic model, or says why it does not.
//
// It works in three steps. scan finds what the words stand for: periods (package calendar), the grammar of questions about data
// (grammar.go) and names of the model. gather gives each find its role: measure, dimension, filter, period, ranking (draft.go). bind chooses
// among the meanings of names so that everything lies on one measure's table or is reached from it many-to-one, and makes a
// compose.Request; two choices that are nearly as good become a question back. A follow-up changes the draft of the question before.
//
// Where the words as they stand make no question, it tries other readings in turn (Reader.Read): what the last sentence says is meant (sentences.go),
// the number of cases by a recorded reason (reasons.go), a participle before its noun, and a name as its single words (again.go). Each is bound by
// the same rules, so none of them can answer by leaving a word out; only in a sentence before the one that says what is meant may words without a
// meaning stand, unless they may be names.
//
// Its rule is that every word with content must have a role. A word without one is named in the refusal; it is never skipped. What may be skipped
// is listed in grammar.go. To teach it a phrase, extend those tables; to teach it a form, add its role to gather and its field
// to Draft, and a question that shows it with one that it must not answer to abilities_test.go. The questions of the templates measure it
// (local/capi/quality) and must never be answered wrongly.
package reading
