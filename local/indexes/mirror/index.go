package mirror

import (
	"bytes"
	"slices"

	"github.com/tidwall/btree"

	"capidemo.dev/platform/local/indexes/order"
	"capidemo.dev/platform/local/indexes/query"
)

// index is a tree of keys that lead to documents.
type index struct {
	of   query.Index
	tree *btree.BTreeG[item]
}

type item struct {
	key      string
	document *Document
}

func newIndex(of query.Index) *index {
	return &index{of: of, tree: btree.NewBTreeGOptions(func(a, b item) bool { return a.key < b.key }, btree.Options{NoLocks: true})}
}

// replace takes one version of a document out and another in; either may be nil.
func (x *index) replace(before, after *Document) {
	var out, in []string
	if before != nil {
		out = x.keys(before)
	}
	if after != nil {
		in = x.keys(after)
	}
	for _, key := range out {
		if !slices.Contains(in, key) {
			x.tree.Delete(item{key: key})
		}
	}
	for _, key := range in {
		x.tree.Set(item{key, after})
	}
}

// keys are those under which a document stands: one, or one for each value of an array, or none when it lacks a field.
func (x *index) keys(d *Document) []string {
	var begin []byte
	if !x.of.Group {
		begin = order.Name(begin, d.parent())
	}
	begins := [][]byte{begin}
	for _, f := range x.of.Fixed {
		v := d.value(f.Field)
		if v == nil {
			return nil
		}
		if !f.Contains {
			for i := range begins {
				begins[i] = order.Value(begins[i], v)
			}
			continue
		}
		var split [][]byte
		for _, begin := range begins {
			for _, one := range v.GetArrayValue().GetValues() {
				split = append(split, order.Value(bytes.Clone(begin), one))
			}
		}
		begins = split
	}
	rest, ok := x.rest(d)
	if !ok {
		return nil
	}
	keys := make([]string, len(begins))
	for i, begin := range begins {
		keys[i] = string(append(begin, rest...))
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// rest is what stands in a key behind the fixed values.
func (x *index) rest(d *Document) (rest []byte, ok bool) {
	for _, o := range x.of.Order {
		v := d.value(o.Field)
		if v == nil {
			return nil, false
		}
		rest = part(rest, order.Value(nil, v), o.Desc)
	}
	name := d.id()
	if x.of.Group {
		name = d.Name
	}
	return part(rest, order.Name(nil, name), x.of.NameDesc), true
}

func part(to, encoded []byte, desc bool) []byte {
	if desc {
		order.Turn(encoded)
	}
	return append(to, encoded...)
}
