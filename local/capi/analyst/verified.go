package analyst

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/match"
)

// verified answers questions that are an agent's example queries in other words.
type verified struct {
	list  []Verified
	index *match.Index
}

func newVerified(k *Knowledge) *verified {
	var phrasings []match.Phrasing
	for i, v := range k.Verified {
		complete, grouped := !limited.MatchString(v.SQL), grouping.MatchString(v.SQL)
		for _, q := range v.Questions {
			phrasings = append(phrasings, match.Phrasing{Question: q, Intent: i, Complete: complete, Single: !grouped})
		}
	}
	return &verified{list: k.Verified, index: match.NewIndex(phrasings, terms(k))}
}

// limited finds what makes a statement give only a part of what it ranks.
var limited = regexp.MustCompile(`(?i)\b(limit|qualify)\b`)

// grouping finds what gives a statement more than one row.
var grouping = regexp.MustCompile(`(?i)\bgroup\s+by\b|\bselect\s+distinct\b`)

// Answer implements Answerer.
func (v *verified) Answer(_ context.Context, q Question, _ Warehouse) Outcome {
	found := v.index.Find(q.Text)
	if found.Match != nil {
		example := v.list[found.Match.Intent]
		return &Plan{
			Title: example.Questions[0], SQL: example.SQL, Verified: &example, Period: found.Period,
			Reasoning: fmt.Sprintf("This is the verified question “%s”, so I use its statement.", example.Questions[0]),
			Note:      note(found.Corrections),
			Related:   v.related(found.Near, found.Match.Intent),
		}
	}
	if len(found.Rivals) > 1 {
		c := &Clarification{Question: "I can read this in more than one way. Which one do you mean?"}
		for _, hit := range found.Rivals[:min(len(found.Rivals), maxOptions)] {
			c.Options = append(c.Options, v.list[hit.Intent].Questions[0])
		}
		return c
	}
	return nil
}

// maxOptions is the API's limit of options in one clarification.
const maxOptions = 5

func note(corrections []match.Correction) string {
	parts := make([]string, len(corrections))
	for i, c := range corrections {
		parts[i] = fmt.Sprintf("“%s” as “%s”", c.From, c.To)
	}
	if len(parts) == 0 {
		return ""
	}
	return "I read " + strings.Join(parts, " and ") + "."
}

// suggestions is how many questions are offered after an answer or a refusal.
const suggestions = 3

// related lists verified questions near to the one asked, then others in the author's order, without the one that was answered.
func (v *verified) related(near []match.Hit, answered int) []Verified {
	seen := map[int]bool{answered: true}
	var list []Verified
	add := func(intent int) {
		if !seen[intent] && len(list) < suggestions {
			seen[intent] = true
			list = append(list, v.list[intent])
		}
	}
	for _, hit := range near {
		add(hit.Intent)
	}
	for i := range v.list {
		add(i)
	}
	return list
}

// nearEnough is the score from which naming the nearest question explains more than it confuses.
const nearEnough = 0.4

// nearest says which verified question is near and why it is not the one, "" if none is.
func (v *verified) nearest(found match.Answer) string {
	if len(found.Near) == 0 || found.Near[0].Score < nearEnough {
		return ""
	}
	return fmt.Sprintf(" The nearest verified question is “%s”, but %s.", v.list[found.Near[0].Intent].Questions[0], found.Near[0].Why)
}
