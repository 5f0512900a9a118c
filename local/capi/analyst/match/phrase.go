package match

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/word"
)

// phraseTable replaces word sequences, found by their stems, by other words.
type phraseTable struct {
	byFirst map[string][]phrase // longest first
}

type phrase struct {
	from []string // stems
	to   []word.Token
}

func newPhrases(list map[string]string) *phraseTable {
	t := &phraseTable{byFirst: map[string][]phrase{}}
	for from, to := range list {
		t.add(word.Tokenize(from), word.Tokenize(to))
	}
	return t
}

func (t *phraseTable) add(from, to []word.Token) {
	if len(from) == 0 {
		return
	}
	p := phrase{to: to}
	for _, tok := range from {
		p.from = append(p.from, tok.Stem)
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
func (t *phraseTable) apply(tokens []word.Token) []word.Token {
	out := make([]word.Token, 0, len(tokens))
next:
	for i := 0; i < len(tokens); {
		for _, p := range t.byFirst[tokens[i].Stem] {
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

func (p phrase) at(tokens []word.Token) bool {
	if len(tokens) < len(p.from) {
		return false
	}
	for i, s := range p.from {
		if tokens[i].Stem != s {
			return false
		}
	}
	return true
}

// Term is a name with the other names that the agent's glossary or schema gives it. A Weak term, such as a column, gives way where a
// strong one, such as a glossary entry, claims the same word.
type Term struct {
	Name     string
	Synonyms []string
	Weak     bool
}

// newSynonyms builds the replacement of synonyms by names. A synonym that two terms claim, or that is itself a term's name, would
// make two things equal that are not, so it is left alone; so are synonyms and names without a content word of their own.
func newSynonyms(terms []Term) *phraseTable {
	c := claims{names: map[string]bool{}, strong: map[string]map[string]bool{}, weak: map[string]map[string]bool{}}
	for _, term := range terms {
		c.add(term)
	}
	t := &phraseTable{byFirst: map[string][]phrase{}}
	done := map[string]bool{}
	for _, term := range terms {
		name := tokenizeName(term.Name)
		for _, synonym := range term.Synonyms {
			from := tokenizeName(synonym)
			k := key(from)
			if done[k] || c.owner(k) != key(name) || !meaningful(from) || !meaningful(name) {
				continue
			}
			done[k] = true
			t.add(from, name)
		}
	}
	return t
}

// claims records which names want which synonyms.
type claims struct {
	names        map[string]bool
	strong, weak map[string]map[string]bool
}

func (c claims) add(term Term) {
	name := key(tokenizeName(term.Name))
	c.names[name] = true
	list := c.strong
	if term.Weak {
		list = c.weak
	}
	for _, synonym := range term.Synonyms {
		k := key(tokenizeName(synonym))
		if list[k] == nil {
			list[k] = map[string]bool{}
		}
		list[k][name] = true
	}
}

// owner is the one name that a synonym stands for, "" if there is none or more than one.
func (c claims) owner(synonym string) string {
	owners := c.strong[synonym]
	if len(owners) == 0 {
		owners = c.weak[synonym]
	}
	if len(owners) != 1 || c.names[synonym] {
		return ""
	}
	for name := range owners {
		return name
	}
	return ""
}

// tokenizeName reads a name of the schema or glossary: order_items gives order, items.
func tokenizeName(name string) []word.Token { return word.Tokenize(strings.ReplaceAll(name, "_", " ")) }

func key(tokens []word.Token) string {
	stems := make([]string, len(tokens))
	for i, t := range tokens {
		stems[i] = t.Stem
	}
	return strings.Join(stems, " ")
}

func meaningful(tokens []word.Token) bool {
	for _, t := range tokens {
		if !soft[t.Word] && units[t.Word] == "" && relative[t.Word] == "" && len(t.Word) > 1 {
			return true
		}
	}
	return false
}
