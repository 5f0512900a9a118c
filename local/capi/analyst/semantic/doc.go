// Package semantic is the model of an agent's data that questions are read against: tables joined many-to-one, measures with their standard
// filters, columns to group and filter by, the time column of each table, and the names under which people ask for all of them.
//
// It is made from the agent's published context alone. Verified queries teach measures (an aggregate and its alias), the filters
// that always go with a table ("not cancelled"), time columns and the anchor; the glossary teaches names and simple formulas; columns and
// tables give sums, averages and counts; the warehouse adds the values of texts (WithValues). So a composed figure means what the verified
// one means.
//
// It writes no SQL text and reads no questions. A measure is computed on its own table and reaches others only along many-to-one
// relationships (Path), so no row is ever counted twice. To learn from another form of golden query see learn.go, from another form of
// definition glossary.go; semantic_test.go holds what is learned from the shipped templates.
package semantic
