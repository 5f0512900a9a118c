package dataspec

import (
	"fmt"
	"reflect"
	"slices"

	"capidemo.dev/platform/shared/dataspec/expr"
)

// generator checks that there is exactly one generator, that it fits the column's type, and its own fields.
func (c *checker) generator(t *Table, column *Column, path string) {
	g := &column.Gen
	set := g.Names()
	if len(set) != 1 {
		_, names := fieldsOf(reflect.TypeFor[Generator]())
		c.faultf(path, g.At, oneOf(names), "a column has exactly one generator, found %d %v", len(set), set)
		return
	}
	kind := set[0]
	if types := makes[kind]; len(types) > 0 && !slices.Contains(types, column.Type) {
		c.faultf(path, g.At, oneOf(types), "generator %s cannot make %s", kind, column.Type)
		return
	}
	k := &generatorCheck{c, t, column, t.Name + "." + column.Name, path + "." + kind}
	switch kind {
	case "values", "choice", "list", "email", "number":
		k.values(g)
	case "timeline", "moment", "after", "state", "state_time":
		k.times(g)
	case "ref", "parent", "position", "formula", "pick", "rollup", "sequence":
		k.relations(g)
	}
}

// makes lists the types that a generator can make; those not listed can make any.
var makes = map[string][]string{
	"sequence": {"INT64", "STRING"}, "word": {"STRING"}, "email": {"STRING"}, "phone": {"STRING"}, "address": {"STRING"},
	"number": {"INT64", "FLOAT64", "NUMERIC"}, "timeline": {"DATE", "TIMESTAMP"}, "moment": {"DATE", "TIMESTAMP"},
	"after": {"DATE", "TIMESTAMP"}, "state": {"STRING"}, "state_time": {"DATE", "TIMESTAMP"}, "position": {"INT64"},
	"pick": {"BOOL"}, "rollup": {"INT64", "FLOAT64", "NUMERIC"},
}

// Names lists the generators that are set.
func (g *Generator) Names() []string {
	var out []string
	v := reflect.ValueOf(*g)
	fields, names := fieldsOf(v.Type())
	for _, name := range names {
		if !v.Field(fields[name].index).IsZero() {
			out = append(out, name)
		}
	}
	return out
}

type generatorCheck struct {
	*checker
	table  *Table
	column *Column
	owner  string
	path   string
}

func (k *generatorCheck) row() *names { return &names{spec: k.spec, table: k.table} }

func (k *generatorCheck) values(g *Generator) {
	switch {
	case g.Values != nil:
		if len(g.Values.Of) == 0 {
			k.faultf(k.path+".of", g.Values.At, "", "there are no values")
		}
		for i, s := range g.Values.Of {
			k.scalar(fmt.Sprintf("%s.of[%d]", k.path, i), g.Values.At, s)
		}
	case g.Choice != nil:
		k.choice(g.Choice)
	case g.List != nil:
		k.list(g.List)
	case g.Email != nil:
		for i, name := range g.Email.From {
			from := k.table.Column(name)
			if from == nil || from.Type != "STRING" || from.Gen.Email != nil {
				k.faultf(fmt.Sprintf("%s.from[%d]", k.path, i), g.Email.At, nearest(name, columnNames(k.table)), "%q is no other STRING column of the table", name)
				continue
			}
			k.reads[k.owner] = append(k.reads[k.owner], k.table.Name+"."+name)
		}
	case g.Number != nil:
		k.distribution(k.path, g.Number)
	}
}

func (k *generatorCheck) scalar(path string, at At, s Scalar) {
	if _, err := ParseScalar(k.column, s); err != nil {
		k.faultf(path, at, "", "%q is no value of type %s", s.Text, k.column.Type)
	}
	if s.Null && k.column.Required() {
		k.faultf(path, at, "write nullable: true at the column", "NULL in a column without NULLs")
	}
}

func (k *generatorCheck) choice(g *Choice) {
	k.weights(k.path+".of", g.At, g.Of, nil)
	for i := range g.Cases {
		cs, path := &g.Cases[i], fmt.Sprintf("%s.cases[%d]", k.path, i)
		k.condition(path+".when", cs.At, k.owner, cs.When, k.row())
		k.weights(path+".of", cs.At, cs.Of, g.Of)
	}
}

// weights checks values and weights; those of a case must be among the choice's own.
func (k *generatorCheck) weights(path string, at At, ws, among Weights) {
	total, known := 0.0, true
	for _, w := range ws {
		k.scalar(path, at, Scalar{Text: w.Value})
		if among != nil && !slices.ContainsFunc(among, func(a Weighted) bool { return a.Value == w.Value }) {
			k.faultf(path, at, "", "%q is not among the values of the choice", w.Value)
		}
		x, ok := k.weight(path+"."+w.Value, at, w.Weight)
		known = known && ok
		total += x
	}
	if len(ws) == 0 || known && total == 0 {
		k.faultf(path, at, "", "at least one value must have a weight above 0")
	}
}

// weight evaluates a constant expression.
func (k *generatorCheck) weight(path string, at At, text string) (float64, bool) {
	n, err := expr.Parse(text)
	if err != nil {
		k.faultf(path, at, "", "%v", err)
		return 0, false
	}
	f, t, err := expr.Compile(n, &names{spec: k.spec})
	if err != nil {
		k.faultf(path, at, "", "%v", err)
		return 0, false
	}
	x := f(&expr.Frame{}).Float()
	if !t.Numeric() || !usableWeight(x) {
		k.faultf(path, at, "", "the weight is not a number of 0 or more")
		return 0, false
	}
	return x, true
}

func (k *generatorCheck) list(g *ListPick) {
	i := slices.IndexFunc(k.spec.Lists, func(l List) bool { return l.Name == g.Of })
	if i < 0 {
		k.faultf(k.path+".of", g.At, "", "there is no list %q", g.Of)
		return
	}
	l := &k.spec.Lists[i]
	column := slices.Index(l.Columns, g.Column)
	if column < 0 {
		k.faultf(k.path+".column", g.At, nearest(g.Column, l.Columns), "list %q has no column %q", g.Of, g.Column)
		return
	}
	for j, row := range l.Rows {
		if column < len(row) {
			k.scalar(fmt.Sprintf("lists[%d].rows[%d]", i, j), l.At, row[column])
		}
	}
	if g.Like != "" {
		like := k.table.Column(g.Like)
		if like == nil || like.Gen.List == nil || like.Gen.List.Of != g.Of || like == k.column {
			k.faultf(k.path+".like", g.At, "", "%q is no other column of the table drawn from list %q", g.Like, g.Of)
		}
	}
	if g.Index != "" {
		if t, ok := k.expression(k.path+".index", g.At, k.owner, g.Index, k.row()); ok && t != expr.Int {
			k.faultf(k.path+".index", g.At, "", "it gives %s, a whole number is needed", t)
		}
	}
}

// GeneratorNames lists all generators of the language.
func GeneratorNames() []string {
	_, names := fieldsOf(reflect.TypeFor[Generator]())
	return names
}
