package calendar

// ago: "three months ago", "a year ago": the unit that many before the one that holds the anchor.
func (s scan) ago() Mention {
	count, ok := number(s.word(0))
	if has([]string{"a", "one"}, s.word(0)) {
		count, ok = 1, true
	}
	u := units[s.word(1)]
	if !ok || u < Day || s.word(2) != "ago" {
		return Mention{}
	}
	if s.Anchor.IsZero() {
		return Mention{Words: 3, Trouble: noAnchor}
	}
	from := Add(Start(s.Anchor, u), -count, u)
	return Mention{Words: 3, Period: Period{From: from, To: Add(from, 1, u), Unit: u, Count: 1}}
}

// weekOf: "the week of May 4".
func (s scan) weekOf() Mention {
	n := s.skip(0, "the")
	if s.word(n) != "week" || s.word(n+1) != "of" {
		return Mention{}
	}
	p := s.point(n + 2)
	if p.Words == 0 || p.Period.Unit != Day {
		return Mention{}
	}
	from := Start(p.Period.From, Week)
	return Mention{Words: n + 2 + p.Words, Trouble: p.Trouble, Period: Period{From: from, To: Add(from, 1, Week), Unit: Week, Count: 1}}
}

// atEnd: "at the end of March", "by the end of 2025".
func (s scan) atEnd() Mention {
	n := s.skip(0, "at", "by", "as", "of", "the")
	if s.word(n) != "end" || s.word(n+1) != "of" {
		return Mention{}
	}
	m := s.point(n + 2)
	if m.Words > 0 {
		m.Words, m.AtEnd = m.Words+n+2, true
	}
	return m
}

// edge: "the last quarter of 2025", "first two months of this year".
func (s scan) edge() Mention {
	n := s.skip(0, "the")
	which := s.word(n)
	if !has([]string{"first", "last", "final"}, which) {
		return Mention{}
	}
	n++
	count, counted := number(s.word(n))
	if counted {
		n++
	} else {
		count = 1
	}
	u := units[s.word(n)]
	if u != Day && u != Month && u != Quarter || !has([]string{"of", "in"}, s.word(n+1)) || count == 0 {
		return Mention{}
	}
	whole := s.point(n + 2)
	p := whole.Period
	if whole.Words == 0 || p.Count != 1 || p.Unit <= u || p.From.IsZero() {
		return Mention{}
	}
	m := Mention{Words: n + 2 + whole.Words, Trouble: whole.Trouble, Period: Period{From: p.From, To: Add(p.From, count, u), Unit: u, Count: count}}
	if which != "first" {
		end := Add(p.From, 1, p.Unit) // of a year that is not over, too
		m.Period.From, m.Period.To = Add(end, -count, u), end
	}
	return m
}
