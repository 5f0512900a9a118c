package semantic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/shared/googlesql"
)

// Profile is a statement that profiles a table. Its single row has the row count and, per text column, its distinct values or some of them.
type Profile struct {
	Table *Table
	SQL   string
}

// Profiles are the statements whose results WithValues takes.
func (m *Model) Profiles() ([]Profile, error) {
	out := make([]Profile, 0, len(m.Tables))
	for _, t := range m.Tables {
		p := Profile{Table: t}
		items := []googlesql.SelectItem{{Value: CountAll(), Alias: &googlesql.Ident{Name: "row_count"}}}
		for _, c := range t.Columns {
			if !t.enumerable(c) {
				continue
			}
			items = append(items, googlesql.SelectItem{Value: distinctValues(c), Alias: &googlesql.Ident{Name: c.Name}})
		}
		for _, c := range t.Columns {
			if c.Kind == Moment {
				items = append(items, googlesql.SelectItem{
					Value: Call("MIN", Call("DATE", c.Expr())), Alias: &googlesql.Ident{Name: firstPrefix + c.Name},
				})
			}
		}
		for _, c := range t.Columns {
			if c.Kind == Amount && c.Type != "INT64" {
				items = append(items, googlesql.SelectItem{
					Value: Call("MAX", Call("ABS", c.Expr())), Alias: &googlesql.Ident{Name: largestPrefix + c.Name},
				})
			}
		}
		for _, c := range t.mayLack() {
			items = append(items, googlesql.SelectItem{
				Value: Call("COUNTIF", &googlesql.Is{X: c.Expr(), What: "NULL"}), Alias: &googlesql.Ident{Name: nullsPrefix + c.Name},
			})
		}
		for _, pair := range t.mayComeTogether() {
			items = append(items, googlesql.SelectItem{
				Value: Call("COUNTIF", Binary("!=", &googlesql.Is{X: pair[0].Expr(), What: "NULL"}, absence(pair[1]))),
				Alias: &googlesql.Ident{Name: apartPrefix + pair[0].Name + apartInfix + pair[1].Name},
			})
		}
		sql, err := sqltext.Query(&googlesql.Query{Body: &googlesql.Select{Items: items, From: t.From()}})
		if err != nil {
			return nil, fmt.Errorf("profile of %s: %w", t.Name, err)
		}
		p.SQL = sql
		out = append(out, p)
	}
	return out, nil
}

// mayLack are the columns of which it matters whether rows lack them: keys, times and texts.
func (t *Table) mayLack() []*Column {
	var out []*Column
	for _, e := range t.Edges {
		out = append(out, t.Column(e.FromColumnName))
	}
	for _, c := range t.Columns {
		if (c.Kind == Moment || c.Kind == Attribute && c.Type == "STRING") && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// absence is that a row lacks a time, or that a flag does not hold.
func absence(c *Column) googlesql.Expr {
	if c.Kind == Flag {
		return Not(c.Expr())
	}
	return &googlesql.Is{X: c.Expr(), What: "NULL"}
}

// mayComeTogether pairs attributes with the times after the first and with flags, of which some rows may have both and the others neither.
func (t *Table) mayComeTogether() [][2]*Column {
	var out [][2]*Column
	for _, a := range t.Columns {
		if a.Kind != Attribute || a.Type != "STRING" {
			continue
		}
		for _, when := range t.Columns {
			if when.Kind == Moment && when != t.Time || when.Kind == Flag {
				out = append(out, [2]*Column{a, when})
			}
		}
	}
	return out
}

// From is the table in a FROM clause.
func (t *Table) From() *googlesql.TableRef {
	return &googlesql.TableRef{Path: []googlesql.Ident{{Name: t.FullName()}}, Alias: &googlesql.Ident{Name: t.As}}
}

// enumerable leaves out keys and what is said of persons.
func (t *Table) enumerable(c *Column) bool {
	if c.Type != "STRING" || c.Kind != Attribute || len(t.Label) > 1 && slices.Contains(t.Label, c) {
		return false
	}
	for _, private := range []string{"email", "phone", "address", "street", "sku", "iban", "url", "comment", "note", "description"} {
		if strings.Contains(c.Name, private) {
			return false
		}
	}
	return true
}

// distinctValues lists values, one more than are of use, so that more are noticed.
func distinctValues(c *Column) googlesql.Expr {
	e := Call("ARRAY_AGG", c.Expr())
	e.Distinct, e.Nulls, e.Limit = true, "IGNORE", &googlesql.Literal{Kind: googlesql.IntLiteral, Text: strconv.Itoa(maxValues + 1)}
	return e
}
