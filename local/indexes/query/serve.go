package query

import "slices"

// Serve finds indexes that together answer a query: each fixes some of its equalities and goes on in its order. It gives none where Firestore
// has none either. What covers most of the equalities is taken first, so that as few as possible are merged.
func (x *Indexes) Serve(q *Query) []Scan {
	candidates := x.candidates(q)
	open := q.fixed()
	if len(open) == 0 {
		if len(candidates) == 0 {
			return nil
		}
		return []Scan{q.scan(candidates[0])}
	}
	var chosen []Scan
	for len(open) > 0 {
		most, covers := Index{}, 0
		for _, c := range candidates {
			if n := covered(c, open); n > covers {
				most, covers = c, n
			}
		}
		if covers == 0 {
			return nil
		}
		chosen = append(chosen, q.scan(most))
		open = slices.DeleteFunc(open, func(f Fixed) bool { return slices.Contains(most.Fixed, f) })
	}
	return chosen
}

func covered(c Index, open []Fixed) (n int) {
	for _, f := range c.Fixed {
		if slices.Contains(open, f) {
			n++
		}
	}
	return n
}

// fixed are the fields that the query gives values for.
func (q *Query) fixed() []Fixed {
	all := make([]Fixed, 0, len(q.Equal)+len(q.Contains))
	for _, c := range q.Equal {
		all = append(all, Fixed{Field: c.Field})
	}
	for _, c := range q.Contains {
		all = append(all, Fixed{c.Field, true})
	}
	return all
}

// candidates are the indexes that go on in the query's order behind nothing but fields that it fixes.
func (x *Indexes) candidates(q *Query) []Index {
	own := Index{Group: q.Group, Order: q.Order, NameDesc: q.NameDesc}
	fixed := q.fixed()
	var found []Index
	for _, c := range x.composite {
		if c.collection != q.Collection || c.group != q.Group {
			continue
		}
		if index, ok := c.as(own, fixed); ok {
			found = append(found, index)
		}
	}
	switch {
	case len(q.Order) == 0 && len(fixed) == 0:
		if !q.Reverse { // names alone are kept in ascending order only
			found = append(found, own)
		}
	case len(q.Order) == 0:
		for _, f := range fixed {
			if x.automatic(q, f.Field, f.Contains) {
				index := own
				index.Fixed = []Fixed{f}
				found = append(found, index)
			}
		}
	case len(q.Order) == 1 && len(fixed) == 0 && !q.NameDesc && x.automatic(q, q.Order[0].Field, false):
		found = append(found, own)
	}
	return found
}

// as gives the index in the form of a query's: what it fixes, and behind it the query's order, in either direction.
func (c composite) as(own Index, fixed []Fixed) (Index, bool) {
	fields, nameDesc := c.fields, false
	if last := len(fields) - 1; last >= 0 {
		nameDesc = fields[last].desc
		if fields[last].path == Name {
			fields = fields[:last]
		}
	}
	split := len(fields) - len(own.Order)
	if split < 0 {
		return own, false
	}
	turned := nameDesc // where there is no order but the name's
	if len(own.Order) > 0 {
		turned = fields[split].desc
	}
	for i, o := range own.Order {
		if f := fields[split+i]; f.contains || f.path != o.Field || (f.desc != turned) != o.Desc {
			return own, false
		}
	}
	if (nameDesc != turned) != own.NameDesc {
		return own, false
	}
	for _, f := range fields[:split] {
		one := Fixed{f.path, f.contains}
		if !slices.Contains(fixed, one) {
			return own, false
		}
		own.Fixed = append(own.Fixed, one)
	}
	return own, true
}

// scan fixes the query's values in an index.
func (q *Query) scan(of Index) Scan {
	s := Scan{Index: of}
	for _, f := range of.Fixed {
		from := q.Equal
		if f.Contains {
			from = q.Contains
		}
		at := slices.IndexFunc(from, func(c Condition) bool { return c.Field == f.Field })
		s.Values = append(s.Values, from[at].Value)
	}
	return s
}
