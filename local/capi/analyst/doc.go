// Package analyst answers questions about an agent's tables without a language model, and never makes up a number: every figure it
// says comes out of the rows of a query it shows.
//
// An Analyst is made once per agent (its Knowledge is indexed then) and asked many times. A question goes down a list of
// Answerers, and the first that has something to say decides:
//
//	verified  the question is one of the agent's example queries in other words (package match)
//	composed  the question can be read in terms of the agent's tables, glossary and relationships (packages semantic, reading, compose)
//	refuse    says honestly that it cannot, why, and what it can answer
//
// An answerer plans, it does not execute: it returns a Plan with SQL, a Clarification, a Refusal, or nothing. Running the plan, the
// sentence (package narrate) and the chart (package chart) are the same for all. To add one, write a type with Answer and put it into New
// (answerers) in its place.
//
// What must not go in: gRPC and protocol buffers (local/capi translates), BigQuery's client (local/capi/query).
package analyst
