package word

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

// Correct reports whether a word is a correct one of everyday English.
func Correct(text string) bool {
	_, ok := correctWords()[text]
	return ok
}

func abs(n int) int { return max(n, -n) }

// EditDistance counts insertions, deletions, substitutions and exchanges of neighbours; above limit any larger number may come back.
func EditDistance(a, b string, limit int) int {
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

// Nearest is the one candidate that a misspelt word is nearest to: one mistake off, or two in a word of seven letters or more, with the same first
// letter. Candidates whose stem is the same count as one. ok is false if there is none or more than one.
func Nearest(misspelt string, candidates []string) (best string, ok bool) {
	limit := 1
	if len(misspelt) >= 7 {
		limit = 2
	}
	distance, tie := limit+1, false
	for _, candidate := range candidates {
		if candidate == "" || candidate[0] != misspelt[0] || abs(len(candidate)-len(misspelt)) > limit {
			continue
		}
		switch d := EditDistance(misspelt, candidate, limit); {
		case d > limit:
		case d < distance:
			best, distance, tie = candidate, d, false
		case d == distance && Stem(candidate) != Stem(best):
			tie = true
		}
	}
	return best, best != "" && !tie
}
