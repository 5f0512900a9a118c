package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// shape makes an average, a sum, a highest or a lowest of a figure where the question says so.
func (b *binder) shape() {
	d, m := b.draft, b.out.Measure
	switch {
	case d.average && d.per == nil && m.Adds():
		b.averaged()
	case d.extreme != "" && m.Column != nil:
		b.remeasure(d.extreme)
	case m.Column != nil && !d.average && (m.Form == semantic.Average || m.Column.Vague) && b.addedUp():
	case d.per != nil && d.per.meanings != nil:
	case len(d.dims) > 0 || b.figure.dim != nil:
		if d.extreme != "" {
			b.failf("the highest or lowest of what? Say by what to split %s.", m.Name)
		}
	case d.rank.set:
		b.ranked()
	case d.extreme != "":
		b.failf("the highest or lowest of what? Say by what to split %s.", m.Name)
	}
}

// averaged makes an average of a sum.
func (b *binder) averaged() {
	m := b.out.Measure
	switch {
	case m.Column == nil:
		b.failf("an average of %s needs to be per something, such as per day or per customer.", m.Name)
	case slices.ContainsFunc(b.draft.dims, dim.temporal) && m.Origin == "a verified query":
		b.failf("an average of %s over time may be per row or per period; ask for “%s per day”, for example.", m.Name, m.Name)
	default:
		b.remeasure("AVG")
	}
}

// addedUp makes a sum of a number that is averaged otherwise, or asks where both are as likely. It reports whether the shape is decided.
func (b *binder) addedUp() bool {
	d, m := b.draft, b.out.Measure
	switch {
	case m.Form == semantic.Average && !m.Column.Mean && (d.total || d.most || d.counted && b.figure.entity == nil || d.money):
		b.remeasure("SUM")
	case m.Column.Vague && !d.total && !d.typical && d.per == nil && b.bareColumn():
		b.askForm()
	case m.Form == semantic.Average && d.total && m.Column.Mean && b.bareColumn():
		b.failf("adding up %s makes no sense; ask for the average.", m.Column.Spoken())
	default:
		return false
	}
	return true
}

// ranked makes the highest or lowest single value, where nothing says what to rank.
func (b *binder) ranked() {
	d, m := b.draft, b.out.Measure
	single := !d.rank.listed && !d.rank.sorted && m.Column != nil && (m.Form == semantic.Sum || m.Form == semantic.Average)
	switch {
	case d.lasts == "" && b.ranksEntities():
	case single:
		b.remeasure(map[bool]string{true: "MIN", false: "MAX"}[d.rank.ascending])
	default:
		b.failf("the highest or lowest of what? Say by what to split %s.", m.Name)
	}
}

// ranksEntities finds the thing that "customers by revenue" ranks when it was taken for context.
func (b *binder) ranksEntities() bool {
	for _, e := range b.draft.entities {
		if e.said != b.figure.used && e.has(isTable) && !slices.Contains(b.draft.modifiers, e.said) {
			b.draft = b.draft.withDim(dim{named: e})
			return true
		}
	}
	return false
}

func (d *Draft) withDim(n dim) *Draft {
	out := *d
	out.dims = append(slices.Clone(d.dims), n)
	return &out
}

func (b *binder) remeasure(function string) {
	old := b.out.Measure
	b.out.Measure = old.Column.Aggregate(function)
	b.out.Measure.Where, b.out.Measure.Time = old.Where, old.Time
}

// over divides the figure by another one of the same rows: "revenue per seat".
func (b *binder) over() {
	if b.draft.over == nil {
		return
	}
	m := b.out.Measure
	for _, meaning := range b.draft.over.meanings {
		d := meaning.Measure
		if d == nil || d.Base != m.Base || d.Form != semantic.Sum || !m.Adds() || d == m {
			continue
		}
		b.out.Measure = &semantic.Measure{
			Name: m.Name + " per " + d.Name, Alias: m.Alias + "_per_" + d.Alias, Base: m.Base, Where: m.Where, Time: m.Time, Form: semantic.Ratio,
			Expr: semantic.Call("SAFE_DIVIDE", m.Expr, d.Expr), Origin: m.Origin,
		}
		return
	}
	b.failf("%s and %s do not come from the same rows, so one cannot be divided by the other.", m.Name, b.draft.over.said)
}

// bareColumn reports whether the figure is a column that no verified query and no definition has given a form.
func (b *binder) bareColumn() bool {
	return strings.HasPrefix(b.figure.measure.Origin, "the column ") && !strings.HasPrefix(b.figure.used, "average ")
}

// askForm asks whether a span of time is to be added up or averaged.
func (b *binder) askForm() {
	name := b.out.Measure.Column.Spoken()
	rest := ""
	if when := b.whenAsked(); when != "" {
		rest = " " + when
	}
	b.ask = &Answer{Ask: "Added up, or on average?", Options: []string{"Total " + name + rest, "Average " + name + rest}}
}
