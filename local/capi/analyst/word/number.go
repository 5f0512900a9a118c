package word

import (
	"strconv"
)

// numberWords are the numbers that people write out.
var numberWords = pairs(`once=1 twice=2 thrice=3 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 fifteen=15 twenty=20
	thirty=30 forty=40 fifty=50 sixty=60 ninety=90 hundred=100 thousand=1000 dozen=12`)

// Number gives the canonical form of a number written in digits or words ("ten", "1,000", "10k"), and "" for anything else.
func Number(word string) string {
	if n, ok := numberWords[word]; ok {
		return n
	}
	if word == "" || word[0] < '0' || word[0] > '9' {
		return ""
	}
	factor := 1.0
	digits := word
	switch word[len(word)-1] {
	case 'k':
		factor, digits = 1e3, word[:len(word)-1]
	case 'm':
		factor, digits = 1e6, word[:len(word)-1]
	}
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return word // "3d", "90th": kept as it is, and so decisive
	}
	return strconv.FormatFloat(n*factor, 'f', -1, 64)
}
