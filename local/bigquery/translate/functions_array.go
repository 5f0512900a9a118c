package translate

import (
	"capidemo.dev/platform/shared/googlesql"
)

func arrayFunctions() []signature {
	return []signature{
		{name: "ARRAY_LENGTH", form: "ARRAY<T> -> INT64", sql: "len($1)"},
		{name: "ARRAY_CONCAT", form: "ARRAY<T>... -> ARRAY<T>", build: arrayConcat},
		{name: "ARRAY_REVERSE", form: "ARRAY<T> -> ARRAY<T>", sql: "list_reverse($1)"},
		{name: "ARRAY_TO_STRING", form: "ARRAY<STRING>, STRING -> STRING", sql: "array_to_string($1, $2)"},
		{name: "ARRAY_TO_STRING", form: "ARRAY<STRING>, STRING, STRING -> STRING", sql: "array_to_string(list_transform($1, lambda e: coalesce(e, $3)), $2)"},
		{name: "ARRAY_FIRST", form: "ARRAY<T> -> T", sql: "bq_array_first($1)"},
		{name: "ARRAY_LAST", form: "ARRAY<T> -> T", sql: "bq_array_last($1)"},
		{name: "ARRAY_SLICE", form: "ARRAY<T>, INT64, INT64 -> ARRAY<T>", sql: "bq_array_slice($1, $2, $3)"},
		{name: "GENERATE_ARRAY", form: "INT64, INT64 -> ARRAY<INT64>", sql: "generate_series($1, $2)"},
		{name: "GENERATE_ARRAY", form: "INT64, INT64, INT64 -> ARRAY<INT64>", sql: "bq_generate_array($1, $2, $3)"},
		{name: "GENERATE_ARRAY", form: "FLOAT64, FLOAT64 -> ARRAY<FLOAT64>", sql: "bq_generate_floats($1, $2, 1e0)"},
		{name: "GENERATE_ARRAY", form: "FLOAT64, FLOAT64, FLOAT64 -> ARRAY<FLOAT64>", sql: "bq_generate_floats($1, $2, $3)"},
		{name: "GENERATE_DATE_ARRAY", form: "DATE, DATE, interval -> ARRAY<DATE>", build: generateDates},
		{name: "GENERATE_TIMESTAMP_ARRAY", form: "TIMESTAMP, TIMESTAMP, interval -> ARRAY<TIMESTAMP>", build: generateTimestamps},
	}
}

func arrayConcat(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 1, 1000)
	args := t.arguments(c, s)
	out := args[0]
	for _, arg := range args[1:] {
		typ := t.common(c, "function ARRAY_CONCAT", []operand{out, arg})
		out = operand{sql: "bq_array_concat(" + out.sql + ", " + arg.sql + ")", typ: typ}
	}
	return out
}

// generateDates is GENERATE_DATE_ARRAY(start, end [, INTERVAL n part]).
func generateDates(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 2, 3)
	start, end := as(t.argument(c, 0, s), scalar(Date)), as(t.argument(c, 1, s), scalar(Date))
	step := "to_days(1)"
	if len(c.Args) == 3 {
		step = t.intervalOf(c.Args[2].Value, s, dateParts, "GENERATE_DATE_ARRAY")
		if months, ok := t.months(c.Args[2].Value, s); ok {
			return operand{sql: "bq_months(" + start.sql + ", " + end.sql + ", " + months + ")", typ: ArrayOf(scalar(Date))}
		}
	}
	return operand{sql: "CAST(generate_series(CAST(" + start.sql + " AS TIMESTAMP), CAST(" + end.sql + " AS TIMESTAMP), " + step + ") AS DATE[])", typ: ArrayOf(scalar(Date))}
}

// months gives the step of an interval that is counted in months: every element is then reached from the start, so that the 31st does not drift.
func (t *translator) months(e googlesql.Expr, s *scope) (string, bool) {
	interval, ok := e.(*googlesql.Interval)
	if !ok {
		return "", false
	}
	factor := map[string]string{"MONTH": "1", "QUARTER": "3", "YEAR": "12"}[interval.Unit]
	return "(" + t.expr(interval.Value, s).sql + " * " + factor + ")", factor != ""
}

func generateTimestamps(t *translator, c *googlesql.Call, s *scope) operand {
	t.noModifiers(c, callName(c))
	t.arity(c, 3, 3)
	start, end := as(t.argument(c, 0, s), scalar(Timestamp)), as(t.argument(c, 1, s), scalar(Timestamp))
	step := t.intervalOf(c.Args[2].Value, s, timestampParts, "TIMESTAMP")
	return operand{sql: "generate_series(" + start.sql + ", " + end.sql + ", " + step + ")", typ: ArrayOf(scalar(Timestamp))}
}
