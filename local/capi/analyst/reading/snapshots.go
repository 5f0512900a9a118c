package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
)

// snapshots keeps figures of tables that keep everything anew from being added up over time, and figures of how things are from being asked of
// another time.
func (b *binder) snapshots() {
	base := b.out.Measure.Base
	atEnd := slices.ContainsFunc(b.draft.periods, func(m calendar.Mention) bool { return m.AtEnd })
	switch {
	case b.out.Measure.State() && b.needsTime() && b.draft.moment == nil:
		b.failf("%s is known for the end of the data only.", b.out.Measure.Name)
	case base.Snapshot == calendar.None && atEnd:
		b.failf("%s happen over time, so they have no figure for the end of a period.", base.Plural())
	case b.out.Measure.Kept() == calendar.None || !b.out.Measure.Adds() || b.out.Time != base.Time:
	case b.out.Compare != nil:
		b.oneSnapshot(b.out.Compare, atEnd)
		b.oneSnapshot(&b.out.Period, atEnd)
	default:
		b.snapshotSeries(atEnd)
	}
}

// snapshotSeries shows the snapshots of a longer period one by one.
func (b *binder) snapshotSeries(atEnd bool) {
	unit := b.out.Measure.Base.Snapshot
	for _, d := range b.out.Dims {
		if d.Temporal() && d.Unit != unit {
			b.failf("%s are kept by %s and cannot be added up by %s.", b.out.Measure.Base.Plural(), unit, d.Unit)
			return
		}
		if d.Temporal() {
			return
		}
	}
	p := b.out.Period
	if p.IsZero() {
		b.failf("%s are kept for each %s; say which one, or ask for all of them by %s.", b.out.Measure.Base.Plural(), unit, unit)
		return
	}
	if long := !calendar.Add(p.From, 1, unit).Equal(p.To) && p.Unit != calendar.Day; long && !atEnd {
		b.out.Dims = append([]compose.Dimension{{Unit: unit, Alias: unit.String()}}, b.out.Dims...)
		b.out.Period = p.Aligned(unit)
		return
	}
	b.oneSnapshot(&b.out.Period, atEnd)
}

// oneSnapshot narrows a period to the last snapshot in it.
func (b *binder) oneSnapshot(p *calendar.Period, atEnd bool) {
	unit := b.out.Measure.Base.Snapshot
	if p.Unit == calendar.Day || calendar.Add(p.From, 1, unit).Equal(p.To) {
		return
	}
	if !atEnd || p.To.IsZero() {
		b.failf("%s cannot be added up over a longer period.", b.out.Measure.Base.Plural())
		return
	}
	p.From, p.Unit, p.Count = calendar.Add(p.To, -1, unit), unit, 1
}
