package match

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
)

// token is one word of a question: as written (lower case) and its stem.
type token struct {
	word string
	stem string
}

// maxWords bounds the work that a question can cause; nobody asks a question of more words than this.
const maxWords = 120

// maxWord is the length in bytes beyond which a word is no word of a language and is compared as it is.
const maxWord = 64

// tokenize splits a text into lower-case words. Contractions are written out ("don't" is "do not"), a possessive s is dropped,
// hyphens separate, % is a word.
func tokenize(text string) []token {
	text = strings.ToLower(text)
	text = contractions.Replace(text)
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '.' && r != ','
	})
	tokens := make([]token, 0, len(fields))
	for _, field := range fields {
		for _, word := range splitPunctuation(field) {
			if len(tokens) == maxWords {
				return tokens
			}
			tokens = append(tokens, token{word: word, stem: stem(word)})
		}
	}
	return tokens
}

// splitPunctuation keeps dots and commas only inside numbers (1,000 and 2.5) and drops the possessive.
func splitPunctuation(field string) []string {
	field = strings.Trim(field, ".,'")
	field = strings.TrimSuffix(field, "'s")
	if field == "" {
		return nil
	}
	if field[0] >= '0' && field[0] <= '9' {
		return []string{strings.ReplaceAll(field, ",", "")}
	}
	return strings.FieldsFunc(field, func(r rune) bool { return r == '.' || r == ',' || r == '\'' })
}

var contractions = strings.NewReplacer( //nolint:gochecknoglobals // a constant table
	"’", "'", "can't", "can not", "won't", "will not", "n't", " not", "what's", "what is", "who's", "who is", "where's", "where is",
	"how's", "how is", "that's", "that is", "there's", "there is", "let's", "let us", "i'm", "i am", "i'd", "i would", "we're", "we are",
	"we've", "we have", "i've", "i have", "they've", "they have", "they're", "they are", "'ll", " will", "%", " percent ", "&", " and ",
)

// stem reduces a word to the form under which it is compared: irregular forms to their base, others by Porter's second stemmer.
func stem(word string) string {
	if base, ok := irregular[word]; ok {
		word = base
	}
	if len(word) < 3 || len(word) > maxWord || (word[0] >= '0' && word[0] <= '9') {
		return word
	}
	return english.Stem(word, true)
}
