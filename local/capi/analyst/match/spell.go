package match

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed words.txt
var wordList string

// correctWords holds the correct words of everyday English: one of them is never taken for a misspelt other one, so that a question about
// shorts does not become one about shirts.
var correctWords = sync.OnceValue(func() map[string]struct{} { //nolint:gochecknoglobals // read once, never changed
	words := make(map[string]struct{}, 42000)
	for w := range strings.SplitSeq(wordList, "\n") {
		words[w] = struct{}{}
	}
	return words
})

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
func (s *speller) correct(t token) (string, bool) {
	if len(t.word) < 4 || len(t.word) > 40 || s.known[t.word] || s.known[t.stem] || soft[t.word] || lexical(t.word) {
		return "", false
	}
	if _, ok := correctWords()[t.word]; ok {
		return "", false
	}
	limit := 1
	if len(t.word) >= 7 {
		limit = 2
	}
	best, distance, tie := "", limit+1, false
	for _, candidate := range s.words {
		if candidate[0] != t.word[0] || abs(len(candidate)-len(t.word)) > limit {
			continue
		}
		switch d := editDistance(t.word, candidate, limit); {
		case d > limit:
		case d < distance:
			best, distance, tie = candidate, d, false
		case d == distance && stem(candidate) != stem(best):
			tie = true
		}
	}
	return best, best != "" && !tie
}

// lexical reports whether a word has a meaning of its own in this package's tables.
func lexical(w string) bool {
	return descending[w] || ascending[w] || negations[w] || versus[w] || bounds[w] || groupers[w] || units[w] != "" || relative[w] != "" ||
		monthNames[w] != "" || aggregates[w] != "" || numberWords[w] != "" || grainAdverbs[w] != "" || w[0] >= '0' && w[0] <= '9'
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

func abs(n int) int { return max(n, -n) }

// editDistance counts insertions, deletions, substitutions and exchanges of neighbours; above limit any larger number may come back.
func editDistance(a, b string, limit int) int {
	two, one, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(one[j]+1, row[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], two[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		two, one, row = one, row, two
	}
	return one[len(b)]
}
