package reading

import (
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// figures lists the measures that a draft may ask for.
func (r *Reader) figures(d *Draft) []figure {
	if produced := r.produced(d); len(produced) > 0 {
		return produced
	}
	switch {
	case d.flagRate && len(d.measures) == 0 && len(d.entities) == 0:
		return r.flagged(d)
	case r.bounded(d) != nil:
		return r.bounded(d)
	case len(d.measures) > 0 && (!d.counted || len(d.entities) == 0 || d.per != nil || ratio(d.measures[0])):
		return r.anyMeasured(d)
	case len(d.entities) > 0:
		return r.counted(d)
	case len(d.measures) > 0:
		return r.anyMeasured(d)
	case d.common:
		return r.frequent(d)
	case d.rank.listed && len(d.dims) == 1 && d.dims[0].ofThing():
		return r.frequent(d) // "top search topics" are the most searched for
	}
	return r.implied(d)
}

// implied is the figure of a question that names none: of a part of a table, a value that stands for its rows, a verb.
func (r *Reader) implied(d *Draft) []figure {
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if m.Segment != nil {
				return r.segment(m.Segment)
			}
		}
	}
	asked := d.counted || d.share || d.rank.listed || slices.ContainsFunc(d.dims, dim.temporal)
	switch {
	case len(d.light) == 0 && d.moment == nil && asked:
		return r.cases(d)
	case len(d.light) > 0 && d.light[0].has(isMeasure) && d.counted:
		return r.pieces()
	case len(d.light) > 0 && (d.light[0].has(isMeasure) || !d.rank.set):
		return r.measured(d.light[0], d) // but "who buys most" may mean most often or for most money
	case d.moment != nil:
		return r.happening(*d.moment, d)
	}
	return nil
}

// happening counts the rows of which a verb says when they happened.
func (r *Reader) happening(verb named, d *Draft) []figure {
	var out []figure
	for _, m := range verb.meanings {
		if !isMoment(m) {
			continue
		}
		if c := piecesOf(m.Column.Table); c != nil && d.counted && len(r.cases(d)) > 0 { // "how many pumps were scrapped"
			out = append(out, figure{measure: r.model.MeasureOf(c), rank: m.Rank})
		} else {
			out = append(out, figure{measure: r.model.CountOf(m.Column.Table), rank: m.Rank, entity: m.Column.Table})
		}
	}
	return out
}

// cases counts the rows that have a value which stands for them: "how many knee operations", "wrong addresses by customer".
func (r *Reader) cases(d *Draft) []figure {
	var out []figure
	for _, f := range d.filters {
		for _, m := range f.meanings {
			if d.made && m.IsValue && slices.Contains(m.Column.Table.Label, m.Column) {
				continue // how many of one thing were made is not how many things are called so
			}
			if m.IsValue && !f.not && (!f.part || d.counted) && writes(f.said, m.Value) {
				out = append(out, figure{measure: r.model.CountOf(m.Column.Table), rank: m.Rank, entity: m.Column.Table, used: f.said})
			}
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}

// writes reports whether words are a value as it is written, or its plural; a verb that only has the same stem is not.
func writes(said, value string) bool {
	value = strings.ToLower(value)
	return said == value || strings.TrimSuffix(said, "s") == value || strings.TrimSuffix(said, "es") == value || strings.TrimSuffix(said, "ies") == strings.TrimSuffix(value, "y")
}

// ofThing reports whether an attribute is named with the thing that has it: "search topic".
func (d dim) ofThing() bool {
	if d.has(isTable) {
		return false
	}
	for w := range strings.FieldsSeq("reason cause topic complaint issue problem symptom error") {
		if strings.Contains(" "+stemsOf(d.said)+" ", " "+stemsOf(w)+" ") {
			return true // "top reasons" are the most frequent ones
		}
	}
	return d.owner != nil || d.has(func(m semantic.Meaning) bool {
		return m.Column != nil && strings.Contains(" "+stemsOf(d.said)+" ", " "+stemsOf(m.Column.Table.Singular())+" ")
	})
}

// rollups puts columns that repeat what the rows of another table add up to behind that table: the plays of a title are counted from plays.
func rollups(list []figure) []figure {
	for i := range list {
		a := &list[i]
		repeats := a.measure != nil && a.measure.Column != nil && a.measure.Adds() && slices.ContainsFunc(list, func(b figure) bool {
			return b.measure != nil && b.measure.Adds() && b.used == a.used && b.measure.Base != a.measure.Base && reaches(b.measure.Base, a.measure.Base)
		})
		if repeats {
			a.late += joinCost + sureOfIt
		}
	}
	return list
}

func ratio(n named) bool { return n.meanings[0].Measure != nil && !n.meanings[0].Measure.Adds() }

// anyMeasured takes the first figure named, or a later one where the first does not do: "pieces in stock".
func (r *Reader) anyMeasured(d *Draft) []figure {
	var out []figure
	for i, n := range d.measures {
		for _, f := range r.measured(n, d) {
			f.late = i * rankLimit
			out = append(out, f)
		}
	}
	return out
}

// measured lists the measures of a name, or the counts of the things it names.
func (r *Reader) measured(n named, d *Draft) []figure {
	var out []figure
	money := d.money && n.has(isSum)
	counts := d.counted && !d.money && n.has(func(m semantic.Meaning) bool { return m.Measure != nil && m.Measure.Form == semantic.Count })
	for _, m := range n.meanings {
		switch {
		case counts && isSum(m):
		case m.Measure != nil && !d.counted && m.Measure.Base.Snapshot != calendar.None && m.Measure == r.model.CountOf(m.Measure.Base): // nobody counts the rows of balances
		case money && !isSum(m):
		case m.Measure != nil:
			out = append(out, figure{measure: m.Measure, rank: m.Rank, used: n.said})
			if m.Measure.Form == semantic.Count && !d.counted && m.Measure.Alias != m.Measure.Base.Name {
				for _, sum := range m.Measure.Beside { // "total fees" may be their number or their amount
					out = append(out, figure{measure: sum, rank: m.Rank, used: n.said})
				}
			}
		case m.Table != nil && !d.money && (d.counted || m.Table.Snapshot == calendar.None):
			out = append(out, figure{measure: r.model.CountOf(m.Table), rank: m.Rank, entity: m.Table, used: n.said})
		}
	}
	return out
}

// bounded reads a condition on a figure: "collections with sales above 100,000", "how many customers placed more than 3 orders". nil if the
// draft has none, or if it is about a column of the counted rows themselves.
func (r *Reader) bounded(d *Draft) []figure {
	if len(d.bounds) != 1 || len(d.bounds[0].meanings) == 0 || len(d.entities) == 0 && len(d.dims) == 0 {
		return nil
	}
	b := d.bounds[0]
	if len(d.entities) == 0 || len(d.measures) > 0 {
		return nil
	}
	e := d.entities[0]
	var out []figure
	for _, about := range e.meanings {
		of := about.Table
		if of == nil {
			continue
		}
		if slices.ContainsFunc(b.meanings, func(m semantic.Meaning) bool { return m.Column != nil && reaches(of, m.Column.Table) }) {
			return nil
		}
		for _, m := range b.meanings {
			measure := m.Measure
			if m.Table != nil {
				measure = r.model.CountOf(m.Table)
			}
			if measure == nil || measure.Base == of || !reaches(measure.Base, of) {
				continue
			}
			limit := r.limitOf(b, measure)
			f := figure{measure: measure, rank: m.Rank, used: b.said, having: &limit, dim: &dim{named: e}}
			if d.counted {
				f = figure{measure: measure, rank: m.Rank, used: b.said, entity: of, repeat: &compose.Repeat{Key: keyIn(measure.Base, of), Entity: of, Bound: limit}}
			}
			out = append(out, f)
		}
	}
	return out
}

// limitOf is a limit in the measure's own terms: a share is a fraction of one, whatever people call it.
func (r *Reader) limitOf(b bound, m *semantic.Measure) compose.Bound {
	out := compose.Bound{Op: b.op, Number: b.number}
	fraction := m.Form == semantic.Ratio || m.Form == semantic.Average && m.Column != nil && r.model.Fraction(m.Column)
	if n, err := strconv.ParseFloat(b.number, 64); err == nil && fraction && (b.percent || n > 1) {
		out.Number = strconv.FormatFloat(n/100, 'f', -1, 64)
	}
	return out
}

func reaches(from, to *semantic.Table) bool {
	_, ok, _ := from.Path(to)
	return ok
}
