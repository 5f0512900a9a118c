package semantic

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// maxValues is how many distinct values a text may have to be known by its values; a column with more is free text or a name of persons.
const maxValues = 400

// The names of a profile's columns: how many rows lack a key or time, and the earliest day of a time.
const (
	nullsPrefix   = "nulls_of_"
	firstPrefix   = "first_of_"
	largestPrefix = "largest_of_"
	apartPrefix   = "apart_" // how many rows have only one of an attribute and a time
	apartInfix    = "_from_"
)

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
