package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/word"
)

// inverted reads a participle behind its noun as the name that it makes before it: "calls were dropped" is about dropped calls. nil if no such name
// occurs. It is tried only where the words as they stand make no question.
func (r *Reader) inverted(text string) *Draft {
	words := strings.Fields(text)
	bare := make([]string, len(words))
	for i, w := range words {
		bare[i] = strings.ToLower(strings.Trim(w, "?!.,;:"))
	}
	for i := range words {
		at := i + 1
		for at < len(words) && slices.Contains([]string{"were", "was", "are", "is", "been", "have", "has", "had", "got", "get"}, bare[at]) {
			at++
		}
		if at >= len(words) || !verbal(bare[at]) || len(bare[i]) < akinLetters {
			continue
		}
		found := named{meanings: r.model.Lookup(stemsOf(bare[at] + " " + bare[i]))}
		if !found.has(isTable) && !found.has(isMeasure) {
			continue
		}
		changed := slices.Concat(words[:i], []string{bare[at], bare[i]}, words[at+1:])
		return r.draft(strings.Join(changed, " "), nil)
	}
	return nil
}

// resplit reads a name of several words that is a value elsewhere as its single words: "new patients" are patients that are new. nil if there is no
// such name. It is tried only where the longest name makes no question.
func (r *Reader) resplit(text string) *Draft {
	finds, _ := r.scan(text)
	for _, f := range finds {
		n := named{f.said, f.meanings}
		if !strings.Contains(f.said, " ") || !n.has(isValue) || n.has(isTable) || n.has(isMeasure) {
			continue
		}
		words := strings.Fields(f.said)
		last := named{meanings: r.model.Lookup(stemsOf(words[len(words)-1]))}
		if p, known := grammar[words[0]]; len(words) != 2 || !known || p.op != fresh || !last.has(isTable) {
			continue
		}
		again := *r
		again.blocked = f.stems
		return again.draft(text, nil)
	}
	return nil
}

// elliptic writes out the noun that two figures share: "planned and good units" are planned units and good units.
func (r *Reader) elliptic(tokens []word.Token) []word.Token {
	for i := 0; i+3 < len(tokens); i++ {
		if tokens[i+1].Word != "and" {
			continue
		}
		first := named{meanings: r.model.Lookup(tokens[i].Stem + " " + tokens[i+3].Stem)}
		second := named{meanings: r.model.Lookup(tokens[i+2].Stem + " " + tokens[i+3].Stem)}
		if first.has(isMeasure) && second.has(isMeasure) {
			return slices.Insert(slices.Clone(tokens), i+1, tokens[i+3])
		}
	}
	return tokens
}
