package translate

import (
	"regexp"
	"strings"
)

// ungrouped is DuckDB's complaint about a column beside aggregates.
var ungrouped = regexp.MustCompile(`column "?([^" ]+)"? must appear in the GROUP BY clause`)

// The marks around a message that a macro raises. DuckDB has no error function that it may evaluate lazily and inside TRY, so a macro casts its message to a number;
// the failing cast then carries the message.
const (
	messageStart = "«"
	messageEnd   = "»"
)

// Message gives the text of an error that DuckDB returned for translated SQL in the words of BigQuery where it knows them, without DuckDB's prefixes and source excerpts.
func Message(err error) string {
	text := err.Error()
	if _, rest, ok := strings.Cut(text, messageStart); ok {
		if message, _, ok := strings.Cut(rest, messageEnd); ok {
			return message
		}
	}
	text, _, _ = strings.Cut(text, "\n\nLINE ")
	if m := ungrouped.FindStringSubmatch(text); m != nil {
		return "SELECT list expression references column " + m[1] + " which is neither grouped nor aggregated"
	}
	switch {
	case strings.Contains(text, "Overflow in "):
		_, overflow, _ := strings.Cut(text, "Overflow in ")
		return "int64 overflow: Overflow in " + overflow
	case strings.Contains(text, "aggregate function calls cannot be nested"):
		return "Aggregations of aggregations are not allowed"
	case strings.Contains(text, "More than one row returned by a subquery"):
		return "Scalar subquery produced more than one element"
	}
	for _, prefix := range []string{"Conversion Error: ", "Invalid Input Error: ", "Out of Range Error: ", "Binder Error: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return strings.TrimSpace(text)
}
