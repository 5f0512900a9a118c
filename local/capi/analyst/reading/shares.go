package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// also binds further figures; they must come from the same rows.
func (b *binder) also() {
	if b.draft.verbal && len(b.draft.measures) > 1 {
		b.failf("%s and %s may not be about the same %s; ask for one of them.", b.draft.measures[0].said, b.draft.measures[1].said, b.out.Measure.Base.Plural())
		return
	}
	if len(b.draft.measures) > 1 || b.figure.repeat == nil {
		for _, n := range b.draft.measures {
			b.alongside(n, func(m semantic.Meaning) *semantic.Measure { return m.Measure })
		}
	}
	for _, n := range b.draft.pairs {
		b.alongside(n, func(m semantic.Meaning) *semantic.Measure {
			if m.Table == nil {
				return nil
			}
			return b.model.CountOf(m.Table)
		})
	}
}

// alongside adds the figure of a name that has one in the same rows.
func (b *binder) alongside(n named, figure func(semantic.Meaning) *semantic.Measure) {
	if n.said == b.figure.used || n.said == b.figure.did || n.said == "" || b.describes(n) {
		return
	}
	for _, meaning := range n.meanings {
		m := figure(meaning)
		if m == nil || m.Base != b.out.Measure.Base {
			continue
		}
		if m != b.out.Measure {
			b.out.Also = append(b.out.Also, m)
		}
		return
	}
	b.failf("%s and %s do not come from the same rows; ask for one after the other.", b.out.Measure.Name, n.said)
}

// describes reports whether a name only repeats what the measure's column is described as: "pieces in stock".
func (b *binder) describes(n named) bool {
	c := b.out.Measure.Column
	if c == nil {
		return false
	}
	stems := strings.Fields(stemsOf(c.Description + " " + c.Spoken() + " " + strings.Join(c.Synonyms, " ")))
	for w := range strings.FieldsSeq(stemsOf(n.said)) {
		if !slices.Contains(stems, w) {
			return false
		}
	}
	return true
}

// share turns filters into the part, or groups into parts of the whole.
func (b *binder) share() {
	if !b.draft.share {
		return
	}
	if !b.out.Measure.Adds() {
		if b.out.Measure.Form == semantic.Ratio && len(b.out.Measure.Base.Name) > 0 && !b.out.Measure.IsDistinct() {
			return // "share of returns" is a ratio of its own
		}
		b.failf("%s is not a sum of parts, so it has no shares.", b.out.Measure.Name)
		return
	}
	part := func(c semantic.Condition) bool { return slices.Contains(b.parts, c.Text) }
	some := len(b.parts) > 0 && (len(b.out.Dims) > 0 || len(b.out.Where) > 1 || slices.ContainsFunc(b.out.Where, part))
	switch {
	case some:
		for _, c := range b.out.Where {
			if part(c) {
				b.out.ShareOf = append(b.out.ShareOf, c)
			}
		}
		b.out.Where = slices.DeleteFunc(b.out.Where, part) // "the percentage of orders that are cancelled, by region"
	case len(b.out.Dims) > 0 && len(b.out.Where) == 1:
		b.out.ShareOf, b.out.Where = b.out.Where, nil // "the percentage of cancelled orders by region"
	case len(b.out.Dims) > 0 && len(b.out.Where) > 0:
		b.failf("it may ask for the share of those %s within each %s, or for how they are spread; ask for the figure itself.", b.out.Measure.Name, b.out.Dims[0].Spoken())
	case len(b.out.Dims) > 0:
		b.out.Share = true
	case len(b.out.Where) == 1:
		b.out.ShareOf, b.out.Where = b.out.Where, nil
	default:
		b.failf("it does not say clearly which part of the whole is asked for.")
	}
	if len(b.out.Also) > 0 || b.out.Per != nil {
		b.failf("shares of several figures at once are not one answer.")
	}
}
