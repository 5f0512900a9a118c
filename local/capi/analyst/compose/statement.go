package compose

import (
	"fmt"
	"slices"
	"strconv"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/shared/googlesql"
)

// SQL writes the request's statement. An error means that a table cannot be reached from the measure's without counting rows twice.
func (r *Request) SQL() (string, error) {
	q, err := r.query()
	if err != nil {
		return "", err
	}
	return sqltext.Query(q)
}

func (r *Request) query() (*googlesql.Query, error) {
	switch {
	case r.Repeat != nil:
		return r.repeating()
	case r.Per != nil && r.Per.Unit != calendar.None:
		return r.perUnit()
	case r.Growth && r.series() != nil:
		return r.growth()
	case r.Running && r.series() != nil:
		return r.running()
	case len(r.Each) > 0:
		return r.firstOfEach()
	}
	return r.grouped()
}

// grouped is the plain form: figures by dimensions.
func (r *Request) grouped() (*googlesql.Query, error) {
	from, err := r.from()
	if err != nil {
		return nil, err
	}
	s := &googlesql.Select{From: from, Where: r.where()}
	s.GroupBy = r.dimensions(s)
	for _, f := range r.figures() {
		s.Items = append(s.Items, item(f.expr, f.alias))
	}
	if r.Having != nil {
		s.Having = semantic.Binary(r.Having.Op, r.Measure.Expr, semantic.Number(r.Having.Number))
	}
	q := &googlesql.Query{Body: s, OrderBy: r.order()}
	if r.Limit > 0 && len(r.Dims) > 0 {
		q.Limit = integer(r.Limit)
	}
	return q, nil
}

// from joins the measure's table with all that it leads to.
func (r *Request) from() (googlesql.From, error) {
	base := r.Measure.Base
	var from googlesql.From = base.From()
	joined := []*semantic.Table{base}
	for _, c := range r.columnsUsed() {
		if slices.Contains(joined, c.Table) {
			continue
		}
		path, ok, _ := base.Path(c.Table)
		if !ok {
			return nil, fmt.Errorf("%s cannot be combined with %s: no many-to-one relationship leads from one to the other", base.Plural(), c.Table.Plural())
		}
		for _, e := range path {
			if slices.Contains(joined, e.To) {
				continue
			}
			joined = append(joined, e.To)
			from = &googlesql.Join{Kind: r.joinKind(e), L: from, R: e.To.From(), On: on(e)}
		}
	}
	return from, nil
}

// joinKind keeps rows that lead nowhere, unless it is known that there are none.
func (r *Request) joinKind(e semantic.Edge) string {
	c := e.From.Column(e.FromColumnName)
	if r.Model.Rows(e.From) > 0 && !r.Model.MayBeNull(c) {
		return "INNER"
	}
	return "LEFT"
}

func on(e semantic.Edge) googlesql.Expr {
	var out googlesql.Expr
	for i := range e.Columns {
		out = and(out, semantic.Binary("=", qualified(e.To, e.Keys[i]), qualified(e.From, e.Columns[i])))
	}
	return out
}

func qualified(t *semantic.Table, column string) googlesql.Expr {
	return &googlesql.Path{Parts: []googlesql.Ident{{Name: t.As}, {Name: column}}}
}

func (r *Request) where() googlesql.Expr {
	var out googlesql.Expr
	for _, c := range r.conditions() {
		out = and(out, c.Expr)
	}
	inMain := r.within(r.Period)
	if r.Compare == nil {
		return and(out, inMain)
	}
	inOther := r.within(*r.Compare)
	if inMain == nil || inOther == nil {
		return out
	}
	return and(out, semantic.Binary("OR", inMain, inOther))
}

// day is the request's time as a date.
func (r *Request) day() googlesql.Expr {
	if r.Time.Type == "DATE" {
		return r.Time.Expr()
	}
	return semantic.Call("DATE", r.Time.Expr())
}

// within is the condition that a row lies in a period, nil for all of time.
func (r *Request) within(p calendar.Period) googlesql.Expr {
	var out googlesql.Expr
	if !p.From.IsZero() {
		out = and(out, semantic.Binary(">=", r.day(), dateLiteral(p.From)))
	}
	if !p.To.IsZero() {
		out = and(out, semantic.Binary("<", r.day(), dateLiteral(p.To)))
	}
	return out
}

// dimensions adds what is grouped by to the SELECT list and gives the GROUP BY.
func (r *Request) dimensions(s *googlesql.Select) *googlesql.GroupBy {
	if len(r.Dims) == 0 {
		return nil
	}
	group := &googlesql.GroupBy{}
	for _, d := range r.Dims {
		for _, c := range r.named(d) {
			s.Items = append(s.Items, item(c.expr, c.alias))
			group.Items = append(group.Items, googlesql.GroupItem{Sets: [][]googlesql.Expr{{c.expr}}})
		}
	}
	return group
}

// column is an expression with its name in the result.
type column struct {
	expr  googlesql.Expr
	alias string
}

// named are the columns of a dimension.
func (r *Request) named(d Dimension) []column {
	switch {
	case d.Part == "weekday":
		return []column{{semantic.Call("FORMAT_DATE", semantic.Text("%A"), r.day()), d.Alias}}
	case d.Part == "hour":
		return []column{{&googlesql.Extract{Part: semantic.Word("HOUR"), X: r.Time.Expr()}, d.Alias}}
	case d.Unit != calendar.None && d.Unit == r.Measure.Kept() && r.Time == r.Measure.Base.Time:
		return []column{{r.Time.Expr(), d.Alias}} // the day that the snapshot is of
	case d.Unit != calendar.None:
		return []column{{r.truncated(d.Unit), d.Alias}}
	}
	var out []column
	labels := d.Columns
	if len(labels) > 1 && labels[0].Kind == semantic.Reference {
		out = append(out, column{labels[0].Expr(), labels[0].Name})
		labels = labels[1:]
	}
	if len(labels) == 1 {
		return append(out, column{labels[0].Expr(), d.Alias})
	}
	var parts []googlesql.Expr
	for i, c := range labels {
		if i > 0 {
			parts = append(parts, semantic.Text(" "))
		}
		parts = append(parts, c.Expr())
	}
	return append(out, column{semantic.Call("CONCAT", parts...), d.Alias})
}

func (r *Request) truncated(u calendar.Unit) googlesql.Expr {
	part := map[calendar.Unit]googlesql.Expr{
		calendar.Week:  semantic.Call("WEEK", semantic.Word("MONDAY")),
		calendar.Month: semantic.Word("MONTH"), calendar.Quarter: semantic.Word("QUARTER"), calendar.Year: semantic.Word("YEAR"),
	}[u]
	if part == nil {
		return r.day()
	}
	return semantic.Call("DATE_TRUNC", r.day(), part)
}

func and(a, b googlesql.Expr) googlesql.Expr {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	if more, ok := b.(*googlesql.Binary); ok && more.Op == "AND" {
		return semantic.Binary("AND", and(a, more.L), more.R)
	}
	return semantic.Binary("AND", a, b)
}

func item(e googlesql.Expr, alias string) googlesql.SelectItem {
	return googlesql.SelectItem{Value: e, Alias: &googlesql.Ident{Name: alias}}
}

func integer(n int) *googlesql.Literal {
	return &googlesql.Literal{Kind: googlesql.IntLiteral, Text: strconv.Itoa(n)}
}
