// Package capi is Google's Conversational Analytics API on one machine: a gRPC server on the official generated stubs
// (google.cloud.geminidataanalytics.v1beta) with long-running operations, so that the official clients work against it unchanged.
//
// Agents and conversations are kept in package state, questions are answered by package analyst, statements run through package query.
// This package only translates: resource names, rules and status codes on one side, protocol buffers on the other. It must not decide
// what an answer says. What differs from the cloud is listed in docs/local-capi.md.
//
// A method lives in the file of its noun (agents.go, conversations.go, chat.go, operations.go, iam.go); the tests call it through the official
// clients over a real listener.
package capi
