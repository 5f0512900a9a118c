package semantic

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/shared/googlesql"
)

// Example is a verified statement in the model's terms, so that a follow-up can change it: "and by region?".
type Example struct {
	Measure *Measure
	Beside  []*Measure // its further figures
	Dims    []*Column
	Unit    calendar.Unit // of a series, None for other statements
	Where   []Condition   // besides the table's standard conditions
	Period  calendar.Period
	Limit   int
	Rising  bool // ordered from the lowest
}

// Example finds a verified statement. ok is false for one that the model does not understand completely.
func (m *Model) Example(sql string) (Example, bool) {
	e, ok := m.examples[oneLine(sql)]
	return e, ok
}

func oneLine(sql string) string { return strings.Join(strings.Fields(sql), " ") }

// remember keeps a statement whose every part has been understood. It is called before the standard conditions are known.
func (l *learner) remember(sql string, q *googlesql.Query, body *googlesql.Select, s *selection) {
	out := Example{Where: s.conditions, Period: s.period}
	for _, item := range body.Items {
		if item.Value == nil || item.Star {
			return
		}
		if c, ok := item.Value.(*googlesql.Path); ok && s.column(c) != nil {
			out.Dims = append(out.Dims, s.column(c))
			continue
		}
		if u := truncation(item.Value); u != calendar.None && out.Unit == calendar.None {
			out.Unit = u
			continue
		}
		m := l.latest(item, s)
		if m == nil {
			return
		}
		out.Beside = append(out.Beside, m)
		if out.Measure == nil || m.Form == Ratio {
			out.Measure = m // of several figures the ratio is what the others make up
		}
	}
	out.Beside = slices.DeleteFunc(out.Beside, func(m *Measure) bool { return m == out.Measure })
	if out.Measure == nil || s.unclear {
		return
	}
	if q.Limit != nil {
		n, ok := q.Limit.(*googlesql.Literal)
		if !ok {
			return
		}
		out.Limit, _ = strconv.Atoi(n.Text)
	}
	if len(q.OrderBy) > 0 && len(out.Dims) > 0 && out.Unit == calendar.None {
		out.Rising = !q.OrderBy[0].Desc
	}
	l.model.examples[oneLine(sql)] = out
}

// latest is the measure that an item has just taught.
func (l *learner) latest(item googlesql.SelectItem, s *selection) *Measure {
	if item.Alias == nil {
		return nil
	}
	for _, t := range slices.Backward(l.taught) {
		if t.measure.Alias == item.Alias.Name && t.measure.Base == s.base {
			return t.measure
		}
	}
	return nil
}

// settle takes the standard conditions out of what the examples ask for.
func (l *learner) settle() {
	for sql, e := range l.model.examples {
		var rest []Condition
		for _, c := range e.Where {
			if !hasAll(e.Measure.Base.Standard, []Condition{c}) && !hasAll(e.Measure.Where, []Condition{c}) {
				rest = append(rest, c)
			}
		}
		if !hasAll(e.Where, e.Measure.Base.Standard) && !slices.ContainsFunc(e.Dims, e.Measure.Base.Exempt) {
			delete(l.model.examples, sql) // it counts what the model would leave out
			continue
		}
		e.Where = rest
		l.model.examples[sql] = e
	}
}

// truncation is the unit of DATE_TRUNC(DATE(x), MONTH), None for anything else.
func truncation(e googlesql.Expr) calendar.Unit {
	c, name := called(e)
	if name != "DATE_TRUNC" || len(c.Args) != 2 {
		return calendar.None
	}
	return unitOf(c.Args[1].Value)
}

func unitOf(e googlesql.Expr) calendar.Unit {
	if c, name := called(e); name == "WEEK" && len(c.Args) == 1 {
		return calendar.Week
	}
	p, ok := e.(*googlesql.Path)
	if !ok || len(p.Parts) != 1 {
		return calendar.None
	}
	return calendar.UnitOf(strings.ToLower(p.Parts[0].Name))
}

// restrict narrows the selection's period by a condition on its time column; what is not understood makes the selection unclear.
func (s *selection) restrict(e googlesql.Expr) {
	b, ok := e.(*googlesql.Binary)
	if !ok {
		s.unclear = true
		return
	}
	day, ok := evaluate(b.R)
	switch {
	case ok && b.Op == ">=" && s.period.From.IsZero():
		s.period.From = day
	case ok && b.Op == "<" && s.period.To.IsZero():
		s.period.To = day
	case ok && b.Op == "=" && s.period.IsZero():
		s.period = calendar.Period{From: day, To: day.AddDate(0, 0, 1), Unit: calendar.Day, Count: 1}
	default:
		s.unclear = true
	}
}

// evaluate computes a constant date.
func evaluate(e googlesql.Expr) (time.Time, bool) {
	if d, ok := e.(*googlesql.TypedLiteral); ok && d.Type == "DATE" {
		t, err := time.Parse(time.DateOnly, d.Text)
		return t, err == nil
	}
	c, name := called(e)
	if name == "LAST_DAY" && len(c.Args) == 1 {
		t, ok := evaluate(c.Args[0].Value)
		return calendar.Add(calendar.Start(t, calendar.Month), 1, calendar.Month).AddDate(0, 0, -1), ok
	}
	if c == nil || len(c.Args) != 2 {
		return time.Time{}, false
	}
	t, ok := evaluate(c.Args[0].Value)
	if !ok {
		return time.Time{}, false
	}
	switch name {
	case "DATE_TRUNC":
		u := unitOf(c.Args[1].Value)
		return calendar.Start(t, u), u != calendar.None
	case "DATE_SUB", "DATE_ADD":
		i, ok := c.Args[1].Value.(*googlesql.Interval)
		if !ok {
			return time.Time{}, false
		}
		n, isNumber := i.Value.(*googlesql.Literal)
		u := calendar.UnitOf(strings.ToLower(i.Unit))
		if !isNumber || u == calendar.None {
			return time.Time{}, false
		}
		count, err := strconv.Atoi(n.Text)
		if name == "DATE_SUB" {
			count = -count
		}
		return calendar.Add(t, count, u), err == nil
	}
	return time.Time{}, false
}

// named gives a period of an example the length that "the month before" counts by.
func named(p calendar.Period, anchor time.Time) calendar.Period {
	if p.To.IsZero() {
		p.To = anchor
	}
	for _, u := range []calendar.Unit{calendar.Week, calendar.Month, calendar.Quarter, calendar.Year} {
		if !p.From.IsZero() && calendar.Start(p.From, u).Equal(p.From) && calendar.Add(p.From, 1, u).Equal(p.To) {
			p.Unit, p.Count = u, 1
			break
		}
	}
	return p
}
