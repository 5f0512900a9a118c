package compose

import (
	"slices"

	"capidemo.dev/platform/shared/googlesql"
)

// Missing is a value that the statement compares a text with although no row has it, as a definition that was written for other data may do; "" if
// there is none.
func (r *Request) Missing() string {
	missing := ""
	look := func(e googlesql.Expr) {
		if e == nil {
			return
		}
		googlesql.Walk(e, func(n googlesql.Node) bool {
			b, ok := n.(*googlesql.Binary)
			if !ok || b.Op != "=" {
				return true
			}
			value, isText := b.R.(*googlesql.Literal)
			columns := columnsOf(r.Model, b.L)
			if !isText || value.Kind != googlesql.StringLiteral || len(columns) != 1 {
				return true
			}
			if known := r.Model.Values(columns[0]); known != nil && !slices.Contains(known, value.Text) {
				missing = value.Text
			}
			return true
		})
	}
	look(r.Measure.Expr)
	for _, c := range r.conditions() {
		look(c.Expr)
	}
	for _, c := range slices.Concat(r.ShareOf, r.Sides) {
		look(c.Expr)
	}
	return missing
}
