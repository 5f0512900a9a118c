package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// Draft is a question with its finds in their roles, before names are bound to one meaning each. A follow-up changes it.
type Draft struct {
	measures  []named
	implied   *named // by an adjective
	entities  []named
	modifiers []string // things that only say whose figure or attribute is meant
	pairs     []named  // things counted beside a figure: "orders and revenue"
	counted   bool     // how many, number of
	money     bool     // how much
	amounts   bool     // the amount of
	flagRate  bool     // cancellation rate
	dims      []dim
	filters   []filter
	bounds    []bound
	moment    *named
	periods   []calendar.Mention
	average   bool
	extreme   string // max or min
	rank      ranking
	total     bool     // the total of
	over      *named   // a figure that divides another one
	fresh     bool     // new ones
	days      []string // of the week, 1 is Sunday
	varied    string   // the attribute that how many stands before
	most      bool     // the most minutes
	lasts     string   // the word that asks how long something is
	typical   bool     // slow, fast: of single ones, not of their sum
	habit     bool     // the moment's verb says what is done, and not when it was: which carrier ships
	causes    bool     // because: a value may be a reason
	sized     bool     // the largest of things: by a figure, and not the most of them
	common    bool     // the most common: ranks by a number of rows
	share     bool
	growth    bool
	running   bool
	verbal    bool // the figure is that of a verb: what they owe
	made      bool // or that of what is produced
	trend     bool
	versus    bool
	contrast  bool // versus a value
	either    bool // or
	moved     bool
	distinct  bool
	repeat    bool
	per       *dim
	chart     string

	where     []semantic.Condition // of a verified statement that is changed
	light     []named
	unread    []string
	trouble   string
	narrows   bool // only
	goesOn    bool // and, what about, only: says that it continues
	corrected []Correction
}

// named is a name with all its meanings.
type named struct {
	said     string
	meanings []semantic.Meaning
}

// dim is something to group by: a name, a unit of time or a part of it.
type dim struct {
	named

	unit    calendar.Unit
	part    string
	owner   *named // the thing that stands directly before
	divides bool   // per day, not by day
	scored  bool   // by each mark of a score
	each    bool   // within each of which something is ranked
	exact   bool   // the column itself and no other one of the name
	one     bool   // ranked, and of which one is asked for: the best product
}

func (d dim) temporal() bool { return d.unit != calendar.None || d.part != "" }

type filter struct {
	named

	not    bool
	to     string           // to or from, if that stands before
	column *semantic.Column // the attribute that stands before
	part   bool             // "that were cancelled": the part that a share is of
	side   bool             // "against East": the other side of a comparison
}

type bound struct {
	named // the column or figure, empty if not said

	op, number string
	unit       string // of the number, "" if none was said
	verb       string // that leads to it: waited
	percent    bool
	money      bool // dollars
}

type ranking struct {
	set       bool
	listed    bool // top 5, as against "the highest"
	ascending bool
	limit     int
	singular  bool // the best month, which day
	sorted    bool // highest first: an order without a limit
	judged    bool // best and worst, which depend on whether more is better
}

// merge applies a follow-up to the question before: what it names replaces what was named in the same role.
func (d *Draft) merge(next *Draft) *Draft {
	out := *d
	if next.trouble == "" {
		next.trouble = d.trouble
	}
	if next.reranks(d) {
		next.measures, next.dims = []named{next.dims[0].named}, nil
	}
	out.unread, out.trouble, out.corrected, out.goesOn = next.unread, next.trouble, next.corrected, true
	if len(next.filters) > 0 && next.narrows {
		next.measures = nil // "only the auto loans" limits what has been asked for
	}
	if len(next.measures) > 0 || next.counted && len(next.entities) > 0 {
		out.measures, out.entities, out.counted, out.money, out.average, out.extreme, out.light = next.measures, next.entities, next.counted, next.money, next.average, next.extreme, next.light
		out.flagRate, out.distinct, out.repeat, out.per = next.flagRate, next.distinct, next.repeat, next.per
	}
	out.dims = mergeDims(d.dims, next.dims)
	out.filters = mergeFilters(d.filters, next.filters)
	if len(next.bounds) > 0 {
		out.bounds = next.bounds
	}
	switch {
	case (next.versus || next.moved) && len(next.periods) > 0:
		out.periods = append(slices.Clone(d.periods[:min(1, len(d.periods))]), next.periods...)
	case len(next.periods) > 0 && relativeTo(next.periods[0]) && len(d.periods) > 0:
		if before, ok := shifted(d.periods[0].Period, next.periods[0]); ok {
			out.periods = []calendar.Mention{{Period: before}}
		}
	case len(next.periods) > 0:
		out.periods, out.versus, out.moved = next.periods, false, false
	}
	if next.rank.set {
		out.rank, out.common = next.rank, next.common
	}
	out.versus, out.contrast = out.versus || next.versus, out.contrast || next.contrast
	out.moved, out.share, out.growth, out.trend = out.moved || next.moved, out.share || next.share, out.growth || next.growth, out.trend || next.trend
	out.running = out.running || next.running
	if next.chart != "" {
		out.chart = next.chart
	}
	if next.moment != nil {
		out.moment = next.moment
	}
	return &out
}

// reranks reports whether a follow-up "by orders" names the figure of a ranking and not a way to split.
func (d *Draft) reranks(old *Draft) bool {
	return old.rank.set && len(old.dims) > 0 && len(d.dims) == 1 && len(d.measures) == 0 && d.dims[0].has(isMeasure)
}

// relativeTo reports whether a period counts from another one: "the week before".
func relativeTo(m calendar.Mention) bool {
	return m.Relative != calendar.None || m.SameLast || m.Period.Count < 0
}

// shifted is the period that a relative one means.
func shifted(main calendar.Period, m calendar.Mention) (calendar.Period, bool) {
	if m.SameLast || m.Relative == calendar.Year && main.Unit != calendar.Year {
		return main.YearBefore()
	}
	return main.Previous()
}

func mergeDims(old, added []dim) []dim {
	out := slices.Clone(added)
	for _, o := range old {
		if !slices.ContainsFunc(added, func(a dim) bool { return a.temporal() == o.temporal() }) {
			out = append(out, o)
		}
	}
	return out
}

// mergeFilters replaces filters by those of the same column.
func mergeFilters(old, added []filter) []filter {
	out := slices.Clone(added)
	for _, o := range old {
		if !slices.ContainsFunc(added, func(a filter) bool { return shareColumn(a.meanings, o.meanings) }) {
			out = append(out, o)
		}
	}
	return out
}

func shareColumn(a, b []semantic.Meaning) bool {
	return slices.ContainsFunc(a, func(x semantic.Meaning) bool {
		return slices.ContainsFunc(b, func(y semantic.Meaning) bool { return x.Column != nil && x.Column == y.Column })
	})
}

// withUnread is the draft with one more word that has no role.
func (d *Draft) withUnread(word string) *Draft {
	out := *d
	out.unread = append(slices.Clone(d.unread), word)
	return &out
}

// headless reports whether a draft names nothing that a figure could be of.
func (d *Draft) headless() bool {
	return len(d.measures) == 0 && len(d.entities) == 0 && len(d.light) == 0 && d.moment == nil && !d.flagRate && !slices.ContainsFunc(d.filters, func(f filter) bool {
		return slices.ContainsFunc(f.meanings, func(m semantic.Meaning) bool { return m.Segment != nil })
	})
}

// addDim adds something to group by, once.
func (d *Draft) addDim(n dim) {
	for i, o := range d.dims {
		if o.unit == n.unit && o.part == n.part && o.said == n.said {
			d.dims[i].each = o.each || n.each
			return
		}
	}
	d.dims = append(d.dims, n)
}
