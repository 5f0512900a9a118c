package exam

import (
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/demo"
)

// Outcome is what came of running a golden query, or of asking its question in one phrasing.
type Outcome string

// The outcomes. What an agent did instead of answering is told apart from a wrong answer: who asks back or refuses misleads nobody.
const (
	Right      Outcome = "right"
	Wrong      Outcome = "wrong"      // another result than the ledger's
	Failed     Outcome = "failed"     // the statement could not be run
	AskedBack  Outcome = "asked_back" // the agent wanted to know more
	Refused    Outcome = "refused"    // the agent said that it cannot answer
	Unanswered Outcome = "unanswered" // the agent's service did not answer, also when asked again
	NotAsked   Outcome = "not_asked"  // there is no agent to ask
)

// misleads tells the outcomes that would put something wrong before a customer.
func (o Outcome) misleads() bool { return o == Wrong || o == Failed }

// Item is the examination of one golden query.
type Item struct {
	QueryID   string
	Question  string
	SQL       Outcome
	Detail    string // what was wrong with the query's result, for people
	Phrasings []Phrasing
}

// Phrasing is one way to ask, and what came of it.
type Phrasing struct {
	Text     string
	Outcome  Outcome
	Verified bool   // the agent used the golden query itself
	Detail   string // for people
}

// Passed reports whether the query and all its phrasings are right.
func (i *Item) Passed() bool { return i.SQL == Right && !slices.ContainsFunc(i.Phrasings, failing) }

// Verified reports whether the agent used the golden query for every phrasing.
func (i *Item) Verified() bool {
	return len(i.Phrasings) > 0 && !slices.ContainsFunc(i.Phrasings, func(p Phrasing) bool { return !p.Verified })
}

// Reasons says why the item did not pass, a sentence each.
func (i *Item) Reasons() []string {
	var out []string
	if i.SQL != Right {
		out = append(out, fmt.Sprintf("Its query %s.", i.why()))
	}
	for _, p := range i.Phrasings {
		if failing(p) {
			out = append(out, fmt.Sprintf("%q %s.", p.Text, p.why()))
		}
	}
	return out
}

func failing(p Phrasing) bool { return p.Outcome != Right && p.Outcome != NotAsked }

func (i *Item) why() string { return describe(i.SQL, i.Detail) }

func (p *Phrasing) why() string { return describe(p.Outcome, p.Detail) }

// describe is the end of a sentence whose subject is a query or a question.
func describe(o Outcome, detail string) string {
	said := map[Outcome]string{
		Wrong: "gives another result than expected", Failed: "fails", AskedBack: "was answered by a question back",
		Refused: "was refused", Unanswered: "was not answered in time", NotAsked: "was not asked", Right: "is right",
	}[o]
	if detail == "" {
		return said
	}
	return said + ": " + strings.TrimRight(detail, ".")
}

// Report is the examination of all golden queries, in their order.
type Report struct{ Items []Item }

// Queries counts the golden queries and those whose result is right.
func (r *Report) Queries() demo.Tally {
	t := demo.Tally{Total: len(r.Items)}
	for _, i := range r.Items {
		if i.SQL == Right {
			t.Passed++
		}
	}
	return t
}

// Phrasings counts the phrasings that were asked and those that were answered right.
func (r *Report) Phrasings() demo.Tally {
	var t demo.Tally
	for _, i := range r.Items {
		for _, p := range i.Phrasings {
			switch p.Outcome {
			case NotAsked:
			case Right:
				t.Total, t.Passed = t.Total+1, t.Passed+1
			case Wrong, Failed, AskedBack, Refused, Unanswered:
				t.Total++
			}
		}
	}
	return t
}

// Verdict is red when anything misleads, amber when every golden query is right but a phrasing was not answered, green when all is right. A
// report without a golden query proves nothing and is red.
func (r *Report) Verdict() demo.Verdict {
	verdict := demo.VerdictGreen
	for i := range r.Items {
		item := &r.Items[i]
		if item.SQL != Right || slices.ContainsFunc(item.Phrasings, func(p Phrasing) bool { return p.Outcome.misleads() }) {
			return demo.VerdictRed
		}
		if !item.Passed() {
			verdict = demo.VerdictAmber
		}
	}
	if len(r.Items) == 0 {
		return demo.VerdictRed
	}
	return verdict
}

// maxReasons bounds what people are told at once; every item has its own reasons besides.
const maxReasons = 12

// Reasons sums up why the verdict is not green, the worst first.
func (r *Report) Reasons() []string {
	if len(r.Items) == 0 {
		return []string{"The template has no golden queries, so nothing could be examined."}
	}
	var misleading, unanswered []string
	for i := range r.Items {
		item := &r.Items[i]
		if item.SQL != Right {
			misleading = append(misleading, fmt.Sprintf("The query of %q %s.", item.Question, item.why()))
		}
		for _, p := range item.Phrasings {
			if !failing(p) {
				continue
			}
			text := fmt.Sprintf("The question %q %s.", p.Text, p.why())
			if p.Outcome.misleads() {
				misleading = append(misleading, text)
			} else {
				unanswered = append(unanswered, text)
			}
		}
	}
	return atMost(append(misleading, unanswered...))
}

func atMost(reasons []string) []string {
	if len(reasons) <= maxReasons {
		return reasons
	}
	more := len(reasons) - maxReasons + 1
	return append(slices.Clip(reasons[:maxReasons-1]), fmt.Sprintf("And %d more.", more))
}
