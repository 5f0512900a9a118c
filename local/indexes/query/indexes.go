package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// Indexes are those that Firestore has: the declared ones and, but for overrides, for each field one of its values and one of the values in its
// arrays.
type Indexes struct {
	composite []composite
	overrides map[field][]override
}

// composite is a declared index over several fields.
type composite struct {
	collection string
	group      bool
	fields     []member
}

// member is a field of an index.
type member struct {
	path     Path
	contains bool // one entry for each value in the field's array
	desc     bool
}

type field struct {
	collection string
	path       Path
}

// override is one index that a field has instead of the automatic ones.
type override struct{ group, contains bool }

// file is firestore.indexes.json.
type file struct {
	Indexes []struct {
		CollectionGroup string      `json:"collectionGroup"` //nolint:tagliatelle // Google's names
		QueryScope      string      `json:"queryScope"`      //nolint:tagliatelle // as above
		Fields          []fileField `json:"fields"`
	} `json:"indexes"`
	FieldOverrides []struct {
		CollectionGroup string      `json:"collectionGroup"` //nolint:tagliatelle // as above
		FieldPath       string      `json:"fieldPath"`       //nolint:tagliatelle // as above
		Indexes         []fileField `json:"indexes"`
	} `json:"fieldOverrides"` //nolint:tagliatelle // as above
}

type fileField struct {
	FieldPath   string `json:"fieldPath"` //nolint:tagliatelle // as above
	Order       string `json:"order"`
	ArrayConfig string `json:"arrayConfig"` //nolint:tagliatelle // as above
	QueryScope  string `json:"queryScope"`  //nolint:tagliatelle // as above
}

const (
	groupScope = "COLLECTION_GROUP"
	descending = "DESCENDING"
	contains   = "CONTAINS"
)

// ReadIndexes reads firestore.indexes.json. Where there is none, there are the automatic indexes only.
func ReadIndexes(path string) (*Indexes, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		text, err = []byte("{}"), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the indexes: %w", err)
	}
	var declared file
	if err := json.Unmarshal(text, &declared); err != nil {
		return nil, fmt.Errorf("read the indexes: %s: %w", path, err)
	}
	x := &Indexes{overrides: map[field][]override{}}
	for _, one := range declared.Indexes {
		c := composite{collection: one.CollectionGroup, group: one.QueryScope == groupScope}
		for _, f := range one.Fields {
			p, ok := ParsePath(f.FieldPath)
			if !ok {
				return nil, fmt.Errorf("read the indexes: %s: %s is no field", path, f.FieldPath)
			}
			c.fields = append(c.fields, member{p, f.ArrayConfig == contains, f.Order == descending})
		}
		x.composite = append(x.composite, c)
	}
	for _, one := range declared.FieldOverrides {
		p, ok := ParsePath(one.FieldPath)
		if !ok {
			return nil, fmt.Errorf("read the indexes: %s: %s is no field", path, one.FieldPath)
		}
		has := []override{}
		for _, f := range one.Indexes {
			has = append(has, override{f.QueryScope == groupScope, f.ArrayConfig == contains})
		}
		x.overrides[field{one.CollectionGroup, p}] = has
	}
	return x, nil
}

// automatic tells whether a field has an index of its own.
func (x *Indexes) automatic(q *Query, path Path, contains bool) bool {
	has, overridden := x.overrides[field{q.Collection, path}]
	if !overridden {
		return !q.Group
	}
	return slices.Contains(has, override{q.Group, contains})
}

// Index is an index as one part of a query uses it: entries of the fixed fields' values, then of the ordered ones', then of the name. Where
// the first of the order descends, the index is read backwards.
type Index struct {
	Group    bool // over all collections of the name, else over each
	Fixed    []Fixed
	Order    []Order
	NameDesc bool
}

// Fixed is a field whose value queries give.
type Fixed struct {
	Field    Path
	Contains bool // in the field's array
}

// ID tells indexes of one collection apart.
func (i Index) ID() string {
	var id strings.Builder
	fmt.Fprintf(&id, "%t %t", i.Group, i.NameDesc)
	for _, f := range i.Fixed {
		fmt.Fprintf(&id, " =%q %t", string(f.Field), f.Contains)
	}
	for _, o := range i.Order {
		fmt.Fprintf(&id, " <%q %t", string(o.Field), o.Desc)
	}
	return id.String()
}

// Scan is an index with the values that are fixed in it.
type Scan struct {
	Index

	Values [][]byte // of Fixed
}
