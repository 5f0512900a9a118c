package semantic

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/shared/googlesql"
)

// learner reads verified queries. It takes only what it understands completely: one SELECT over a table and others that it leads to.
type learner struct {
	model      *Model
	seen       map[*Table]*habits
	taught     []*taught
	dimensions map[string][]*Column // names that verified queries give to columns
}

// taught is a measure with the conditions of each query that computes it.
type taught struct {
	measure    *Measure
	conditions [][]Condition
	times      []*Column // that the queries restrict, nil for those that restrict none
}

func (l *learner) read(v agent.Verified) {
	if l.seen == nil {
		l.seen, l.dimensions = map[*Table]*habits{}, map[string][]*Column{}
	}
	q, err := googlesql.SingleQuery(v.SQL)
	if err != nil || q.Query.With != nil {
		return
	}
	body, ok := q.Query.Body.(*googlesql.Select)
	if !ok || body.Distinct || body.From == nil {
		return
	}
	s := &selection{tables: map[string]*Table{}}
	if !l.from(s, body.From) {
		return
	}
	h := l.seen[s.base]
	if h == nil {
		h = &habits{times: map[*Column]int{}}
		l.seen[s.base] = h
	}
	if !l.where(s, h, body.Where) {
		return
	}
	h.queries++
	l.items(s, body.Items)
	for _, c := range s.grouped {
		h.grouped = append(h.grouped, groupedBy{c, s.conditions})
	}
	l.note(h, s.conditions)
	if s.unclear || s.period != (calendar.Period{}) {
		s.period = named(s.period, l.model.Anchor)
	}
	if body.Having == nil && body.Qualify == nil {
		l.remember(v.SQL, q.Query, body, s)
	}
}

// where splits the conditions. Those about dates say which column is the table's time; the others define what is counted.
func (l *learner) where(s *selection, h *habits, e googlesql.Expr) bool {
	if e == nil {
		return true
	}
	if and, ok := e.(*googlesql.Binary); ok && and.Op == "AND" {
		return l.where(s, h, and.L) && l.where(s, h, and.R)
	}
	if c := s.dated(e); c != nil {
		h.times[c]++
		s.time = c
		s.restrict(e)
		return true
	}
	out, used, ok := columns(e, s.column)
	if !ok {
		return false
	}
	s.conditions = append(s.conditions, Condition{Expr: out, Columns: used, Text: conditionText(out, used)})
	return true
}

// items takes aggregates as measures and grouped columns with their aliases.
func (l *learner) items(s *selection, items []googlesql.SelectItem) {
	defer l.beside(len(l.taught))
	for _, item := range items {
		if item.Value == nil || item.Star {
			continue
		}
		if p, ok := item.Value.(*googlesql.Path); ok {
			if c := s.column(p); c != nil {
				s.grouped = append(s.grouped, c)
				if item.Alias != nil && item.Alias.Name != c.Name {
					l.dimensions[item.Alias.Name] = append(l.dimensions[item.Alias.Name], c)
				}
			}
			continue
		}
		if item.Alias == nil {
			continue
		}
		value, alias := unrounded(item.Value), item.Alias.Name
		if mentionsDates(value) {
			var ok bool
			if value, alias, ok = s.undated(value, alias); !ok {
				continue
			}
		}
		e, used, ok := columns(value, s.column)
		if !ok || !aggregates(e) {
			continue
		}
		l.teach(&Measure{
			Name: inWords(alias), Alias: alias, Base: s.base, Expr: safe(e), Form: formOf(e), Column: single(e, used), Origin: "a verified query",
		}, s)
	}
}

// beside notes the sums that stand beside counts in one query, from a place in what has been taught.
func (l *learner) beside(from int) {
	for _, count := range l.taught[from:] {
		for _, sum := range l.taught[from:] {
			if count.measure.Form == Count && sum.measure.Form == Sum && sum.measure.Column != nil {
				count.measure.Beside = append(count.measure.Beside, sum.measure)
			}
		}
	}
}

// inWords writes out a result column's name: avg_fee is average fee.
func inWords(alias string) string {
	parts := strings.Split(alias, "_")
	for i, w := range parts {
		if long := map[string]string{"avg": "average", "num": "number of", "pct": "percent", "amt": "amount", "qty": "quantity", "cnt": "number of"}[w]; long != "" {
			parts[i] = long
		}
	}
	return strings.Join(parts, " ")
}

func (l *learner) teach(m *Measure, s *selection) {
	for _, t := range l.taught {
		if t.measure.Alias == m.Alias && t.measure.Base == m.Base && Same(t.measure.Expr, m.Expr) {
			t.conditions, t.times = append(t.conditions, s.conditions), append(t.times, s.time)
			return
		}
	}
	l.taught = append(l.taught, &taught{m, [][]Condition{s.conditions}, []*Column{s.time}})
}

// standardShare is the share of a table's verified queries that must have a condition for it to belong to every figure of the table; a
// single query proves nothing.
const standardShare = 0.6
