package catalog

import "capidemo.dev/platform/shared/dataspec"

// Limits of a template that comes over the API: what one instance of the building function makes, loads and examines in a minute or two.
const (
	MaxRows   = 5_000_000
	MaxValues = 60_000_000 // rows times columns, over all tables: they are in memory together
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
	return faults.OrNil()
}
