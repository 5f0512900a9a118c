package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/word"
	"capidemo.dev/platform/shared/googlesql"
)

// chosen is a bound filter on a text column: its values are joined with those of the same column.
type chosen struct {
	column *semantic.Column
	values []string
	not    bool
	part   bool
}

// filters binds values, flags and segments.
func (b *binder) filters() {
	var texts []*chosen
	for _, f := range b.draft.filters {
		switch {
		case f.has(isSegment) && b.segment(f, &texts):
		case b.flag(f):
		default:
			texts = b.value(texts, f)
		}
		if b.why != "" || b.ask != nil {
			return
		}
	}
	for _, t := range texts {
		b.limit(t.condition(), t.part)
	}
	for _, c := range b.draft.where { // of the verified statement before, unless the question has replaced it
		replaced := slices.ContainsFunc(b.out.Where, func(x semantic.Condition) bool { return slices.Equal(x.Columns, c.Columns) })
		if replaced {
			continue
		}
		for _, column := range c.Columns {
			if !reaches(b.out.Measure.Base, column.Table) {
				b.failf("%s cannot be limited to “%s”, as the answer before was.", b.out.Measure.Name, c.Text)
				return
			}
		}
		b.out.Where = append(b.out.Where, c)
	}
}

// segment applies a named part of a table, if the measure reaches it.
func (b *binder) segment(f filter, texts *[]*chosen) bool {
	for _, m := range f.meanings {
		s := m.Segment
		if s == nil {
			continue
		}
		if b.figure.segment == s && s.Of != nil {
			return true // the figure itself
		}
		if s.Of != nil || !reaches(b.out.Measure.Base, s.Table) {
			continue
		}
		if c, value, plain := s.Value(); plain && !f.not {
			for _, t := range *texts {
				if t.column == c && !t.not { // "preventive and corrective"
					t.values = append(t.values, value)
					return true
				}
			}
			*texts = append(*texts, &chosen{c, []string{value}, false, f.part})
			b.tables = append(b.tables, c.Table)
			return true
		}
		for _, c := range s.Where {
			if f.not {
				c.Expr, c.Text = semantic.Not(c.Expr), "not "+c.Text
			}
			b.limit(c, f.part)
		}
		b.tables = append(b.tables, s.Table)
		return true
	}
	return false
}

// flag applies a true-or-false column. It is preferred to a text that says the same, if it is not farther away.
func (b *binder) flag(f filter) bool {
	flags := b.columnsFor(f.named, isFlag)
	if len(flags) == 0 {
		return false
	}
	if values := b.columnsFor(f.named, isValue); len(values) > 0 && values[0].cost < flags[0].cost {
		return false
	}
	if b.unclear(f.named, flags) {
		return true
	}
	c := flags[0].meaning.Column
	b.cost += flags[0].cost
	b.tables = append(b.tables, c.Table)
	if b.draft.flagRate {
		b.rateOf(c)
		return true
	}
	condition := semantic.Condition{Expr: c.Expr(), Columns: []*semantic.Column{c}, Text: c.Spoken()}
	if f.not {
		condition.Expr, condition.Text = semantic.Not(c.Expr()), "not "+c.Spoken()
	}
	if !slices.ContainsFunc(b.out.Where, func(w semantic.Condition) bool { return w.Text == condition.Text }) {
		b.limit(condition, f.part)
	}
	return true
}

// limit adds a condition; part says that a share would be of it.
func (b *binder) limit(c semantic.Condition, part bool) {
	b.out.Where = append(b.out.Where, c)
	if part {
		b.parts = append(b.parts, c.Text)
	}
}

// rateOf makes the figure the share of rows for which a flag holds.
func (b *binder) rateOf(c *semantic.Column) {
	base := b.out.Measure.Base
	b.out.Measure = &semantic.Measure{
		Name: c.Spoken() + " rate", Alias: c.Name + "_rate", Base: base, Form: semantic.Ratio, Origin: "the column " + base.Name + "." + c.Name,
		Expr: semantic.Call("SAFE_DIVIDE", semantic.Call("COUNTIF", c.Expr()), semantic.CountAll()),
	}
}

func (b *binder) value(texts []*chosen, f filter) []*chosen {
	if f.not && !f.has(isValue) && b.undone(f) {
		return texts
	}
	options := directed(b.columnsFor(f.named, isValue), f)
	if len(options) == 0 && f.meanings[0].Rank == partial {
		b.draft = b.draft.withUnread(f.said)
		return texts
	}
	if len(options) == 0 {
		b.unreachable(f.named)
		return texts
	}
	// A column that the question already limits, or splits by, is meant again: "Gold and Silver".
	for _, o := range options {
		for _, t := range texts {
			if t.column == o.meaning.Column && t.not == f.not {
				t.values = append(t.values, o.meaning.Value)
				return texts
			}
		}
	}
	for _, o := range options {
		if slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool { return slices.Contains(d.Columns, o.meaning.Column) }) {
			options = []option{o}
			break
		}
	}
	if b.unclear(f.named, options) {
		return texts
	}
	o := options[0]
	if o.meaning.Rank == partial && o.table != b.out.Measure.Base {
		b.draft = b.draft.withUnread(f.said)
		return texts
	}
	if b.figure.used != f.said && b.everyday(o) {
		b.failf("“%s” is a %s in this data; say “%s %s” if you mean that.", f.said, called(o.meaning.Column), called(o.meaning.Column), o.meaning.Value)
		return texts
	}
	if c := o.meaning.Column; states[c.Name] && c.Table != b.out.Measure.Base && !b.mentions(c.Table) && !b.speaksOf(c) {
		b.failf("“%s” is a %s of %s and not of %s; name the %s if you mean those.", f.said, c.Spoken(), c.Table.Plural(), b.out.Measure.Base.Plural(), c.Table.Plural())
		return texts
	}
	b.cost += o.cost
	b.tables = append(b.tables, o.table)
	return append(texts, &chosen{o.meaning.Column, []string{o.meaning.Value}, f.not, f.part})
}

// undone limits to rows that something has not happened to: "unpaid", "not delivered".
func (b *binder) undone(f filter) bool {
	for _, m := range f.meanings {
		if c := m.Column; c != nil && c.Kind == semantic.Attribute && c.Table == b.out.Measure.Base {
			for _, v := range b.model.Values(c) {
				if v := strings.ToLower(v); v == "none" || v == "no" { // "without backup power"
					b.limit((&chosen{column: c, values: []string{b.original(c, v)}}).condition(), f.part)
					return true
				}
			}
			if b.model.MayBeNull(c) {
				b.limit(semantic.Condition{Expr: semantic.Not(semantic.IsNotNull(c)), Columns: []*semantic.Column{c}, Text: "no " + c.Spoken()}, f.part)
				return true
			}
		}
		if !isMoment(m) || m.Column.Table != b.out.Measure.Base || b.model.Complete(m.Column) {
			continue
		}
		c := m.Column
		b.limit(semantic.Condition{Expr: semantic.Not(semantic.IsNotNull(c)), Columns: []*semantic.Column{c}, Text: "no " + c.Spoken()}, f.part)
		return true
	}
	return false
}

// original is a value as its column has it.
func (b *binder) original(c *semantic.Column, lower string) string {
	for _, v := range b.model.Values(c) {
		if strings.ToLower(v) == lower {
			return v
		}
	}
	return lower
}

// The words of columns that say where something comes from and where it goes to.
var directions = map[string][]string{
	"to":   {"destination", "target", "to", "arrival", "arriving", "receiver", "recipient", "receiving", "delivery", "end"},
	"from": {"origin", "source", "from", "departure", "departing", "sender", "sending", "pickup", "start"},
}

// directed keeps the options that the words before a value ask for: its attribute, or the one with the direction.
func directed(options []option, f filter) []option {
	var out []option
	for _, o := range options {
		c := o.meaning.Column
		if f.column == c {
			return []option{o}
		}
		for w := range strings.SplitSeq(c.Name, "_") {
			if slices.Contains(directions[f.to], w) {
				out = append(out, o)
				break
			}
		}
	}
	if len(out) == 0 {
		return options
	}
	return out
}

// states are columns whose values say how a row is, so that they do not pass to what belongs to it: a profile of an active customer is not active.
var states = map[string]bool{"status": true, "stage": true, "outcome": true, "disposition": true}

// fewValues is how many values a column may have for each to be a word of the business rather than a name that happens to be a word.
const fewValues = 30

// everyday reports whether a value is a common word that only happens to be a name here, such as a design called North, and nothing in the
// question says that the name is meant.
func (b *binder) everyday(o option) bool {
	c := o.meaning.Column
	text := strings.ToLower(o.meaning.Value)
	if len(b.model.Values(c)) <= fewValues || strings.ContainsAny(text, " -_") || !word.Correct(text) {
		return false
	}
	return !slices.ContainsFunc(b.draft.entities, func(n named) bool {
		return n.has(func(m semantic.Meaning) bool { return m.Column == c || m.Table == c.Table })
	})
}

// called is what people call a column: the name of a thing is the thing.
func called(c *semantic.Column) string {
	if len(c.Table.Label) == 1 && c.Table.Label[0] == c {
		return c.Table.Singular()
	}
	return c.Spoken()
}

func (c *chosen) condition() semantic.Condition {
	slices.Sort(c.values)
	values := slices.Compact(c.values)
	out := semantic.Condition{Columns: []*semantic.Column{c.column}}
	verb := " is "
	if c.not {
		verb = " is not "
	}
	out.Text = called(c.column) + verb + strings.Join(values, " or ")
	if len(values) == 1 {
		op := "="
		if c.not {
			op = "!="
		}
		out.Expr = semantic.Binary(op, c.column.Expr(), semantic.Text(values[0]))
	} else {
		in := &googlesql.In{X: c.column.Expr(), Not: c.not}
		for _, v := range values {
			in.List = append(in.List, semantic.Text(v))
		}
		out.Expr = in
	}
	if c.not {
		// A row without a value has not this one either.
		out.Expr = semantic.Binary("OR", out.Expr, &googlesql.Is{X: c.column.Expr(), What: "NULL"})
	}
	return out
}
