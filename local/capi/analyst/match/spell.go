package match

import "capidemo.dev/platform/local/capi/analyst/word"

// Correction is a word of the question that was read as another one because of its spelling.
type Correction struct {
	From, To string
}

// speller corrects words toward a vocabulary.
type speller struct {
	known map[string]bool // words and stems of the agent's questions, fields and glossary
	words []string        // candidates, sorted
}

// correct returns the one word of the vocabulary that is nearest to a misspelt one.
func (s *speller) correct(t word.Token) (string, bool) {
	if len(t.Word) < 4 || len(t.Word) > 40 || s.known[t.Word] || s.known[t.Stem] || soft[t.Word] || lexical(t.Word) {
		return "", false
	}
	if word.Correct(t.Word) {
		return "", false
	}
	return word.Nearest(t.Word, s.words)
}

// lexical reports whether a word has a meaning of its own in this package's tables.
func lexical(w string) bool {
	return descending[w] || ascending[w] || negations[w] || versus[w] || bounds[w] || groupers[w] || units[w] != "" || relative[w] != "" ||
		monthNames[w] != "" || aggregates[w] != "" || word.Number(w) != "" || grainAdverbs[w] != "" || w[0] >= '0' && w[0] <= '9'
}

// lexicalWords are the decisive words that a question may misspell as well ("avrage", "montly", "quater").
func lexicalWords() []string {
	var words []string
	for _, table := range []map[string]string{units, grainAdverbs, aggregates} {
		for w := range table {
			words = append(words, w)
		}
	}
	return append(words, "highest", "lowest", "largest", "smallest", "previous", "current", "without", "never", "compared", "number", "many",
		"total", "which", "what")
}
