package mirror

import (
	"cmp"
	"iter"
	"strings"

	"github.com/tidwall/btree"

	"capidemo.dev/platform/local/indexes/order"
	"capidemo.dev/platform/local/indexes/query"
)

// Snapshot are the indexes that serve a query, as they were at one time. It is read by one goroutine.
type Snapshot struct {
	query *query.Query
	scans []*scan
}

// scan reads the part of one index in which the fixed values stand.
type scan struct {
	iter    btree.IterG[item]
	begin   string // what all keys of the part begin with
	reverse bool
}

func newScan(of query.Scan, q *query.Query, tree *btree.BTreeG[item]) *scan {
	var begin []byte
	if !of.Group {
		begin = order.Name(begin, q.Parent)
	}
	for _, v := range of.Values {
		begin = append(begin, v...)
	}
	return &scan{iter: tree.Iter(), begin: string(begin), reverse: q.Reverse}
}

// within tells whether the scan still stands in its part.
func (s *scan) within(found bool) bool {
	return found && strings.HasPrefix(s.iter.Item().key, s.begin)
}

// rest is what stands behind the fixed values where the scan is.
func (s *scan) rest() string { return s.iter.Item().key[len(s.begin):] }

// first goes to the first entry in the direction of reading, from low on or before high.
func (s *scan) first(low, high []byte) bool {
	if !s.reverse {
		return s.within(s.iter.Seek(item{key: s.begin + string(low)}))
	}
	end := s.begin + string(high)
	if high == nil {
		after := order.After([]byte(s.begin))
		if after == nil {
			return s.within(s.iter.Last())
		}
		end = string(after)
	}
	if s.iter.Seek(item{key: end}) {
		return s.within(s.iter.Prev())
	}
	return s.within(s.iter.Last())
}

// to goes to an entry, or to the next behind where it would be.
func (s *scan) to(rest string) bool {
	key := s.begin + rest
	found := s.iter.Seek(item{key: key})
	switch {
	case !s.reverse || found && s.iter.Item().key == key:
		return s.within(found)
	case found:
		return s.within(s.iter.Prev())
	default:
		return s.within(s.iter.Last())
	}
}

func (s *scan) next() bool {
	if s.reverse {
		return s.within(s.iter.Prev())
	}
	return s.within(s.iter.Next())
}

// Documents are the results in their order, without regard to offset and limit.
func (s *Snapshot) Documents() iter.Seq[*Document] {
	return func(yield func(*Document) bool) {
		q, lead := s.query, s.scans[0]
		for ok := lead.first(q.Low, q.High) && s.agree(); ok; ok = lead.next() && s.agree() {
			if s.passed(lead.rest()) {
				return
			}
			if !yield(lead.iter.Item().document) {
				return
			}
		}
	}
}

// passed tells whether the results end before an entry.
func (s *Snapshot) passed(rest string) bool {
	if s.query.Reverse {
		return rest < string(s.query.Low)
	}
	return s.query.High != nil && rest >= string(s.query.High)
}

// agree moves all scans to the next entry that all of them have, from where the first one is.
func (s *Snapshot) agree() bool {
	target := s.scans[0].rest()
	for i, agreed := 1%len(s.scans), 1; agreed < len(s.scans); i = (i + 1) % len(s.scans) {
		if s.passed(target) {
			return false
		}
		one := s.scans[i]
		if !one.to(target) {
			return false
		}
		if c := cmp.Compare(one.rest(), target); c == 0 {
			agreed++
		} else {
			target, agreed = one.rest(), 1
		}
	}
	return true
}
