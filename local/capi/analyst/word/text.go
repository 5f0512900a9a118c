package word

import (
	"strings"
	"unicode"

	"github.com/kljensen/snowball/english"
)

// Token is one word of a text: as written (lower case) and its stem.
type Token struct {
	Word string
	Stem string
}

// maxWords bounds the work that a question can cause; nobody asks a question of more words than this.
const maxWords = 120

// maxWord is the length in bytes beyond which a word is no word of a language and is compared as it is.
const maxWord = 64

// Tokenize splits a text into lower-case words. Contractions are written out ("don't" is "do not"), a possessive s is dropped,
// hyphens separate, % is a word.
func Tokenize(text string) []Token {
	text = strings.ToLower(text)
	text = contractions.Replace(text)
	fields := strings.FieldsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '.' && r != ','
	})
	tokens := make([]Token, 0, len(fields))
	for _, field := range fields {
		for _, word := range splitPunctuation(field) {
			if len(tokens) == maxWords {
				return tokens
			}
			tokens = append(tokens, Of(word))
		}
	}
	return tokens
}

// Of is the token of a single word.
func Of(text string) Token { return Token{Word: text, Stem: Stem(text)} }

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

// Stem reduces a word to the form under which it is compared: irregular forms to their base, others by Porter's second stemmer.
func Stem(word string) string {
	if base, ok := irregular[word]; ok {
		word = base
	}
	if len(word) < 3 || len(word) > maxWord || (word[0] >= '0' && word[0] <= '9') {
		return word
	}
	if initials := strings.TrimSuffix(word, "s"); len(word) <= 4 && initials != word && !strings.ContainsAny(initials, "aeiouy") {
		return initials // TVs, PCs
	}
	return english.Stem(word, true)
}

// irregular lists forms that no stemmer knows, written "form=base".
var irregular = pairs(`sold=sell sells=sell selling=sell bought=buy spent=spend paid=pay grew=grow grown=grow fell=fall fallen=fall lost=lose
	won=win sent=send kept=keep left=leave gave=give given=give took=take taken=take went=go gone=go chosen=choose chose=choose
	children=child people=person men=man women=woman
	clients=customer client=customer shoppers=customer shopper=customer rose=rise risen=rise ran=run began=begin begun=begin
	months=month analyses=analysis diagnoses=diagnosis crises=crisis cancellation=cancel cancellations=cancel canceled=cancel cancelled=cancel
	colour=color colours=color favourite=favorite centre=center`)

// pairs reads "a=b c=d" into a map.
func pairs(list string) map[string]string {
	m := map[string]string{}
	for p := range strings.FieldsSeq(list) {
		from, to, _ := strings.Cut(p, "=")
		m[from] = to
	}
	return m
}
