package compose

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/sqltext"
)

// Title says the request as a question would: "Net sales by region, Q1 2026".
func (r *Request) Title() string {
	text := r.subject()
	if len(r.Dims) > 0 {
		names := make([]string, len(r.Dims))
		for i, d := range r.Dims {
			names[i] = d.Spoken()
		}
		text += " by " + strings.Join(names, " and ")
	}
	if len(r.Sides) > 0 {
		text += ", " + r.Sides[0].Text + " against " + r.Sides[1].Text
	}
	if r.Limit > 0 && len(r.Dims) > 0 {
		text += ", " + map[bool]string{true: "lowest ", false: "top "}[r.Order == Ascending] + integer(r.Limit).Text
	}
	if len(r.Each) > 0 {
		text += " in each " + strings.ReplaceAll(strings.Join(r.Each, " and "), "_", " ")
	}
	text += texts(append(slices.Clone(r.Where), r.ShareOf...), ", ")
	if r.Having != nil {
		text += ", " + r.Having.String()
	}
	if !r.Period.IsZero() {
		text += ", " + r.Period.String()
	}
	if r.Compare != nil {
		text += " against " + r.Compare.String()
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// subject is the figure in words.
func (r *Request) subject() string {
	name := r.Measure.Name
	if len(r.Also) > 0 {
		names := append(make([]string, 0, 1+len(r.Also)), name)
		for _, m := range r.Also {
			names = append(names, m.Name)
		}
		name = strings.Join(names, " and ")
	}
	switch {
	case r.Repeat != nil:
		return r.Repeat.Entity.Plural() + " with " + r.Repeat.Bound.String() + " " + name
	case r.Per != nil && r.Per.Unit != calendar.None:
		return "average " + name + " per " + r.Per.Name
	case r.Per != nil:
		return name + " per " + r.Per.Name
	case r.Share || len(r.ShareOf) > 0:
		return "share of " + name
	case r.Growth:
		return "growth of " + name
	case r.Running:
		return "running total of " + name
	}
	return name
}

// Basis says how the figure is computed and what it leaves out: the part of an answer that tells what its number means.
func (r *Request) Basis() string {
	text := r.Measure.Name + " is " + r.definition()
	if s := r.subject(); s != r.Measure.Name && len(r.Also) == 0 {
		text = s + ", where " + text
	}
	if r.Having != nil {
		text += ", " + r.Having.String()
	}
	text += texts(r.ShareOf, ", the part: ") + texts(r.Sides, ", one side: ")
	if only := texts(r.conditions(), "; "); only != "" {
		text += ", only rows: " + strings.TrimPrefix(only, "; ")
	}
	if r.usesTime() {
		when := "by " + r.Time.Table.Name + "." + r.Time.Name
		if r.Period.IsZero() {
			text += ", over all time"
		} else {
			text += ", " + when + " " + prefixed(r.Period)
		}
		if r.Compare != nil {
			text += " against " + r.Compare.String()
		}
	} else {
		text += ", over all data"
	}
	return text + r.beginning() + r.unfinished()
}

// unfinished tells that the last period of a series is not over.
func (r *Request) unfinished() string {
	s, anchor := r.series(), r.Model.Anchor
	if s == nil || anchor.IsZero() || s.Unit == calendar.Day || calendar.Start(anchor, s.Unit).Equal(anchor) || !r.Period.To.IsZero() && r.Period.To.Before(anchor) {
		return ""
	}
	return "; the last " + s.Unit.String() + " is not over"
}

// beginning tells where a period, or the one it is compared with, begins before the data do.
func (r *Request) beginning() string {
	if r.Time == nil || !r.usesTime() {
		return ""
	}
	first := r.Model.First(r.Time)
	early := func(p calendar.Period) bool { return !p.IsZero() && p.From.Before(first) }
	if first.IsZero() || !early(r.Period) && (r.Compare == nil || !early(*r.Compare)) {
		return ""
	}
	return "; the data begin on " + first.Format("January 2, 2006") + ", so the earlier days are missing"
}

// texts joins what conditions say, each after a mark.
func texts(list []semantic.Condition, mark string) string {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(mark + c.Text)
	}
	return b.String()
}

// prefixed is a period as it follows a noun: "in Q1 2026", "from March 3 to April 9, 2026", "since March 3, 2026".
func prefixed(p calendar.Period) string {
	text := p.String()
	switch {
	case strings.HasPrefix(text, "since ") || strings.HasPrefix(text, "before "):
		return text
	case strings.Contains(text, " to "):
		return "from " + text
	case strings.Contains(text, ","):
		return "on " + text
	}
	return "in " + text
}

// When is the period as the end of a sentence, "" for all of time.
func (r *Request) When() string {
	if r.Period.IsZero() {
		return ""
	}
	return prefixed(r.Period)
}

// definition is the measure's formula in words.
func (r *Request) definition() string {
	m := r.Measure
	switch {
	case m.Form == semantic.Count && m.Column == nil && len(columnsOf(r.Model, m.Expr)) == 0:
		return "the number of " + m.Base.Plural()
	case m.Column != nil && m.Form == semantic.Sum:
		return "the sum of " + m.Base.Name + "." + m.Column.Name
	case m.Column != nil && m.Form == semantic.Average:
		return "the average of " + m.Base.Name + "." + m.Column.Name
	}
	text, err := sqltext.Expr(m.Expr)
	if err != nil {
		return "defined by " + m.Origin
	}
	return text
}
