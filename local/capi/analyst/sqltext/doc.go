// Package sqltext writes GoogleSQL from the syntax tree of shared/googlesql: names in backticks, texts quoted, parentheses where
// precedence wants them. Statements that the analyst composes exist as trees only and become text here, so no value of a question can
// become anything but a value.
//
// It writes what composed statements consist of: SELECT with joins, grouping, ordering and common table expressions, and the expressions of
// golden measures. A node that it does not know is an error, never a guess. TestRoundTrip holds that what is written reads back as
// the same tree. To write another node, add a case and an example there.
package sqltext
