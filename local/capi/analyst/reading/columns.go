package reading

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// option is a meaning of a name that can be reached from the measure's table.
type option struct {
	meaning semantic.Meaning
	table   *semantic.Table
	dim     compose.Dimension
	cost    int
}

// columnsFor lists the meanings of a name that can be reached, nearest first, each column once.
func (b *binder) columnsFor(n named, is func(semantic.Meaning) bool) []option {
	var out []option
	for _, m := range n.meanings {
		t := tableOf(m)
		if !is(m) || t == nil {
			continue
		}
		path, ok, unsure := b.out.Measure.Base.Path(t)
		if !ok || unsure || b.out.Repeat != nil && !reaches(b.out.Repeat.Entity, t) {
			continue
		}
		o := option{meaning: m, table: t, dim: b.dimension(m), cost: min(m.Rank, rankLimit) + joinCost*len(path)}
		if m.Column != nil && m.Table == nil && m.Column.Kind == semantic.Attribute && m.Column.Type != "STRING" {
			o.cost += 2*joinCost + sure // a number that only counts places
		}
		if b.mentions(t) || m.IsValue && b.speaksOf(m.Column) {
			o.cost -= joinCost + 1
		}
		if o.dim.Columns == nil && !m.IsValue {
			continue
		}
		out = append(out, o)
	}
	if own := func(o option) bool { return o.meaning.Table == b.out.Measure.Base }; slices.ContainsFunc(out, func(o option) bool { return !own(o) && o.meaning.Column != nil }) {
		out = slices.DeleteFunc(out, own) // by a kind of row rather than by each row
	}
	slices.SortStableFunc(out, func(x, y option) int { return cmp.Or(x.cost-y.cost, preference(x.meaning)-preference(y.meaning)) })
	return distinctOptions(out)
}

// preference orders meanings of equal cost: a flag says more than a text that repeats it, a label more than another column.
func preference(m semantic.Meaning) int {
	switch {
	case m.Column == nil:
		return 0
	case m.Column.Kind == semantic.Flag:
		return 0
	case slices.Contains(m.Column.Table.Label, m.Column):
		return 1
	}
	return 2
}

func distinctOptions(list []option) []option {
	var out []option
	for _, o := range list {
		same := slices.ContainsFunc(out, func(x option) bool {
			if x.meaning.IsValue != o.meaning.IsValue && x.table != o.table {
				return false
			}
			if o.meaning.IsValue {
				// Two columns of one table that hold the word say the same of a row in all likelihood; the label or flag has come first.
				return x.table == o.table && preference(x.meaning) < 2
			}
			return slices.Equal(x.dim.Columns, o.dim.Columns) || x.table == o.table && x.dim.Alias == o.dim.Alias
		})
		if !same {
			out = append(out, o)
		}
	}
	return out
}

// mentions reports whether the question names a table's things.
func (b *binder) mentions(t *semantic.Table) bool {
	return slices.ContainsFunc(b.draft.entities, func(n named) bool {
		return n.said != b.figure.used && slices.ContainsFunc(n.meanings, func(m semantic.Meaning) bool { return m.Table == t && m.Rank < 20 })
	})
}

// speaksOf reports whether the question names a column besides its value: "the Influencer acquisition channel".
func (b *binder) speaksOf(c *semantic.Column) bool {
	return slices.ContainsFunc(b.draft.entities, func(n named) bool {
		return !n.has(isTable) && n.has(func(m semantic.Meaning) bool { return m.Column == c && m.Rank <= rankLimit })
	})
}

// dimension is what to group by for a meaning: a column, or the key and name of a thing.
func (b *binder) dimension(m semantic.Meaning) compose.Dimension {
	if m.Table != nil {
		t := m.Table
		d := compose.Dimension{Alias: strings.ReplaceAll(t.Singular(), " ", "_")}
		switch {
		case len(t.Label) == 0 && t.Key == nil:
			return compose.Dimension{}
		case len(t.Label) == 0:
			d.Columns = []*semantic.Column{t.Key}
		case len(t.Label) == 1 && b.model.Unique(t.Label[0]) || t.Key == nil:
			d.Columns = t.Label
		default:
			d.Columns = append([]*semantic.Column{t.Key}, t.Label...)
		}
		return d
	}
	c := m.Column
	if c == nil {
		return compose.Dimension{}
	}
	if len(c.Table.Label) == 1 && c.Table.Label[0] == c {
		return b.dimension(semantic.Meaning{Table: c.Table})
	}
	alias := c.Name
	if vague[c.Name] && c.Table != b.out.Measure.Base {
		alias = strings.ReplaceAll(c.Table.Singular(), " ", "_") + "_" + c.Name
	}
	return compose.Dimension{Columns: []*semantic.Column{c}, Alias: alias}
}

// vague names say too little without their table.
var vague = map[string]bool{"name": true, "title": true, "status": true, "kind": true, "type": true, "code": true, "channel": true, "city": true, "category": true, "position": true}

// unclear asks back when two options are nearly as good.
func (b *binder) unclear(n named, options []option) bool {
	if len(options) < 2 || options[1].cost-options[0].cost >= sure || options[1].meaning.Rank > rankLimit && options[0].meaning.Rank <= rankLimit {
		return false
	}
	base := b.out.Measure.Base
	if x, y := options[0], options[1]; x.table == base && y.table != base && x.meaning.Rank <= y.meaning.Rank && !b.mentions(y.table) {
		return false // the figure's own table has it by as good a name
	}
	if x, y := options[0], options[1]; x.meaning.Column != nil && y.meaning.Column != nil && x.meaning.Column.Name == y.meaning.Column.Name && x.cost < y.cost && !b.mentions(y.table) {
		return false // the nearer one of the same name
	}
	a := Answer{Ask: fmt.Sprintf("“%s” can mean several things here. Which one do you mean?", n.said)}
	for _, o := range options[:min(len(options), maxOptions)] {
		if o.cost-options[0].cost < sure {
			a.Options = append(a.Options, b.optionText(o))
		}
	}
	slices.Sort(a.Options)
	a.Options = slices.Compact(a.Options)
	if len(a.Options) < 2 {
		return false
	}
	b.ask = &a
	return true
}

// optionText says what an option would mean.
func (b *binder) optionText(o option) string {
	name := b.unmistakable(o)
	if o.meaning.IsValue {
		return fmt.Sprintf("%s, %s is %s", sentence(b.out.Measure.Name), name, o.meaning.Value)
	}
	return fmt.Sprintf("%s by %s", sentence(b.out.Measure.Name), name)
}

// unmistakable is a name of the option that means nothing else, else its table and column.
func (b *binder) unmistakable(o option) string {
	if o.meaning.Table != nil {
		return o.meaning.Table.Singular()
	}
	c := o.meaning.Column
	for _, name := range append([]string{c.Spoken()}, c.Synonyms...) {
		found := b.model.Lookup(stemsOf(name))
		if len(found) > 0 && found[0].Column == c && (len(found) == 1 || found[1].Column == nil) {
			return name
		}
	}
	return c.Table.Singular() + " " + c.Spoken()
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
