// Package result is what the offline analyst knows about a query's answer: typed cells as BigQuery returned them, the shape of
// the whole (scalar, ranking, time series, ...) and how each column reads to a person (currency, percent, count, date).
//
// It computes nothing that is not in the rows and knows neither BigQuery's client, nor the gRPC API, nor English sentences:
// package narrate writes the sentences and package chart the picture, both from the same Shape, so that they never disagree.
// To teach it a new kind of column, extend the word lists in format.go; to teach it a new shape, extend shape.go and the
// switches in narrate and chart (their tests enumerate all kinds).
package result
