// Package compose turns a Request, a question in the terms of package semantic, into one GoogleSQL statement and the words that say what
// it computes.
//
// Statements are syntax trees until package sqltext writes them. Every figure is an aggregate at the grain of the measure's own table;
// other tables are joined along many-to-one relationships only, so that a row is never counted twice. Comparisons and shares put conditions
// inside of aggregates (under), so that all figures of an answer come from the same rows.
//
// It decides nothing about a question: what is not in the Request is not in the statement, and what is in it is also said (Words). To
// compute something new, add a field to Request, its clause here and its words in words.go; compose_test.go shows every form.
package compose
