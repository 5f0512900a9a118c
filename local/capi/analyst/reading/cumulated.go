package reading

import "capidemo.dev/platform/local/capi/analyst/calendar"

// accumulate makes a running total, which only what happens over time has: neither a balance nor an average adds up from month to month.
func (b *binder) accumulate() {
	if !b.draft.running {
		return
	}
	m := b.out.Measure
	switch {
	case !m.Adds():
		b.failf("%s does not add up from one period to the next, so it has no running total.", m.Name)
	case m.State() || m.Kept() != calendar.None:
		b.failf("%s is how things are at a time, which does not add up over time.", m.Name)
	case b.out.Compare != nil || b.out.Growth || b.out.Per != nil || b.out.Repeat != nil || b.out.Having != nil || b.draft.share || len(b.out.Also) > 0 || len(b.out.Sides) > 0 || b.draft.rank.set:
		b.failf("a running total of %s goes with nothing but a way to split it.", m.Name)
	default:
		b.out.Running = true
	}
}
