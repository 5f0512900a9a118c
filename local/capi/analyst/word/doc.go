// Package word splits English text into words and says which words are alike: stems with irregular forms, numbers in digits and words, edit
// distance, and a list of correct everyday words (words.txt is SCOWL, see words.LICENSE).
//
// It knows nothing of questions, data or any business: what a word means is decided by package match, which recognises verified questions,
// and by package reading, which reads the others. To add an irregular form or a number word, extend the tables; word_test.go holds them.
package word
