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
	about := b.draft.entities
	if b.draft.moment != nil {
		about = append(slices.Clone(about), *b.draft.moment) // "diagnosed with gout"
	}
	return !slices.ContainsFunc(about, func(n named) bool {
		return n.has(func(m semantic.Meaning) bool {
			return m.Column == c || m.Table == c.Table || isMoment(m) && m.Column.Table == c.Table
		})
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
