package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// valueOf is what a word means directly behind the attribute that has it as a value, whatever else it is: "class A", "zone 2".
func (r *Reader) valueOf(before []find, t word.Token) []semantic.Meaning {
	if len(before) == 0 || len(t.Word) > 3 {
		return nil
	}
	var out []semantic.Meaning
	for _, m := range before[len(before)-1].meanings {
		if m.Column == nil || m.IsValue || m.Column.Kind != semantic.Attribute {
			continue
		}
		for _, v := range r.model.Values(m.Column) {
			if strings.EqualFold(v, t.Word) {
				out = append(out, semantic.Meaning{Column: m.Column, Value: v, IsValue: true})
			}
		}
	}
	return out
}

// prefersName lets a name of the model win over a word of the grammar where the word could be both: "total" is a column if nothing follows
// that it could add up, so that is decided by gather; all other grammar stays grammar.
func (r *Reader) prefersName(p phrase, meanings []semantic.Meaning, tokens []word.Token) bool {
	if len(meanings) == 0 {
		return false
	}
	switch p.op {
	case light, total, moved:
		return p.op != total && slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return m.Rank == 0 && (m.Measure != nil || m.IsValue) })
	case skip:
		nouns := p.arg == soft && slices.ContainsFunc(meanings, func(m semantic.Meaning) bool {
			return m.Table != nil || m.Measure != nil || m.Segment != nil || isFlag(m) || m.Rank == 0 && !m.IsValue
		})
		return nouns || slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { // "pay" is no invoice that was paid
			return m.IsValue && len(m.Value) > 3 && strings.EqualFold(m.Value, said(tokens))
		})
	case lasting, onDay:
		return slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return m.Measure != nil || m.IsValue })
	case refused:
		return p.arg == causal && slices.ContainsFunc(meanings, isGroup)
	case none, by, per, which, howMany, howMuch, amountOf, listed, extreme, common, average, fresh, maximum, minimum, share, growth, running, trend, versus, negation, compare, atLeast2,
		sorted, chart, also, only, linking, rate, distinct, weekday, hour, cause:
	}
	return false
}

// name is the longest name of the model at a place.
func (r *Reader) name(tokens []word.Token, at int) (meanings []semantic.Meaning, stems string, words int) {
	for n := min(semantic.MaxWords, len(tokens)-at); n > 0; n-- {
		stems = stemsIn(tokens[at : at+n])
		found := r.model.Lookup(stems)
		if len(found) == 0 || stems == r.blocked {
			continue
		}
		if p, _ := operator(tokens, at+n-1); n > 1 && p.op == skip { // "searches for" is no search term, where searches are a thing
			if thing := r.model.Lookup(stemsIn(tokens[at : at+n-1])); slices.ContainsFunc(thing, isTable) {
				continue
			}
		}
		return found, stems, n
	}
	return nil, "", 0
}

// stemsIn joins the stems of words; articles between them do not count: "led to a sale".
func stemsIn(tokens []word.Token) string {
	parts := make([]string, 0, len(tokens))
	for i, t := range tokens {
		if article := t.Word == "a" || t.Word == "an" || t.Word == "the"; article && i > 0 && i < len(tokens)-1 {
			continue
		}
		parts = append(parts, t.Stem)
	}
	return strings.Join(parts, " ")
}

// correct gives the word that a misspelt one probably is.
func (r *Reader) correct(t word.Token) (string, bool) {
	w := t.Word
	if len(w) < 4 || len(w) > 40 || r.known[w] || r.known[t.Stem] || word.Number(w) != "" || calendar.UnitOf(w) != calendar.None || word.Correct(w) {
		return "", false
	}
	if _, ok := grammar[w]; ok {
		return "", false
	}
	return word.Nearest(w, r.candidates)
}

// derivedName is the rank from which a thing is called by the names of the keys that lead to it.
const derivedName = 20

// nominal keeps the meanings that a single word can have as it is written: units of time are no dates and no values, and "planned" is none of the
// plans, unless plans say when they were planned.
func nominal(meanings []semantic.Meaning, tokens []word.Token) []semantic.Meaning {
	if len(tokens) != 1 {
		return meanings
	}
	w := tokens[0].Word
	if calendar.UnitOf(w) != calendar.None && !slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return !isMoment(m) && !isValue(m) }) {
		return nil
	}
	if strings.HasSuffix(w, "tion") { // production is none of the products
		meanings = slices.DeleteFunc(slices.Clone(meanings), func(m semantic.Meaning) bool {
			return m.Table != nil && !strings.Contains(m.Table.Name, w) && !slices.ContainsFunc(m.Table.Synonyms, func(s string) bool { return strings.Contains(strings.ToLower(s), w) }) && m.Rank < derivedName
		})
	}
	if !verbal(w) {
		return meanings
	}
	happens := func(t *semantic.Table) bool {
		return slices.ContainsFunc(meanings, func(m semantic.Meaning) bool { return isMoment(m) && m.Column.Table == t })
	}
	return slices.DeleteFunc(slices.Clone(meanings), func(m semantic.Meaning) bool {
		counts := m.Measure != nil && m.Measure.Form == semantic.Count && m.Measure.Column == nil && strings.HasPrefix(m.Measure.Origin, "the rows")
		return m.Table != nil && !happens(m.Table) || counts && !happens(m.Measure.Base)
	})
}
