package analyst

import (
	"encoding/json"

	"capidemo.dev/platform/shared/demo"
)

// Kind is what a Part of an answer is.
type Kind string

// The kinds of parts, roughly in the order of their arrival. Which fields of Part each one sets is told beside it.
const (
	Progress      Kind = "progress"      // Text: what is being done, or thought
	SQL           Kind = "sql"           // SQL, Verified
	Rows          Kind = "data"          // Data
	Chart         Kind = "chart"         // Chart
	Error         Kind = "error"         // Text: something went wrong on the way; the answer goes on
	Clarification Kind = "clarification" // Text: a question back; Options: answers to choose from
	Text          Kind = "text"          // Text: the answer in words, Verified
	Suggestions   Kind = "suggestions"   // Options: what to ask next; always last
)

// Part is one piece of an answer. Its JSON is what clients of the platform see.
type Part struct {
	Kind     Kind            `json:"kind"`
	Text     string          `json:"text,omitempty"`
	SQL      string          `json:"sql,omitempty"`
	Data     *Data           `json:"data,omitempty"`
	Chart    json.RawMessage `json:"chart,omitempty"` // a Vega-Lite specification with its data inside
	Options  []string        `json:"options,omitempty"`
	Verified bool            `json:"verified,omitempty"` // the statement is one of the agent's example queries, word for word
	Group    int             `json:"group"`              // parts of a group belong together on the screen
}

// Data is a result. Cells are canonical texts (integers and decimals in plain notation, dates and times ISO 8601, lists and structs
// as JSON), nil is NULL. Formatted has the same rows as a person reads them ("$1,234.50"), or none where the API gives no formats.
type Data struct {
	Name      string     `json:"name"`
	Columns   []Column   `json:"columns"`
	Rows      []demo.Row `json:"rows"`
	Formatted []demo.Row `json:"formatted,omitempty"`
}

// Column is a column of a result. Type is BigQuery's.
type Column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}
