package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// ranking sets order and limit.
func (b *binder) ranking() {
	r := b.draft.rank
	if !r.set || len(b.out.Dims) == 0 || b.within() {
		return
	}
	b.out.Order = compose.Descending
	if r.ascending {
		b.out.Order = compose.Ascending
	}
	if r.judged && undesired(b.out.Measure) {
		b.out.Order = compose.Descending + compose.Ascending - b.out.Order
	}
	b.out.Limit = r.limit
	if r.sorted || r.limit > 0 {
		b.limitable()
		return
	}
	many := slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool {
		return d.Temporal() || len(d.Columns) > 1 || len(d.Columns) == 1 && (b.model.Values(d.Columns[0]) == nil || len(b.model.Values(d.Columns[0])) > 25)
	})
	switch {
	case many && r.singular:
		b.out.Limit = 1
	case many:
		b.out.Limit = 10
	}
	b.limitable()
}

// undesired reports whether less of a measure is better, by its name.
func undesired(m *semantic.Measure) bool {
	name := m.Name
	if m.Column != nil {
		name += " " + m.Column.Spoken()
	}
	for _, w := range []string{"rating", "score", "satisfaction", "stars", "on time", "on-time"} {
		if strings.Contains(name, w) {
			return false
		}
	}
	if strings.HasPrefix(name, "return ") && !strings.HasPrefix(name, "return on") || strings.HasPrefix(name, "low ") {
		return true // of what is sent back, not of money; what is short
	}
	for _, w := range []string{"returned", "refund", "cancel", "abandon", "delivery", "cost", "fee", "error", "churn", "complaint", "late", "delay", "defect", "loss", "downtime", "wait", "default rate"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

func (b *binder) limitable() {
	if b.out.Limit > 1 && len(b.out.Dims) > 1 {
		b.failf("a list of the first %d by two things at once can be cut in several ways.", b.out.Limit)
	}
}
