// Package reference is the table that generators are compared with: eight columns of the usual kinds, in our own language. The engine's
// benchmark and cmd/bench measure the same table because both take it from here.
package reference

import (
	_ "embed" // for the table
	"fmt"
	"time"

	"capidemo.dev/platform/shared/dataspec"
)

//go:embed reference.yaml
var document string

// Document is the table's specification with a number of rows, for tests that change it.
func Document(rows int) string { return fmt.Sprintf(document, rows) }

// Spec is the table with a number of rows, at most [dataspec.MaxRows].
func Spec(rows int) (*dataspec.Spec, error) {
	return dataspec.ParseAndValidate([]byte(Document(rows)))
}

// Day is the day on which the table's history ends.
func Day() time.Time { return time.Date(2026, time.March, 18, 0, 0, 0, 0, time.UTC) }
