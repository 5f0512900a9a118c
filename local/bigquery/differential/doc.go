// Package differential asks the local warehouse and Google's own analyzer the same questions. Google's side is goccy's BigQuery emulator,
// whose answers are recorded in theirs/, so that comparing needs neither the emulator nor the minutes it takes to compile.
//
//	corpus/TOPIC.sql   the questions: "== title", a query, and "differs: reason" where we mean to answer otherwise
//	theirs/TOPIC.txt   what the emulator answered (make differential asks again)
//	ours/TOPIC.txt     what we answer where that differs, held as firmly as the rest
//	emulator/          a module of its own that pins the emulator, so that it weighs on no other build
//	goccy/             builds and starts it, for record and for cmd/bench
//	record/            the command that asks it
//
// An answer is the names and types of the columns and the rows; of an error only that it is one. The emulator errs too: where it departs
// from BigQuery's documentation, "differs" says so, and docs/googlesql-differences.md lists all differences with both answers.
//
// What must not go in: tests of one construct (local/bigquery/translate). To extend it, add a question to a topic, run make differential,
// and read the difference, if there is one, against BigQuery's documentation before declaring it.
package differential
