package compose

import (
	"slices"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// OnDays is that a time lies on days of the week, numbered from 1, a Sunday, as BigQuery does.
func OnDays(when *semantic.Column, days []string) semantic.Condition {
	in := &googlesql.In{X: &googlesql.Extract{Part: semantic.Word("DAYOFWEEK"), X: when.Expr()}}
	var names []string
	for i := range 7 {
		day := integer(i + 1)
		if slices.Contains(days, day.Text) {
			in.List = append(in.List, day)
			names = append(names, time.Weekday(i).String())
		}
	}
	return semantic.Condition{Expr: in, Columns: []*semantic.Column{when}, Text: "on " + strings.Join(names, " or ")}
}
