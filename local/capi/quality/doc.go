// Package quality measures how well the local analyst answers everyday questions about the shipped templates, by results and not by words.
//
// A template's folder in shared/catalog may have two files beside its specification. questions.txt lists questions with the results that are
// right, in the ledger's language (docs/data-spec.md), so they are computed from the generated columns and never by SQL; unanswerable.txt lists
// what must not be answered by a figure. Measure generates the template, loads it into a local warehouse, creates its agent on the local
// Conversational Analytics API, asks every conversation from its beginning through the platform's own adapter, and sorts the answers:
//
//	verified, composed  the result is right; by a golden query, or by a statement made for the question
//	asked back          a clarification with options
//	refused             no figure, with a reason
//	wrong               a figure that is none of the right ones
//
// A wrong figure costs as much as five questions without an answer (Report.Score).
//
// What must not go in: questions (they belong to their template) and anything that makes answers better (local/capi/analyst). What every template has to
// reach stands in one table in quality_test.go; `go run ./cmd/bench accuracy` prints the same measurement, `go run ./cmd/bench ask` asks one question.
package quality
