package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// weekdays limits to days of the week.
func (b *binder) weekdays() {
	if len(b.draft.days) == 0 {
		return
	}
	if b.out.Time == nil {
		b.failf("%s have no time, so they have no days of the week.", b.out.Measure.Base.Plural())
		return
	}
	b.out.Where = append(b.out.Where, compose.OnDays(b.out.Time, b.draft.days))
}

// begun counts rows by when they began, where verified queries only tell when something that not all rows have happened to them.
func (b *binder) begun() {
	m := b.out.Measure
	if b.out.Time == nil || m.Time != nil || m.Form != semantic.Count || m.Column != nil || m.Origin == "a verified query" || !b.model.MayBeNull(b.out.Time) {
		return
	}
	for _, c := range m.Base.Columns {
		if c.Kind == semantic.Moment && b.model.Complete(c) && !c.Planned() {
			b.out.Time = c
			return
		}
	}
}

// dependent takes the time with which an attribute of the rows comes and goes: reasons for leaving count when somebody left.
func (b *binder) dependent() {
	if b.draft.moment != nil || b.out.Measure.Time != nil {
		return
	}
	used := b.out.Where
	for _, d := range b.out.Dims {
		used = append(slices.Clone(used), semantic.Condition{Columns: d.Columns})
	}
	for _, w := range used {
		for _, c := range w.Columns {
			if when := b.model.ComesWith(c); when != nil && c.Table == b.out.Measure.Base {
				b.out.Time = when
				return
			}
		}
	}
}

// moment takes the time column that a verb names: shipped, delivered.
func (b *binder) moment() {
	if b.draft.moment == nil {
		return
	}
	best, cost := (*semantic.Column)(nil), 1000
	for _, m := range b.draft.moment.meanings {
		if !isMoment(m) {
			continue
		}
		if path, ok, _ := b.out.Measure.Base.Path(m.Column.Table); ok && len(path)*joinCost+m.Rank < cost {
			best, cost = m.Column, len(path)*joinCost+m.Rank
		}
	}
	if best == nil {
		b.failf("%s do not say when something was %s.", b.out.Measure.Base.Plural(), b.draft.moment.said)
		return
	}
	b.out.Time = best
	if b.model.Complete(best) {
		if len(b.draft.periods) == 0 && !b.needsTime() {
			b.failf("all %s have been %s at some time.", b.out.Measure.Base.Plural(), b.draft.moment.said)
		}
		return
	}
	if !b.draft.habit && len(b.draft.periods) == 0 && !b.draft.trend && !slices.ContainsFunc(b.draft.dims, func(d dim) bool { return d.temporal() }) {
		b.out.Where = append(b.out.Where, semantic.Condition{Expr: semantic.IsNotNull(best), Columns: []*semantic.Column{best}, Text: "with " + best.Spoken()})
	}
}

// counted refuses to count things by the day they were entered when the question may as well mean the day they did something:
// "customers last month".
func (b *binder) counted() {
	f := b.figure
	if f.entity == nil || f.repeat != nil || b.draft.moment != nil || !b.needsTime() || f.measure != b.model.CountOf(f.entity) || f.measure.Origin == "a verified query" {
		return
	}
	for _, m := range b.model.Measures {
		if m.Base == f.entity && m.Form == semantic.Count && m.Origin == "a verified query" && len(m.Where) == 0 && m.Column == nil && m.Alias != f.measure.Alias && !m.Conditional() {
			a := Answer{Ask: "Counted by what?", Options: []string{sentence(m.Name) + " " + b.out.When()}}
			for _, t := range b.model.Tables {
				path, ok, _ := t.Path(f.entity)
				if ok && len(path) == 1 && t.Time != nil && len(a.Options) < maxOptions && len(t.Standard) > 0 && t.Time.Table == t {
					a.Options = append(a.Options, sentence(f.entity.Plural())+" with "+t.Plural()+" "+b.out.When())
				}
			}
			if len(a.Options) > 1 {
				b.ask = &a
			}
			return
		}
	}
}
