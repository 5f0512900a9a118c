package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// has reports whether any meaning is of a kind.
func (n named) has(is func(semantic.Meaning) bool) bool { return slices.ContainsFunc(n.meanings, is) }

func isTable(m semantic.Meaning) bool { return m.Table != nil }

func isMeasure(m semantic.Meaning) bool { return m.Measure != nil }

func isValue(m semantic.Meaning) bool { return m.IsValue }

func isSegment(m semantic.Meaning) bool { return m.Segment != nil }

func isGroup(m semantic.Meaning) bool {
	return m.Table != nil || m.Column != nil && !m.IsValue && (m.Column.Kind == semantic.Attribute || m.Column.Kind == semantic.Flag)
}

func isFlag(m semantic.Meaning) bool {
	return m.Column != nil && !m.IsValue && m.Column.Kind == semantic.Flag
}

func isMoment(m semantic.Meaning) bool {
	return m.Column != nil && m.Column.Kind == semantic.Moment
}

// strongMeasure reports whether the name is a figure's own before it is anything else's.
func strongMeasure(n named) bool {
	return len(n.meanings) > 0 && !n.has(isTable) && n.has(func(m semantic.Meaning) bool { return m.Measure != nil && m.Rank == n.meanings[0].Rank })
}

func onlyMeasure(n named) bool {
	return n.has(isMeasure) && !n.has(isGroup)
}
