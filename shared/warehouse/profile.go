package warehouse

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cloud.google.com/go/bigquery"

	"capidemo.dev/platform/shared/fault"
)

// The shape of a profile.
const (
	profileBuckets = 20 // bars of a histogram
	profileTop     = 10 // most frequent values
	maxProfiled    = 60 // columns; more than a person looks at, and a statement of bounded length
)

// Profile is what a table's columns hold, read in one query.
type Profile struct {
	Rows    int64
	Columns []ColumnProfile // in the order asked for
}

// ColumnProfile describes the values of one column. Counts of distinct and top values are BigQuery's approximations: exact for few
// values, within about 1 % for many.
type ColumnProfile struct {
	Column
	Nulls    int64
	Distinct int64
	Min, Max bigquery.Value // of numbers, days and times; nil elsewhere and when all are NULL
	Mean     *float64       // of numbers
	Top      []ValueCount   // most frequent first, without NULL
	Bars     []Bar          // of numbers, days and times
}

// ValueCount is a value and how often it occurs.
type ValueCount struct {
	Value bigquery.Value
	Count int64
}

// Bar is a part of a histogram: values from From to To, without To itself except in the last bar.
type Bar struct {
	From, To bigquery.Value
	Count    int64
}

// axes say on which line of numbers a type's values lie, as SQL over a column; what has no order worth drawing has none. On an axis of
// whole numbers a bar holds whole numbers.
var axes = map[string]struct { //nolint:gochecknoglobals // a constant table
	sql   string
	whole bool
}{
	"INT64": {"CAST(%s AS FLOAT64)", true}, "FLOAT64": {"%s", false}, "NUMERIC": {"CAST(%s AS FLOAT64)", false}, "BIGNUMERIC": {"CAST(%s AS FLOAT64)", false},
	"DATE":     {"CAST(UNIX_DATE(%s) AS FLOAT64)", true},
	"DATETIME": {"CAST(UNIX_SECONDS(TIMESTAMP(%s)) AS FLOAT64)", true}, "TIMESTAMP": {"CAST(UNIX_SECONDS(%s) AS FLOAT64)", true},
}

// countable tells the types whose values can be counted and compared.
func countable(c Column) bool {
	switch c.Type {
	case "STRING", "BOOL", "TIME", "BYTES":
		return !c.Repeated
	}
	_, ordered := axes[c.Type]
	return ordered && !c.Repeated
}

// Profile reads a table's columns whole, in one query. Columns whose values cannot be counted, such as lists, are left out.
func (w *Warehouse) Profile(ctx context.Context, dataset, table string, columns []Column, maxBytes int64, within time.Duration) (Profile, error) {
	kept := make([]Column, 0, len(columns))
	for _, c := range columns {
		if countable(c) && len(kept) < maxProfiled {
			kept = append(kept, c)
		}
	}
	sql, err := profileSQL(table, kept)
	if err != nil {
		return Profile{}, err
	}
	answer, err := w.Query(ctx, Question{
		SQL: sql, Dataset: dataset, MaxBytes: maxBytes, MaxRows: 1, Within: within, Labels: map[string]string{"purpose": "profile"},
	})
	if err != nil {
		return Profile{}, err
	}
	if len(answer.Rows) != 1 || len(answer.Rows[0]) != 1+profileCells*len(kept) {
		return Profile{}, fault.New(fault.Internal, "the profile of %s.%s has an odd form", dataset, table)
	}
	row := answer.Rows[0]
	out := Profile{Rows: whole(row[0]), Columns: make([]ColumnProfile, len(kept))}
	for i, c := range kept {
		out.Columns[i] = readProfile(c, row[1+profileCells*i:])
	}
	return out, nil
}

// profileCells is how many cells of the query's row a column takes.
const profileCells = 9

// profileSQL first finds every column's ends, then counts everything in a second pass over the table: bars need to know the ends.
func profileSQL(table string, columns []Column) (string, error) {
	from, err := quoted(table)
	if err != nil {
		return "", err
	}
	ends, inner, outer := []string{"1 AS one"}, []string{"1 AS one"}, []string{"COUNT(*) AS total"}
	for i, c := range columns {
		name, err := quoted(c.Name)
		if err != nil {
			return "", err
		}
		axis, ordered := axes[c.Type]
		if !ordered {
			inner = append(inner, fmt.Sprintf("t.%s AS v%d", name, i))
			outer = append(outer, fmt.Sprintf("COUNTIF(v%[1]d IS NULL), APPROX_COUNT_DISTINCT(v%[1]d), APPROX_TOP_COUNT(v%[1]d, %[2]d)%[3]s", i, profileTop+1, strings.Repeat(", NULL", profileCells-3)))
			continue
		}
		x := fmt.Sprintf(axis.sql, "t."+name)
		ends = append(ends, fmt.Sprintf("MIN(%[2]s) AS lo%[1]d, MAX(%[2]s) AS hi%[1]d", i, x))
		inner = append(inner, fmt.Sprintf("t.%s AS v%d, %s AS b%d", name, i, bucketSQL(i, x, axis.whole), i))
		mean := "NULL"
		switch c.Type {
		case "INT64", "FLOAT64", "NUMERIC", "BIGNUMERIC":
			mean = fmt.Sprintf("AVG(CAST(v%d AS FLOAT64))", i)
		}
		outer = append(outer, fmt.Sprintf(
			"COUNTIF(v%[1]d IS NULL), APPROX_COUNT_DISTINCT(v%[1]d), APPROX_TOP_COUNT(v%[1]d, %[2]d), MIN(v%[1]d), MAX(v%[1]d), %[3]s, ANY_VALUE(lo%[1]d), ANY_VALUE(hi%[1]d), APPROX_TOP_COUNT(b%[1]d, %[4]d)",
			i, profileTop+1, mean, profileBuckets+1))
		inner = append(inner, fmt.Sprintf("ends.lo%[1]d, ends.hi%[1]d", i))
	}
	return fmt.Sprintf("WITH ends AS (SELECT %s FROM %s AS t), filed AS (SELECT %s FROM %s AS t CROSS JOIN ends)\nSELECT %s FROM filed",
		strings.Join(ends, ", "), from, strings.Join(inner, ", "), from, strings.Join(outer, ",\n  ")), nil
}

// bucketSQL is the number of a value's bar. Not-a-number and the infinities are in none.
func bucketSQL(i int, x string, wholeAxis bool) string {
	lo, hi := fmt.Sprintf("ends.lo%d", i), fmt.Sprintf("ends.hi%d", i)
	if wholeAxis {
		span := fmt.Sprintf("(%s - %s + 1)", hi, lo)
		return fmt.Sprintf("CAST(LEAST(FLOOR((%s - %s) / %s * LEAST(%s, %d)), %d) AS INT64)", x, lo, span, span, profileBuckets, profileBuckets-1) // far apart, +1 is lost
	}
	share := fmt.Sprintf("SAFE_DIVIDE(%s - %s, %s - %s)", x, lo, hi, lo)
	return fmt.Sprintf("CASE WHEN %[4]s IS NULL THEN NULL WHEN %[5]s = %[6]s THEN 0 WHEN IS_NAN(%[1]s) OR IS_INF(%[1]s) THEN NULL ELSE CAST(LEAST(FLOOR(%[1]s * %[2]d), %[3]d) AS INT64) END",
		share, profileBuckets, profileBuckets-1, x, lo, hi)
}

// readProfile reads a column's cells: nulls, distinct, top, min, max, mean, ends, bars.
func readProfile(c Column, cells []bigquery.Value) ColumnProfile {
	out := ColumnProfile{Column: c, Nulls: whole(cells[0]), Distinct: whole(cells[1]), Top: counts(cells[2]), Min: cells[3], Max: cells[4]}
	if len(out.Top) > profileTop {
		out.Top = out.Top[:profileTop]
	}
	if mean, ok := cells[5].(float64); ok {
		out.Mean = &mean
	}
	lo, hasLo := cells[6].(float64)
	hi, hasHi := cells[7].(float64)
	if hasLo && hasHi {
		out.Bars = bars(c.Type, lo, hi, counts(cells[8]))
		if n := len(out.Bars); n > 0 { // the axis is coarser than the values
			out.Bars[0].From, out.Bars[n-1].To = out.Min, out.Max
		}
	}
	return out
}

// counts reads what APPROX_TOP_COUNT gives, without NULL.
func counts(v bigquery.Value) []ValueCount {
	list, _ := v.([]bigquery.Value)
	out := make([]ValueCount, 0, len(list))
	for _, item := range list {
		if pair, ok := item.([]bigquery.Value); ok && len(pair) == 2 && pair[0] != nil {
			out = append(out, ValueCount{pair[0], whole(pair[1])})
		}
	}
	return out
}

func whole(v bigquery.Value) int64 {
	n, _ := v.(int64) // a count is never NULL
	return n
}
