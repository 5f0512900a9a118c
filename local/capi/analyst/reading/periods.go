package reading

import (
	"slices"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
)

// time binds the period, the second period of a comparison, and the column that both are about.
func (b *binder) time() {
	d := b.draft
	b.out.Time = b.out.Measure.When()
	b.begun()
	b.dependent()
	b.moment()
	var main, second *calendar.Mention
	for i := range d.periods {
		m := &d.periods[i]
		relative := relativeTo(*m)
		switch {
		case main == nil && !relative:
			main = m
		case second == nil:
			second = m
		default:
			b.failf("more than two periods are too many for one answer.")
			return
		}
	}
	if main != nil {
		today := main.Period.From.Equal(b.model.Anchor) && main.Period.Unit == calendar.Day
		if !today || !b.out.Measure.State() { // how things are is how they are today
			b.out.Period = main.Period
		}
	}
	b.against(second)
	if b.why != "" {
		return
	}
	b.series()
	b.snapshots()
	b.weekdays()
	if b.needsTime() && b.out.Time == nil {
		b.failf("%s have no time, so they cannot be limited to a period or shown over time; they say how things are at the end of the data.", b.out.Measure.Base.Plural())
	}
	if b.out.Time != nil && b.out.Time.Type == "DATE" && slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool { return d.Part == "hour" }) {
		b.failf("%s say on which day they were, and not at which hour.", b.out.Measure.Base.Plural())
	}
	b.covered()
	b.counted()
}

// covered refuses a period in which there are no data, which is not the same as a figure of nothing.
func (b *binder) covered() {
	if b.out.Time == nil {
		return
	}
	first := b.model.First(b.out.Time)
	for _, p := range []*calendar.Period{&b.out.Period, b.out.Compare} {
		if p == nil || p.IsZero() {
			continue
		}
		switch {
		case !first.IsZero() && !p.To.IsZero() && !p.To.After(first):
			b.failf("the data begin on %s, after %s.", first.Format("January 2, 2006"), p)
		case !b.model.Anchor.IsZero() && !p.From.Before(b.model.Anchor):
			b.failf("the data end before %s, and I do not forecast.", p)
		}
	}
}

func (b *binder) needsTime() bool {
	return !b.out.Period.IsZero() || b.out.Compare != nil || b.out.Per != nil && b.out.Per.Unit != calendar.None ||
		slices.ContainsFunc(b.out.Dims, func(d compose.Dimension) bool { return d.Unit != calendar.None || d.Part != "" })
}

// against sets the second period.
func (b *binder) against(second *calendar.Mention) {
	d, main := b.draft, b.out.Period
	var other calendar.Period
	ok := true
	switch {
	case second != nil && relativeTo(*second):
		other, ok = shifted(main, *second)
	case second != nil:
		other = second.Period
		if other == main { // "last quarter ... compare with the previous quarter"
			other, ok = main.Previous()
		} else if main.From.Before(other.From) {
			b.out.Period, other = other, main // the later one is the news
		}
		other = likeForLike(b.out.Period, other)
	case d.versus && !main.IsZero() && len(b.contrasted()) == 0 && len(b.out.Sides) == 0 && len(b.out.Also) == 0 && !d.growth:
		b.sinceThen()
		return
	case (d.moved || d.growth && b.noSeries()) && !main.IsZero():
		other, ok = main.Previous()
	default:
		if d.versus && len(b.contrasted()) == 0 && len(b.out.Sides) == 0 && len(b.out.Also) == 0 && !d.growth {
			b.failf("it compares, but does not say with what.")
		}
		return
	}
	if !ok || main.IsZero() {
		b.failf("there is no period to compare with.")
		return
	}
	b.out.Compare = &other
	if len(b.out.Also) > 0 {
		b.failf("two periods of several figures at once are not one answer.")
	}
}

// likeForLike takes from "last year" only the days that this year has had so far.
func likeForLike(now, before calendar.Period) calendar.Period {
	same, ok := now.Previous()
	if ok && now.Partial && before.Unit == now.Unit && before.Count == 1 && same.From.Equal(before.From) {
		return same
	}
	return before
}

func (b *binder) noSeries() bool {
	return !slices.ContainsFunc(b.out.Dims, compose.Dimension.Temporal)
}

// sinceThen reads "more than last year": the current year so far, against the same part of the last one.
func (b *binder) sinceThen() {
	p := b.out.Period
	if p.Unit == calendar.None || p.Count != 1 || p.Partial || b.model.Anchor.IsZero() {
		b.failf("it compares, but does not say with what.")
		return
	}
	from := calendar.Start(b.model.Anchor, p.Unit)
	if !from.Before(b.model.Anchor) {
		b.failf("no day of this %s has ended yet.", p.Unit)
		return
	}
	now := calendar.Period{From: from, To: b.model.Anchor, Unit: p.Unit, Count: 1, Partial: true}
	before, _ := now.Previous()
	b.out.Period, b.out.Compare = now, &before
}

// series gives a trend its step, and makes "last 6 months" full months where they are shown by month.
func (b *binder) series() {
	d := b.draft
	b.out.Growth = d.growth && b.out.Compare == nil
	b.accumulate()
	if (d.trend || b.out.Growth || b.out.Running) && b.noSeries() && b.out.Compare == nil {
		u := step(b.out.Period)
		b.out.Dims = append([]compose.Dimension{{Unit: u, Alias: u.String()}}, b.out.Dims...)
	}
	if u := b.unit(); b.out.Growth && b.out.Period.IsZero() && !b.model.Anchor.IsZero() {
		b.out.Period.To = calendar.Start(b.model.Anchor, u) // growth into a period that is not over would always be a fall
	}
	for _, dim := range b.out.Dims {
		if dim.Temporal() {
			b.out.Period = b.out.Period.Aligned(dim.Unit)
			if b.out.Compare != nil {
				b.failf("a comparison of two periods cannot be shown by %s as well.", dim.Unit)
			}
		}
	}
}

// unit is the step of the request's series.
func (b *binder) unit() calendar.Unit {
	for _, d := range b.out.Dims {
		if d.Temporal() {
			return d.Unit
		}
	}
	return calendar.None
}

// step is the unit in which a period of a length is best seen.
func step(p calendar.Period) calendar.Unit {
	switch days := p.Days(); {
	case days > 0 && days <= 31:
		return calendar.Day
	case days > 0 && days < 89:
		return calendar.Week
	}
	return calendar.Month
}
