package semantic

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/local/capi/analyst/word"
	"capidemo.dev/platform/shared/googlesql"
)

// maxValues is how many distinct values a text may have to be known by its values; a column with more is free text or a name of persons.
const maxValues = 400

// Profile is a statement that profiles a table. Its single row has the row count and, per text column, its distinct values or some of them.
type Profile struct {
	Table *Table
	SQL   string
}

// The names of a profile's columns: how many rows lack a key or time, and the earliest day of a time.
const (
	nullsPrefix   = "nulls_of_"
	firstPrefix   = "first_of_"
	largestPrefix = "largest_of_"
	apartPrefix   = "apart_" // how many rows have only one of an attribute and a time
	apartInfix    = "_from_"
)

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

// profile is what the warehouse says of the tables.
type profile struct {
	values map[*Column][]string
	rows   map[*Table]int64
	nulls  map[*Column]int64 // of keys and times
	first  map[*Column]time.Time
	parts  map[*Column]bool // numbers from 0 to 1
	flags  map[*Column][]*Column
	with   map[*Column]*Column // the time that an attribute comes and goes with
}

// Values are a text column's distinct values, nil if they are unknown or too many.
func (m *Model) Values(c *Column) []string { return m.profile.values[c] }

// Rows is a table's number of rows, 0 if unknown.
func (m *Model) Rows(t *Table) int64 { return m.profile.rows[t] }

// First is the day of the earliest value of a time column, zero if unknown.
func (m *Model) First(c *Column) time.Time { return m.profile.first[c] }

// Unique reports whether no two rows share a value of a text column.
func (m *Model) Unique(c *Column) bool {
	values := m.profile.values[c]
	return len(values) > 0 && int64(len(values)) == m.profile.rows[c.Table]
}

// MayBeNull reports whether a key leads nowhere for some rows.
func (m *Model) MayBeNull(c *Column) bool { return m.profile.nulls[c] > 0 }

// Complete reports whether it is known that every row has a value of a key or time.
func (m *Model) Complete(c *Column) bool {
	n, known := m.profile.nulls[c]
	return known && n == 0
}

// ComesWith is the time that rows have exactly if they have the attribute, nil if there is none: the cancellation of a reason to cancel.
func (m *Model) ComesWith(c *Column) *Column {
	if m.profile.nulls[c] == 0 {
		return nil
	}
	return m.profile.with[c]
}

// Fraction reports whether a number is a part of one in every row, so that people speak of it in percent.
func (m *Model) Fraction(c *Column) bool { return m.profile.parts[c] }

// WithValues is the model with the values of texts, from the results of Profiles in their order; a nil result leaves its table unknown.
func (m *Model) WithValues(profiles []Profile, rows []*result.Result) *Model {
	out := *m
	out.profile = profile{map[*Column][]string{}, map[*Table]int64{}, map[*Column]int64{}, map[*Column]time.Time{}, map[*Column]bool{}, map[*Column][]*Column{}, map[*Column]*Column{}}
	out.names, out.spelled = lexicon{}, maps.Clone(m.spelled)
	for k, meanings := range m.names {
		out.names[k] = slices.Clone(meanings)
	}
	for i, p := range profiles {
		if rows[i] != nil && len(rows[i].Rows) == 1 {
			out.apply(p, rows[i])
		}
	}
	return &out
}

func (m *Model) apply(p Profile, r *result.Result) {
	for i, col := range r.Columns {
		cell := r.Rows[0][i]
		if nulls, ok := strings.CutPrefix(col.Name, nullsPrefix); ok {
			n, _ := strconv.ParseInt(cell.Text, 10, 64)
			m.profile.nulls[p.Table.Column(nulls)] = n
			continue
		}
		if pair, ok := strings.CutPrefix(col.Name, apartPrefix); ok {
			if a, other, found := strings.Cut(pair, apartInfix); found {
				m.tie(p.Table.Column(a), p.Table.Column(other), cell.Text)
			}
			continue
		}
		if number, ok := strings.CutPrefix(col.Name, largestPrefix); ok {
			n, err := strconv.ParseFloat(cell.Text, 64)
			m.profile.parts[p.Table.Column(number)] = err == nil && n <= 1
			continue
		}
		if first, ok := strings.CutPrefix(col.Name, firstPrefix); ok {
			if day, ok := r.Time(0, i); ok {
				m.profile.first[p.Table.Column(first)] = day
			}
			continue
		}
		if i == 0 {
			m.profile.rows[p.Table], _ = strconv.ParseInt(cell.Text, 10, 64)
			continue
		}
		c := p.Table.Column(col.Name)
		list, ok := cell.Nested.([]any)
		if c != nil && ok && len(list) <= maxValues {
			m.addValues(c, list)
		}
	}
}

// tie notes what an attribute comes and goes with, from the number of rows that have only one of both.
func (m *Model) tie(a, other *Column, apart string) {
	switch {
	case a == nil || other == nil:
	case other.Kind == Flag && (apart == "0" || apart == strconv.FormatInt(m.profile.rows[a.Table], 10)):
		m.profile.flags[a] = append(m.profile.flags[a], other)
	case other.Kind == Moment && apart == "0" && m.profile.with[a] == nil:
		m.profile.with[a] = other
	}
}

// Tied are the flags that hold exactly if a row has an attribute, or exactly if it has not: "approved" of the reasons to decline.
func (m *Model) Tied(c *Column) []*Column { return m.profile.flags[c] }

func (m *Model) addValues(c *Column, list []any) {
	values := map[string]bool{}
	for _, v := range list {
		if text, ok := v.(string); ok {
			values[text] = true
		}
	}
	m.profile.values[c] = slices.Sorted(maps.Keys(values))
	for v := range values {
		m.names.add(v, Meaning{Column: c, Value: v, IsValue: true})
		for _, t := range word.Tokenize(strings.ReplaceAll(v, "_", " ")) {
			m.spelled[t.Word] = true
		}
	}
}
