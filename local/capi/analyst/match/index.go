package match

import (
	"cmp"
	"math"
	"slices"

	"capidemo.dev/platform/local/capi/analyst/word"
)

// Thresholds, tuned on testdata/pairs.txt: see TestThresholdsHaveRoom.
const (
	accept = 0.65 // least score of a match
	margin = 0.07 // least lead over another verified question, else ask back
)

// Phrasing is one way to ask a verified question. Phrasings of the same question share an Intent, any number >= 0. Complete says that the
// answer lists everything it ranks, so that it also answers a question that asks for no order.
type Phrasing struct {
	Question string
	Intent   int
	Complete bool
	Single   bool // the answer is one row, so that it has none for each of something
}

// Index finds verified questions. It is immutable and safe for concurrent use.
type Index struct {
	phrasings []indexed
	intents   []intent
	synonyms  *phraseTable
	spell     *speller
	verbatim  map[string]int // the place of a phrasing by its stems
	weight    map[string]float64
	unknown   float64 // weight of a word that no phrasing has
}

type indexed struct {
	Phrasing
	reading
}

// intent is what the phrasings of one question have in common.
type intent struct {
	vocabulary map[string]bool // words of any phrasing
	core       map[string]bool // words of every phrasing
}

// Hit is a verified question that was found. Score is 0 to 1. Why names, for a hit that was not accepted, the first difference.
type Hit struct {
	Intent   int
	Question string // the nearest phrasing
	Score    float64
	Why      string
}

// Answer is what Find found: one of Match (understood), Rivals (two or more questions are equally near: ask back) or neither. Near
// lists the nearest questions, best first, one phrasing each, for suggestions.
type Answer struct {
	Match       *Hit
	Rivals      []Hit
	Near        []Hit
	Corrections []Correction
	Period      string // the first period the question names, in its own words, "" if none
}

// NewIndex reads all phrasings once. Its cost is linear in their number; Find allocates little and takes well under a millisecond.
func NewIndex(phrasings []Phrasing, terms []Term) *Index {
	ix := &Index{synonyms: newSynonyms(terms), verbatim: map[string]int{}, weight: map[string]float64{}}
	ix.spell = newSpeller(phrasings, terms)
	for i, p := range phrasings {
		tokens := word.Tokenize(p.Question)
		ix.verbatim[key(tokens)] = i
		ix.phrasings = append(ix.phrasings, indexed{p, ix.read(tokens)})
	}
	count := 0
	for _, p := range ix.phrasings {
		count = max(count, p.Intent+1)
	}
	ix.intents = make([]intent, count)
	for _, p := range ix.phrasings {
		ix.intents[p.Intent].add(p.content)
	}
	ix.weigh()
	return ix
}

func (ix *Index) read(tokens []word.Token) reading {
	return read(phrases.apply(ix.synonyms.apply(phrases.apply(tokens))))
}

func (i *intent) add(content []string) {
	first := i.vocabulary == nil
	if first {
		i.vocabulary, i.core = map[string]bool{}, map[string]bool{}
	}
	for _, s := range content {
		i.vocabulary[s] = true
		if first {
			i.core[s] = true
		}
	}
	for s := range i.core {
		if !slices.Contains(content, s) {
			delete(i.core, s)
		}
	}
}

// weigh gives each word its inverse frequency over intents: a word of every question says little, one of a single question much.
func (ix *Index) weigh() {
	frequency := map[string]int{}
	for _, in := range ix.intents {
		for s := range in.vocabulary {
			frequency[s]++
		}
	}
	n := float64(len(ix.intents))
	ix.unknown = math.Log(1 + n)
	for s, f := range frequency {
		ix.weight[s] = math.Log(1 + n/float64(f))
	}
}

func newSpeller(phrasings []Phrasing, terms []Term) *speller {
	s := &speller{known: map[string]bool{}, words: lexicalWords()}
	learn := func(tokens []word.Token) {
		for _, t := range tokens {
			s.known[t.Word], s.known[t.Stem] = true, true
			if len(t.Word) >= 4 && !lexical(t.Word) {
				s.words = append(s.words, t.Word)
			}
		}
	}
	for _, p := range phrasings {
		learn(word.Tokenize(p.Question))
	}
	for _, t := range terms {
		learn(tokenizeName(t.Name))
		for _, synonym := range t.Synonyms {
			learn(tokenizeName(synonym))
		}
	}
	slices.Sort(s.words)
	s.words = slices.Compact(s.words)
	return s
}

// Find reads a question and looks for the verified question that it is.
func (ix *Index) Find(question string) Answer {
	tokens := word.Tokenize(question)
	var answer Answer
	for i, t := range tokens {
		if to, ok := ix.spell.correct(t); ok {
			answer.Corrections = append(answer.Corrections, Correction{t.Word, to})
			tokens[i] = word.Of(to)
		}
	}
	asked := ix.read(tokens)
	answer.Period = asked.period
	accepted, near := ix.rank(asked)
	answer.Near = near
	if i, same := ix.verbatim[key(tokens)]; same {
		answer.Match = &Hit{Intent: ix.phrasings[i].Intent, Question: ix.phrasings[i].Question, Score: 1}
		return answer
	}
	switch {
	case len(accepted) == 0:
	case len(accepted) == 1 || accepted[0].Score-accepted[1].Score >= margin:
		answer.Match = &accepted[0]
	default:
		for _, hit := range accepted {
			if accepted[0].Score-hit.Score < margin {
				answer.Rivals = append(answer.Rivals, hit)
			}
		}
	}
	return answer
}

// rank compares a question with all phrasings and keeps the best of each intent: those accepted, and all by nearness.
func (ix *Index) rank(asked reading) (accepted, near []Hit) {
	best := make([]Hit, len(ix.intents))
	nearest := make([]Hit, len(ix.intents))
	for i := range ix.phrasings {
		p := &ix.phrasings[i]
		hit := Hit{Intent: p.Intent, Question: p.Question}
		nearness := ix.compare(asked, p, &hit)
		if hit.Why == "" && hit.Score > best[p.Intent].Score {
			best[p.Intent] = hit
		}
		hit.Score = nearness
		if nearness > nearest[p.Intent].Score {
			nearest[p.Intent] = hit
		}
	}
	byScore := func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Intent, b.Intent)) }
	none := func(h Hit) bool { return h.Score == 0 }
	accepted = slices.DeleteFunc(best, none)
	near = slices.DeleteFunc(nearest, none)
	slices.SortStableFunc(accepted, byScore)
	slices.SortStableFunc(near, byScore)
	return accepted, near
}
