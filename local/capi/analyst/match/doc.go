// Package match decides whether a question is one of an agent's verified questions in other words.
//
// It is built to refuse: a verified answer under the wrong meaning is a wrong number, which is worse than none. So a question
// is read into decisive parts (numbers, periods, grain, direction of a ranking, kind of aggregate, negation, comparisons) and a
// bag of content words. It matches a phrasing only if every decisive part is equal, every content word of the question belongs
// to that verified question's vocabulary, no word is missing that all its phrasings share, and the weighted overlap of the rest
// is high and clearly higher than that of any other verified question. Two that are equally near are a reason to ask back.
//
// What tolerates rewording: stemming, irregular verbs, stop words, synonyms from the agent's glossary and fields, number words,
// equal ways to say a period, and spelling mistakes (never a correct English word; words.txt is SCOWL, see words.LICENSE).
//
// It must not know SQL, the gRPC API or the warehouse. To extend it, add words to lexicon.go or a rule to read.go, and the pair of
// questions that shows why to testdata/pairs.txt, which holds both what must match and what must not.
package match
