package semantic

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/shared/googlesql"
)

// name of a call in capitals, "" for anything else.
func called(e googlesql.Expr) (*googlesql.Call, string) {
	c, ok := e.(*googlesql.Call)
	if !ok || len(c.Name) != 1 {
		return nil, ""
	}
	return c, strings.ToUpper(c.Name[0].Name)
}

// unrounded takes a rounding around a whole value away; it is for showing, and figures of groups are rounded on their own.
func unrounded(e googlesql.Expr) googlesql.Expr {
	if c, name := called(e); name == "ROUND" && len(c.Args) > 0 {
		return c.Args[0].Value
	}
	return e
}

// safe divides so that nothing divided by nothing is NULL and not an error: a question may leave no row.
func safe(e googlesql.Expr) googlesql.Expr {
	if b, ok := e.(*googlesql.Binary); ok && b.Op == "/" {
		return Call("SAFE_DIVIDE", safe(b.L), safe(b.R))
	}
	return e
}

var aggregateNames = []string{"COUNT", "COUNTIF", "SUM", "AVG", "MIN", "MAX", "APPROX_COUNT_DISTINCT"} //nolint:gochecknoglobals // constant

// aggregates reports whether an expression is made of aggregates and constants only, so that it has one value for any group.
func aggregates(e googlesql.Expr) bool {
	switch e := e.(type) {
	case *googlesql.Call:
		_, name := called(e)
		if slices.Contains(aggregateNames, name) {
			return true
		}
		return len(e.Args) > 0 && !slices.ContainsFunc(e.Args, func(a googlesql.Arg) bool {
			_, constant := a.Value.(*googlesql.Literal)
			return !constant && !aggregates(a.Value)
		})
	case *googlesql.Binary:
		_, constL := e.L.(*googlesql.Literal)
		_, constR := e.R.(*googlesql.Literal)
		return (constL || aggregates(e.L)) && (constR || aggregates(e.R)) && (!constL || !constR)
	case *googlesql.Unary:
		return aggregates(e.X)
	}
	return false
}

// formOf tells how figures of an aggregate combine.
func formOf(e googlesql.Expr) Form {
	c, name := called(e)
	switch {
	case name == "COUNT" && c.Distinct, name == "APPROX_COUNT_DISTINCT":
		return Ratio // distinct things of groups do not add up
	case name == "COUNT" || name == "COUNTIF":
		return Count
	case name == "SUM":
		return Sum
	case name == "AVG":
		return Average
	case name == "MIN" || name == "MAX":
		return Extreme
	}
	return Ratio
}

// single is the column that an aggregate is of, nil if it is of none or several.
func single(e googlesql.Expr, used []*Column) *Column {
	c, _ := called(e)
	if c == nil || len(c.Args) != 1 || len(used) != 1 {
		return nil
	}
	if _, ok := c.Args[0].Value.(*googlesql.Path); !ok {
		return nil
	}
	return used[0]
}

// mentionsDates reports whether an expression depends on a certain day, and so means something else on another.
func mentionsDates(e googlesql.Expr) bool {
	found := false
	googlesql.Walk(e, func(n googlesql.Node) bool {
		switch n := n.(type) {
		case *googlesql.TypedLiteral, *googlesql.Interval:
			found = true
		case *googlesql.Call:
			if _, name := called(n); strings.HasPrefix(name, "CURRENT_") {
				found = true
			}
		}
		return true
	})
	return found
}

// structural reports whether a condition says what kind of row counts, a flag or a NULL test, rather than which value was asked for.
func structural(e googlesql.Expr) bool {
	switch e := e.(type) {
	case *googlesql.Path:
		return true
	case *googlesql.Unary:
		return e.Op == "NOT" && structural(e.X)
	case *googlesql.Is:
		return true
	}
	return false
}

// conditionText says a condition in words: "not cancelled", "delivered at is set", else as SQL has it.
func conditionText(e googlesql.Expr, used []*Column) string {
	switch e := e.(type) {
	case *googlesql.Path:
		if len(used) == 1 {
			return used[0].Spoken()
		}
	case *googlesql.Unary:
		if len(used) == 1 && e.Op == "NOT" {
			return "not " + used[0].Spoken()
		}
	case *googlesql.Is:
		if len(used) == 1 && e.What == "NULL" && e.Not {
			return "with " + strings.TrimSuffix(used[0].Spoken(), " id")
		}
	case *googlesql.Binary:
		if value, ok := e.R.(*googlesql.Literal); ok && e.Op == "=" && len(used) == 1 {
			return used[0].Spoken() + " is " + value.Text
		}
	}
	text, err := sqltext.Expr(e)
	if err != nil {
		return "as the verified query has it"
	}
	return text
}
