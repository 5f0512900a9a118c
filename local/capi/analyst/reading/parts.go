package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// partial is the rank of a value that is only said in part.
const partial = 50

// partly indexes the words of values of more than one word: where a column has one value with a word, the word may stand for it.
func (r *Reader) partly() map[string][]semantic.Meaning {
	out := map[string][]semantic.Meaning{}
	for _, t := range r.model.Tables {
		for _, c := range t.Columns {
			for stem, list := range wordsOf(r.model.Values(c)) {
				if len(list) == 1 {
					out[stem] = append(out[stem], semantic.Meaning{Column: c, Value: list[0], IsValue: true, Rank: partial})
				}
			}
		}
	}
	return out
}

// wordsOf gives the values that each word is a part of, none of a column with too many values.
func wordsOf(values []string) map[string][]string {
	found := map[string][]string{}
	if len(values) > fewValues {
		return found
	}
	for _, v := range values {
		for _, tok := range word.Tokenize(strings.ReplaceAll(v, "_", " ")) {
			if len(tok.Word) > 3 && !slices.Contains(found[tok.Stem], v) {
				found[tok.Stem] = append(found[tok.Stem], v)
			}
		}
	}
	return found
}

// generic are the nouns that people end with whose full name is clear from what is counted: "claims by type", "returns by reason".
var generic = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq("type kind category class status reason cause method level group channel priority severity topic result outcome source tier grade mode stage state name code size model brand") {
		out[w] = true
	}
	return out
}()

// ending finds the one attribute of the measure's table whose name or synonym ends with a generic noun.
func (b *binder) ending(said string) []option {
	stem := stemsOf(said)
	if !generic[strings.TrimSuffix(said, "s")] && !generic[said] && !generic[strings.TrimSuffix(said, "ies")+"y"] {
		return nil
	}
	var out []option
	for _, names := range []func(*semantic.Column) []string{
		func(c *semantic.Column) []string { return []string{c.Spoken()} },
		func(c *semantic.Column) []string { return c.Synonyms },
	} {
		for _, c := range b.out.Measure.Base.Columns {
			ends := slices.ContainsFunc(names(c), func(n string) bool { return strings.HasSuffix(" "+stemsOf(n), " "+stem) })
			if m := (semantic.Meaning{Column: c}); ends && c.Type == "STRING" && isGroup(m) {
				out = append(out, option{meaning: m, table: c.Table, dim: b.dimension(m)})
			}
		}
		if len(out) > 0 {
			break
		}
	}
	if len(out) != 1 {
		return nil
	}
	return out
}
