package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

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
	if b.opposed(texts) {
		texts = nil
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
