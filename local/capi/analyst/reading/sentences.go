package reading

import (
	"regexp"
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// sentenceEnd is where a sentence ends and another one begins; a dot behind a short word belongs to an abbreviation.
var sentenceEnd = regexp.MustCompile(`[?!]\s+|[\pL\d%]{4}\.\s+`)

// sentences splits a question.
func sentences(text string) []string {
	var out []string
	start := 0
	for _, end := range sentenceEnd.FindAllStringIndex(text, -1) {
		out = append(out, text[start:end[1]])
		start = end[1]
	}
	return append(out, text[start:])
}

// restated reads a question that is followed by what is meant by it: "Do subcontractors fail more often? Failed deliveries by employment". The last
// sentence must be a whole question, and keeps what the ones before limit it to; nil if the text is none such.
func (r *Reader) restated(text string) *Draft {
	list := sentences(text)
	last := len(list) - 1
	if last < 1 {
		return nil
	}
	if which, rest, _ := strings.Cut(list[0], " "); last == 1 && strings.EqualFold(which, "which") && stemsOf(list[1]) == stemsOf("how many") {
		return r.draft("how many "+rest, nil) // "Which loans are late? How many?"
	}
	d := r.draft(list[last], nil)
	if d.headless() || d.trouble != "" || len(d.unread) > 0 {
		return nil
	}
	for _, s := range list[:last] {
		if !d.inherit(r.draft(s, nil)) {
			return nil
		}
	}
	return d
}

// explicit reports whether the last sentence says of itself that it is what is meant.
func explicit(text string) bool {
	list := sentences(text)
	final := strings.ToLower(list[len(list)-1])
	return len(list) > 1 && slices.ContainsFunc([]string{"show ", "list ", "give ", "display ", "i mean ", "i mean:"}, func(s string) bool { return strings.HasPrefix(final, s) })
}

// inherit takes the limits of the sentence before. It reports false where they do not go together, or where a word may be a name that nobody knows.
func (d *Draft) inherit(before *Draft) bool {
	rhetorical := before.trouble == "" || strings.Contains(before.trouble, causal)
	if !rhetorical || len(before.days) > 0 && len(d.days) == 0 || slices.ContainsFunc(before.unread, unknownName) {
		return false
	}
	switch {
	case len(before.periods) == 0:
	case len(d.periods) == 0 && len(before.periods) == 1 && !before.versus:
		d.periods = before.periods
	case len(d.periods) != 1 || len(before.periods) != 1 || d.periods[0].Period != before.periods[0].Period:
		return false
	}
	for _, f := range before.filters {
		split := slices.ContainsFunc(d.dims, func(x dim) bool { return shareColumn(x.meanings, f.meanings) })
		partly := f.meanings[0].Rank >= partial
		same := slices.ContainsFunc(d.filters, func(x filter) bool { return x.not == f.not && shareValue(x.meanings, f.meanings) })
		switch {
		case split || partly || same || d.figuresSay(f):
		case f.says():
			return false // "Are orders cancelled? Show orders by month" may be about all of them
		default:
			d.filters = append(d.filters, f)
		}
	}
	if len(d.bounds) == 0 {
		d.bounds = before.bounds
	}
	return true
}

// says reports whether a limit is what a sentence says of its subject rather than which of the subjects are meant: a flag or a state.
func (f filter) says() bool {
	return f.has(isFlag) || f.has(isSegment) || f.has(func(m semantic.Meaning) bool { return m.IsValue && states[m.Column.Name] })
}

// figuresSay reports whether a figure of the draft tells about a flag itself: the on-time rate of what is on time.
func (d *Draft) figuresSay(f filter) bool {
	return slices.ContainsFunc(d.measures, func(n named) bool {
		return n.has(func(m semantic.Meaning) bool {
			return m.Measure != nil && f.has(func(x semantic.Meaning) bool {
				return x.Column != nil && slices.Contains(columnsIn(m.Measure.Base, m.Measure.Expr), x.Column)
			})
		})
	})
}

// shareValue reports whether two names may mean the same value, flag or part.
func shareValue(a, b []semantic.Meaning) bool {
	return slices.ContainsFunc(a, func(x semantic.Meaning) bool {
		return slices.ContainsFunc(b, func(y semantic.Meaning) bool {
			return x.Column == y.Column && x.Value == y.Value && x.Segment == y.Segment && (x.IsValue || isFlag(x) || x.Segment != nil)
		})
	})
}

// unknownName reports whether words without a meaning here hold one that is no word of the language: then they may be a name.
func unknownName(said string) bool {
	for w := range strings.FieldsSeq(said) {
		if !word.Correct(w) {
			return true
		}
	}
	return false
}
