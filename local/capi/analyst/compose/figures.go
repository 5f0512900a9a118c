package compose

import (
	"slices"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/shared/googlesql"
)

// figures are the numbers of each row; the first is what the question is about.
func (r *Request) figures() []column {
	main := column{rounded(r.Measure.Expr, r.Measure.Form), r.Measure.Alias}
	switch {
	case r.Per != nil:
		return []column{{round(semantic.Call("SAFE_DIVIDE", r.Measure.Expr, semantic.CountDistinct(r.Per.Key.Expr())), 4), r.perAlias()}}
	case r.Compare != nil:
		return r.compared()
	case len(r.Sides) > 0:
		return r.sides()
	case len(r.ShareOf) > 0:
		part := under(r.Measure.Expr, conjunction(r.ShareOf))
		return []column{{round(semantic.Call("SAFE_DIVIDE", part, r.Measure.Expr), 6), "share_of_" + r.Measure.Alias}, {part, "part_of_" + r.Measure.Alias}, main}
	case r.Share:
		total := &googlesql.Call{Name: []googlesql.Ident{{Name: "SUM"}}, Args: []googlesql.Arg{{Value: r.Measure.Expr}}, Over: &googlesql.Window{}}
		return []column{{round(semantic.Call("SAFE_DIVIDE", r.Measure.Expr, total), 6), "share_of_" + r.Measure.Alias}, main}
	}
	out := []column{main}
	for _, m := range r.Also {
		out = append(out, column{rounded(m.Expr, m.Form), m.Alias})
	}
	return out
}

// compared puts a figure beside the one of the other period.
func (r *Request) compared() []column {
	now, before := under(r.Measure.Expr, r.within(r.Period)), under(r.Measure.Expr, r.within(*r.Compare))
	change := semantic.Binary("*", semantic.Call("SAFE_DIVIDE", semantic.Binary("-", now, before), before), semantic.Number("100"))
	return []column{
		{rounded(now, r.Measure.Form), r.Measure.Alias},
		{rounded(before, r.Measure.Form), "previous_" + r.Measure.Alias},
		{round(change, 2), "change_percent"},
	}
}

func (r *Request) perAlias() string {
	return strings.ReplaceAll(r.Measure.Alias+" per "+r.Per.Name, " ", "_")
}

// rounded rounds averages and ratios, never sums and counts.
func rounded(e googlesql.Expr, f semantic.Form) googlesql.Expr {
	switch f {
	case semantic.Average:
		return round(e, 6)
	case semantic.Ratio:
		if c, ok := e.(*googlesql.Call); ok && c.Distinct {
			return e
		}
		return round(e, 6)
	case semantic.Count, semantic.Sum, semantic.Extreme:
	}
	return e
}

func round(e googlesql.Expr, digits int) googlesql.Expr {
	return semantic.Call("ROUND", e, integer(digits))
}

func conjunction(list []semantic.Condition) googlesql.Expr {
	var out googlesql.Expr
	for _, c := range list {
		out = and(out, c.Expr)
	}
	return out
}

// under restricts every aggregate of an expression to the rows for which a condition holds.
func under(e, condition googlesql.Expr) googlesql.Expr {
	if condition == nil {
		return e
	}
	switch e := e.(type) {
	case *googlesql.Binary:
		return semantic.Binary(e.Op, under(e.L, condition), under(e.R, condition))
	case *googlesql.Unary:
		return &googlesql.Unary{Op: e.Op, X: under(e.X, condition)}
	case *googlesql.Call:
		return underCall(e, condition)
	}
	return e
}

func underCall(e *googlesql.Call, condition googlesql.Expr) googlesql.Expr {
	name := strings.ToUpper(e.Name[0].Name)
	switch {
	case name == "COUNT" && e.Star:
		return semantic.Call("COUNTIF", condition)
	case name == "COUNTIF":
		return semantic.Call("COUNTIF", and(e.Args[0].Value, condition))
	}
	out := &googlesql.Call{Name: e.Name, Distinct: e.Distinct}
	aggregate := slices.Contains([]string{"COUNT", "SUM", "AVG", "MIN", "MAX", "APPROX_COUNT_DISTINCT"}, name)
	for _, a := range e.Args {
		v := under(a.Value, condition)
		if aggregate {
			v = semantic.Call("IF", condition, a.Value, &googlesql.Literal{Kind: googlesql.NullLiteral})
		}
		out.Args = append(out.Args, googlesql.Arg{Value: v})
	}
	return out
}

func dateLiteral(t time.Time) googlesql.Expr {
	return &googlesql.TypedLiteral{Type: "DATE", Text: t.Format(time.DateOnly)}
}
