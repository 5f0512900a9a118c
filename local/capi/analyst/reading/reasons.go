package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// recorded reads "why were claims denied" where the data record the reason: it is the number of cases by that reason. nil if the question asks for
// no cause, or if no reason is recorded for just this.
func (r *Reader) recorded(text string) *Draft {
	finds, corrections := r.scan(text)
	at := slices.IndexFunc(finds, func(f find) bool { return f.said == "why" })
	if at < 0 || at > 1 {
		return nil
	}
	finds = slices.Delete(finds, at, at+1)
	var found *Draft
	for _, t := range r.model.Tables {
		for _, c := range t.Columns {
			if c.Kind != semantic.Attribute || c.Type != "STRING" || !givesReason(c) {
				continue
			}
			rest, verb := withoutVerb(finds, c)
			if verb == nil {
				continue
			}
			if d := r.gather(rest, corrections).because(c, *verb); d != nil {
				if found != nil {
					return nil // two tables record it
				}
				found = d
			}
		}
	}
	return found
}

// givesReason reports whether a column's name says that it holds reasons.
func givesReason(c *semantic.Column) bool {
	words := strings.Split(c.Name, "_")
	last := words[len(words)-1]
	return last == "reason" || last == "cause"
}

// withoutVerb takes out the verb that a recorded reason is of: "denied" for a denial reason, "refunded" for the reasons of refunds.
func withoutVerb(finds []find, c *semantic.Column) (rest []find, verb *named) {
	of, _, _ := strings.Cut(c.Name, "_")
	for i, f := range finds {
		if strings.Contains(f.said, " ") || f.mention != nil {
			continue
		}
		moment := slices.ContainsFunc(f.meanings, func(m semantic.Meaning) bool { return isMoment(m) && m.Column.Table == c.Table })
		if of == c.Name && moment && verbal(f.said) || of != c.Name && akin(stemsOf(f.said), stemsOf(of)) {
			n := named{said: f.said}
			for _, m := range f.meanings {
				if m.Column != nil && m.Column.Table == c.Table && (isMoment(m) || isFlag(m)) {
					n.meanings = append(n.meanings, m)
				}
			}
			return slices.Delete(slices.Clone(finds), i, i+1), &n
		}
	}
	return nil, nil
}

// akinLetters is how many letters words of one family begin with: deny and denial, fail and failure.
const akinLetters = 4

func akin(a, b string) bool {
	return a == b || len(a) >= akinLetters && len(b) >= akinLetters && a[:akinLetters] == b[:akinLetters]
}

// because is the draft as the number of rows by a recorded reason; nil if it asks for more than that, or is about other things.
func (d *Draft) because(c *semantic.Column, verb named) *Draft {
	if d.trouble != "" || len(d.measures)+len(d.dims)+len(d.bounds)+len(d.unread)+len(d.light) > 0 || d.per != nil || d.rank.set || d.share || d.versus || d.growth || d.running || d.average {
		return nil
	}
	about := len(verb.meanings) > 0
	for _, e := range d.entities {
		about = about || e.has(func(m semantic.Meaning) bool { return m.Table == c.Table })
		if !e.has(func(m semantic.Meaning) bool { return m.Table != nil && reaches(c.Table, m.Table) }) {
			return nil
		}
	}
	if !about {
		return nil // the reasons of other things
	}
	out := *d
	t := named{c.Table.Plural(), []semantic.Meaning{{Table: c.Table}}}
	out.entities, out.counted, out.moved, out.moment = []named{t}, true, false, nil
	if verb.has(isMoment) && len(d.periods) > 0 {
		out.moment = &verb
	}
	out.dims = []dim{{named: named{c.Spoken(), []semantic.Meaning{{Column: c}}}, exact: true}}
	out.where = []semantic.Condition{{Expr: semantic.IsNotNull(c), Columns: []*semantic.Column{c}, Text: "with " + c.Spoken()}}
	return &out
}
