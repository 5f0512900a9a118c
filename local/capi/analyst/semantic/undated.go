package semantic

import (
	"regexp"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/shared/googlesql"
)

// compared matches how verified queries call one figure of two periods.
var compared = regexp.MustCompile(`^(?:(?:previous|prior|current|recent|earlier)_)?(.+?)(?:_(?:before|since|after|now|then|previous|prior|current|recent|earlier|lately))?$`)

// vague are names of results that say nothing without their question.
var vague = map[string]bool{"rate": true, "share": true, "average": true, "avg": true, "total": true, "count": true, "number": true, "percent": true, "amount": true, "value": true, "ratio": true}

// undated takes the conditions on dates out of the aggregates of a figure that compares periods: the failure rate before and since a day is a
// failure rate, whenever it is asked for. ok is false if the figure depends on days in any other way, or is not called as one of two.
func (s *selection) undated(e googlesql.Expr, alias string) (out googlesql.Expr, name string, ok bool) {
	found := compared.FindStringSubmatch(alias)
	if found == nil || found[1] == alias || vague[found[1]] || calendar.UnitOf(found[1]) != calendar.None {
		return nil, "", false
	}
	out = s.withoutDates(e)
	return out, found[1], !mentionsDates(out)
}

func (s *selection) withoutDates(e googlesql.Expr) googlesql.Expr {
	switch e := e.(type) {
	case *googlesql.Binary:
		return Binary(e.Op, s.withoutDates(e.L), s.withoutDates(e.R))
	case *googlesql.Call:
		c, name := called(e)
		if c == nil {
			return e
		}
		if name == "COUNTIF" && len(c.Args) == 1 {
			rest := s.undatedCondition(c.Args[0].Value)
			if rest == nil {
				return CountAll()
			}
			return Call("COUNTIF", rest)
		}
		if name == "IF" && len(c.Args) == 3 {
			rest := s.undatedCondition(c.Args[0].Value)
			if rest == nil {
				return c.Args[1].Value
			}
			return Call("IF", rest, c.Args[1].Value, c.Args[2].Value)
		}
		out := &googlesql.Call{Name: c.Name, Star: c.Star, Distinct: c.Distinct}
		for _, a := range c.Args {
			out.Args = append(out.Args, googlesql.Arg{Value: s.withoutDates(a.Value)})
		}
		return out
	}
	return e
}

// undatedCondition drops what a conjunction says about days, nil if nothing is left.
func (s *selection) undatedCondition(e googlesql.Expr) googlesql.Expr {
	if and, ok := e.(*googlesql.Binary); ok && and.Op == "AND" {
		l, r := s.undatedCondition(and.L), s.undatedCondition(and.R)
		switch {
		case l == nil:
			return r
		case r == nil:
			return l
		}
		return Binary("AND", l, r)
	}
	if s.dated(e) != nil && mentionsDates(e) {
		return nil
	}
	return e
}
