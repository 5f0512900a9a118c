package catalog

import (
	"encoding/json"
	"fmt"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
)

// Limits of a template that comes over the API: what one instance of the building function makes, loads and examines in a minute or two.
const (
	MaxRows    = 5_000_000
	MaxValues  = 60_000_000 // rows times columns, over all tables: they are in memory together
	MaxQueries = 100
)

// Limits of a version: it is one Firestore document, of which there is 1 MiB.
const (
	maxAnswerRows = 1000
	maxVersion    = 900 << 10
)

// Fits reports every limit that a valid specification exceeds, as [dataspec.Faults].
func Fits(spec *dataspec.Spec) error {
	var faults dataspec.Faults
	rows, values := int64(0), int64(0)
	for i := range spec.Tables {
		n := spec.RowCount(spec.Tables[i].Name)
		rows, values = rows+n, values+n*int64(len(spec.Tables[i].Columns))
	}
	if rows > MaxRows {
		faults.Addf("tables", 0, "make the largest tables smaller", "all tables together have %d rows, more than %d", rows, MaxRows)
	}
	if values > MaxValues {
		faults.Addf("tables", 0, "drop columns, or make tables smaller", "all tables together have %d values, more than %d", values, MaxValues)
	}
	if n := len(spec.GoldenQueries); n > MaxQueries {
		faults.Addf("golden_queries", 0, "keep the best ones", "there are %d golden queries, more than %d", n, MaxQueries)
	}
	return faults.OrNil()
}

// storable gives, in words for people, what makes a version too large to be kept.
func storable(v *demo.TemplateVersion) (faults []string) {
	for i := range v.GoldenQueries {
		if q := &v.GoldenQueries[i]; q.Expected != nil && len(q.Expected.Rows) > maxAnswerRows {
			faults = append(faults, fmt.Sprintf("Golden query %s (%s): its answer has %d rows, more than %d; nobody reads so many. Group, or take the first ones.",
				q.ID, q.Question, len(q.Expected.Rows), maxAnswerRows))
		}
	}
	if text, err := json.Marshal(v); len(faults) == 0 && (err != nil || len(text) > maxVersion) {
		faults = append(faults, fmt.Sprintf("The version with its answers takes %d bytes, more than %d; shorten texts, or answers of golden queries.", len(text), maxVersion))
	}
	return faults
}
