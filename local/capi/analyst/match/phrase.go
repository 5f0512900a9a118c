package match

import "strings"

// phraseTable replaces word sequences, found by their stems, by other words.
type phraseTable struct {
	byFirst map[string][]phrase // longest first
}

type phrase struct {
	from []string // stems
	to   []token
}

func newPhrases(list map[string]string) *phraseTable {
	t := &phraseTable{byFirst: map[string][]phrase{}}
	for from, to := range list {
		t.add(tokenize(from), tokenize(to))
	}
	return t
}

func (t *phraseTable) add(from, to []token) {
	if len(from) == 0 {
		return
	}
	p := phrase{to: to}
	for _, tok := range from {
		p.from = append(p.from, tok.stem)
	}
	list := t.byFirst[p.from[0]]
	at := 0
	for at < len(list) && len(list[at].from) >= len(p.from) {
		at++
	}
	list = append(list, phrase{})
	copy(list[at+1:], list[at:])
	list[at] = p
	t.byFirst[p.from[0]] = list
}

// apply rewrites tokens once, from left to right; what it puts in is not looked at again, so that it always ends.
func (t *phraseTable) apply(tokens []token) []token {
	out := make([]token, 0, len(tokens))
next:
	for i := 0; i < len(tokens); {
		for _, p := range t.byFirst[tokens[i].stem] {
			if p.at(tokens[i:]) {
				out = append(out, p.to...)
				i += len(p.from)
				continue next
			}
		}
		out = append(out, tokens[i])
		i++
	}
	return out
}

func (p phrase) at(tokens []token) bool {
	if len(tokens) < len(p.from) {
		return false
	}
	for i, s := range p.from {
		if tokens[i].stem != s {
			return false
		}
	}
	return true
}

// Term is a name with the other names that the agent's glossary or schema gives it.
type Term struct {
	Name     string
	Synonyms []string
}

// newSynonyms builds the replacement of synonyms by names. A synonym that two terms claim, or that is itself a term's name, would
// make two things equal that are not, so it is left alone; so are synonyms without a content word of their own.
func newSynonyms(terms []Term) *phraseTable {
	names, claims := map[string]bool{}, map[string]map[string]bool{}
	for _, term := range terms {
		names[key(tokenizeName(term.Name))] = true
	}
	for _, term := range terms {
		name := key(tokenizeName(term.Name))
		for _, synonym := range term.Synonyms {
			k := key(tokenizeName(synonym))
			if claims[k] == nil {
				claims[k] = map[string]bool{}
			}
			claims[k][name] = true
		}
	}
	t := &phraseTable{byFirst: map[string][]phrase{}}
	done := map[string]bool{}
	for _, term := range terms {
		for _, synonym := range term.Synonyms {
			from := tokenizeName(synonym)
			k := key(from)
			if names[k] || len(claims[k]) != 1 || done[k] || !meaningful(from) {
				continue
			}
			done[k] = true
			t.add(from, tokenizeName(term.Name))
		}
	}
	return t
}

// tokenizeName reads a name of the schema or glossary: order_items gives order, items.
func tokenizeName(name string) []token { return tokenize(strings.ReplaceAll(name, "_", " ")) }

func key(tokens []token) string {
	stems := make([]string, len(tokens))
	for i, t := range tokens {
		stems[i] = t.stem
	}
	return strings.Join(stems, " ")
}

func meaningful(tokens []token) bool {
	for _, t := range tokens {
		if !soft[t.word] && units[t.word] == "" && relative[t.word] == "" && len(t.word) > 1 {
			return true
		}
	}
	return false
}
