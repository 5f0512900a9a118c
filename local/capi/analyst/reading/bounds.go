package reading

import (
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// bounds binds comparisons with numbers to a column of the rows.
func (b *binder) bounds() {
	if b.out.Having != nil || b.out.Repeat != nil {
		return
	}
	for _, limit := range b.draft.bounds {
		c := b.bounded(&limit)
		if c == nil {
			return
		}
		if n, err := strconv.ParseFloat(limit.number, 64); err == nil && n > 1 && b.model.Fraction(c) {
			limit.number = strconv.FormatFloat(n/100, 'f', -1, 64)
		}
		b.tables = append(b.tables, c.Table)
		text := compose.Bound{Op: limit.op, Number: limit.number}
		b.out.Where = append(b.out.Where, semantic.Condition{
			Expr: semantic.Binary(limit.op, c.Expr(), semantic.Number(limit.number)), Columns: []*semantic.Column{c}, Text: c.Spoken() + " " + text.String(),
		})
	}
}

// bounded finds the column that a limit is about; nil ends the reading.
func (b *binder) bounded(limit *bound) *semantic.Column {
	switch {
	case limit.unit != "":
		c := b.inUnit(limit)
		if c == nil {
			b.failf("it is not clear which figure is meant to be %s %s.", compose.Bound{Op: limit.op, Number: limit.number}.String(), limit.unit)
		}
		return c
	case len(limit.meanings) == 0 && limit.money && b.worth() != nil:
		return b.worth()
	case len(limit.meanings) == 0:
		b.askAmount(*limit)
		return nil
	}
	var options []option
	for _, m := range limit.meanings {
		if m.Column == nil || m.IsValue || m.Column.Kind != semantic.Amount {
			continue
		}
		if path, ok, unsure := b.out.Measure.Base.Path(m.Column.Table); ok && !unsure {
			options = append(options, option{meaning: m, table: m.Column.Table, cost: min(m.Rank, rankLimit) + joinCost*len(path)})
		}
	}
	slices.SortStableFunc(options, func(x, y option) int { return x.cost - y.cost })
	switch {
	case len(options) == 0:
		b.unreachable(limit.named)
		return nil
	case len(options) > 1 && options[1].cost == options[0].cost:
		b.failf("“%s” is kept in several columns; say which one to compare.", limit.said)
		return nil
	}
	return options[0].meaning.Column
}

// worth is the one amount of money that the counted things themselves are for, such as the invoice amount of invoices; nil if none or several are.
func (b *binder) worth() *semantic.Column {
	thing := b.out.Measure.Base.Singular()
	var found *semantic.Column
	for _, c := range b.out.Measure.Base.Columns {
		is := slices.ContainsFunc(append([]string{c.Spoken()}, c.Synonyms...), func(name string) bool {
			return strings.EqualFold(name, thing+" amount")
		})
		if c.Kind != semantic.Amount || c.Type == "INT64" || !is {
			continue
		}
		if found != nil {
			return nil
		}
		found = c
	}
	return found
}

// askAmount asks which number a bare limit is about: "orders over $100".
func (b *binder) askAmount(limit bound) {
	a := Answer{Ask: "Which amount do you mean?"}
	for _, c := range b.out.Measure.Base.Columns {
		if c.Kind == semantic.Amount && len(a.Options) < maxOptions {
			text := compose.Bound{Op: limit.op, Number: limit.number}.String()
			if all := b.draft.bounds; len(all) == 2 && len(all[1].meanings) == 0 {
				text = "between " + all[0].number + " and " + all[1].number
			}
			a.Options = append(a.Options, sentence(b.out.Measure.Name)+" with "+c.Spoken()+" "+text)
		}
	}
	if len(a.Options) < 2 {
		b.failf("it does not say what must be %s %s.", compose.Bound{Op: limit.op}.String(), limit.number)
		return
	}
	b.ask = &a
}
