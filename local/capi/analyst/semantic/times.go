package semantic

import (
	"regexp"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/shared/googlesql"
)

// planned matches times that say when something was born, ends or is due, and not when it happened.
var planned = regexp.MustCompile(`(^|_)(birth|born|birthday|dob|expiry|expires|expiration|valid|due|maturity|matures|renewal|renews|until|end|ends|ended|next|planned|expected|target|warranty|deadline|promised|scheduled)(_|$)`)

// Planned reports whether a time says when something ends or is due.
func (c *Column) Planned() bool { return planned.MatchString(c.Name) }

// snapshot matches the times of tables that keep everything anew at the end of each unit.
var snapshot = regexp.MustCompile(`^(month|week|quarter|year)_end(?:ing)?(?:_date|_on)?$|^(?:snapshot|as_of)(?:_date|_day|_on)?$`)

// snapshotOf is the distance of the snapshots that a time tells of.
func snapshotOf(c *Column) calendar.Unit {
	found := snapshot.FindStringSubmatch(c.Name)
	switch {
	case found == nil:
		return calendar.None
	case found[1] == "":
		return calendar.Day
	}
	return calendar.UnitOf(found[1])
}

// state matches numbers that say how things are and not what happened.
var state = regexp.MustCompile(`(^|_)(balance|on_hand|stock|outstanding|remaining|owed|headcount|limit|current)(_|$)`)

// flow matches numbers of snapshots that say what happened since the one before.
var flow = regexp.MustCompile(`(^|_)(change|new|lost|added|gained|delta|movement|in|out|net|inflow|outflow|churned)(_|$)`)

// Kept is the distance of the days for which the measure is known, so that it must not be added up over them; None for what happens over time.
func (m *Measure) Kept() calendar.Unit {
	kept := m.Base.Snapshot
	googlesql.Walk(m.Expr, func(n googlesql.Node) bool {
		if p, ok := n.(*googlesql.Path); ok && flow.MatchString(p.Parts[len(p.Parts)-1].Name) {
			kept = calendar.None
		}
		return true
	})
	return kept
}

// State reports whether a measure says how things are at the end of the data, so that it has no figure for another time.
func (m *Measure) State() bool {
	return m.Column != nil && state.MatchString(m.Column.Name) && m.Time == nil && m.Base.Snapshot == calendar.None
}

// addTimes gives each table that verified queries say nothing about its first time column, or that of the event which it is a part of
// (order_items of orders). A table of something that only has a history, such as stock, gets none.
func (m *Model) addTimes() {
	for _, t := range m.Tables {
		for _, c := range t.Columns {
			if c.Kind == Moment && snapshotOf(c) != calendar.None {
				t.Time, t.Snapshot = c, snapshotOf(c)
			}
			if c.Kind == Moment && t.Time == nil && !planned.MatchString(c.Name) {
				t.Time = c
			}
		}
	}
	for _, t := range m.Tables {
		for _, e := range t.Edges {
			part := strings.HasPrefix(t.Name, strings.ReplaceAll(e.To.Singular(), " ", "_")+"_")
			if t.Time == nil && part && e.To.taughtTime {
				t.Time = e.To.Time
			}
		}
	}
}
