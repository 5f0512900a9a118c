package query

import (
	"bytes"
	"slices"
	"strings"

	"cloud.google.com/go/firestore/apiv1/firestorepb"

	"capidemo.dev/platform/local/indexes/order"
)

// orders reads the order, completes it as Firestore does (by the field of a range, and by the name in the direction of the last), and turns it.
func (p *parser) orders(of []*firestorepb.StructuredQuery_Order) bool {
	for _, o := range of {
		path, ok := ParsePath(o.GetField().GetFieldPath())
		desc := o.GetDirection() == firestorepb.StructuredQuery_DESCENDING
		if !ok || p.named || slices.Contains(p.cursorPaths, path) { // nothing is ordered behind the name
			return false
		}
		p.cursorPaths = append(p.cursorPaths, path)
		if path == Name {
			p.named, p.nameDesc = true, desc
			continue
		}
		p.Order = append(p.Order, Order{path, desc})
	}
	if len(of) == 0 && len(p.ranges) > 0 {
		if path, _ := ParsePath(p.ranges[0].GetField().GetFieldPath()); path != Name {
			p.Order = []Order{{Field: path}}
		}
	}
	if last := len(p.Order) - 1; !p.named && last >= 0 {
		p.nameDesc = p.Order[last].Desc
	}
	p.Reverse = p.nameDesc
	if len(p.Order) > 0 {
		p.Reverse = p.Order[0].Desc
	}
	for i := range p.Order {
		p.Order[i].Desc = p.Order[i].Desc != p.Reverse
	}
	p.NameDesc = p.nameDesc != p.Reverse
	return true
}

// consistent refuses what Firestore has rules of its own for: several conditions on one field, ranges of several fields or of another than the
// first in the order, and orders by a field that is fixed.
func (p *parser) consistent() bool {
	var seen []Path
	for _, c := range p.Equal {
		if slices.Contains(seen, c.Field) || slices.ContainsFunc(p.Order, func(o Order) bool { return o.Field == c.Field }) {
			return false
		}
		seen = append(seen, c.Field)
	}
	if len(p.Contains) > 1 || (len(p.Contains) == 1 && slices.ContainsFunc(p.Order, func(o Order) bool { return o.Field == p.Contains[0].Field })) {
		return false
	}
	for _, r := range p.ranges {
		path, _ := ParsePath(r.GetField().GetFieldPath())
		if path == Name && len(p.Order) > 0 || path != Name && (len(p.Order) == 0 || p.Order[0].Field != path) {
			return false
		}
	}
	return true
}

// bounds finds where in an index the results lie.
func (p *parser) bounds(start, end *firestorepb.Cursor) bool {
	for _, r := range p.ranges {
		if !p.bound(r) {
			return false
		}
	}
	return p.cursor(start, !p.Reverse) && p.cursor(end, p.Reverse)
}

// bound narrows by one range. The first field of an order always ascends, and so does the name where it is all of the order.
func (p *parser) bound(r *firestorepb.StructuredQuery_FieldFilter) bool {
	key, ok := p.part(p.first(), r.GetValue())
	if !ok {
		return false
	}
	low, high := order.Kind(r.GetValue())
	if p.first() == Name {
		low, high = nil, nil
	}
	switch r.GetOp() {
	case firestorepb.StructuredQuery_FieldFilter_EQUAL:
		low, high = key, order.After(key)
	case firestorepb.StructuredQuery_FieldFilter_LESS_THAN:
		high = key
	case firestorepb.StructuredQuery_FieldFilter_LESS_THAN_OR_EQUAL:
		high = order.After(key)
	case firestorepb.StructuredQuery_FieldFilter_GREATER_THAN:
		low = order.After(key)
	default:
		low = key
	}
	p.from(low)
	p.before(high)
	return true
}

func (p *parser) first() Path {
	if len(p.Order) > 0 {
		return p.Order[0].Field
	}
	return Name
}

// cursor narrows by a cursor: from there on in the direction of the index, or up to there.
func (p *parser) cursor(c *firestorepb.Cursor, low bool) bool {
	if c == nil || len(c.GetValues()) == 0 {
		return c == nil
	}
	if len(c.GetValues()) > len(p.cursorPaths) {
		return false
	}
	var key []byte
	for i, v := range c.GetValues() {
		part, ok := p.part(p.cursorPaths[i], v)
		if !ok {
			return false
		}
		if p.descends(p.cursorPaths[i]) {
			order.Turn(part)
		}
		key = append(key, part...)
	}
	if c.GetBefore() == p.Reverse { // the index is cut behind what equals the cursor
		key = order.After(key)
	}
	if low {
		p.from(key)
	} else {
		p.before(key)
	}
	return true
}

// descends tells whether a field does in the index.
func (p *parser) descends(path Path) bool {
	if path == Name {
		return p.NameDesc
	}
	return slices.ContainsFunc(p.Order, func(o Order) bool { return o.Field == path && o.Desc })
}

// part is a value as an index has it. A name stands there without what the whole index has in common.
func (p *parser) part(path Path, v *firestorepb.Value) ([]byte, bool) {
	if path != Name {
		return order.Value(nil, v), true
	}
	name, within := strings.CutPrefix(v.GetReferenceValue(), p.database+"/documents/")
	if !within || strings.Count(name, "/")%2 == 0 {
		return nil, false
	}
	if p.Group {
		return order.Name(nil, name), true
	}
	id, within := strings.CutPrefix("/"+name, strings.TrimSuffix("/"+p.Parent, "/")+"/"+p.Collection+"/")
	if !within || strings.Contains(id, "/") {
		return nil, false
	}
	return order.Name(nil, id), true
}

func (p *parser) from(low []byte) {
	if bytes.Compare(low, p.Low) > 0 {
		p.Low = low
	}
}

func (p *parser) before(high []byte) {
	if high != nil && (p.High == nil || bytes.Compare(high, p.High) < 0) {
		p.High = high
	}
}

// projection reads which fields are asked for.
func (p *parser) projection(s *firestorepb.StructuredQuery_Projection) bool {
	if s == nil {
		return true
	}
	p.Select = []Path{}
	for _, f := range s.GetFields() {
		path, ok := ParsePath(f.GetFieldPath())
		if !ok {
			return false
		}
		if path != Name {
			p.Select = append(p.Select, path)
		}
	}
	return len(s.GetFields()) > 0
}
