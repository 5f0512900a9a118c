// Package chart draws a result as a Vega-Lite (version 5) specification with inline data, or not at all where a picture would say
// less than the table.
//
// The specification is made of maps, lists, strings, float64 and booleans only, so that it converts to a protobuf Struct. Dates are temporal
// and in UTC, numbers carry the formats that the sentence uses. To draw a new shape, add a function and a case in Spec;
// TestSpecsAreValid walks every one of them.
package chart
