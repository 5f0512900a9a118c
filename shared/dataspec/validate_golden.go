package dataspec

import (
	"regexp"
	"slices"
	"strings"
)

// leastPhrasings is how many other wordings a golden query needs.
const leastPhrasings = 3

// selects matches a statement that can only read; the warehouse's own check decides, this one saves the way there.
var selects = regexp.MustCompile(`(?is)^\s*(select|with)\b`)

// clock matches the functions that tell the time, but no column that is called current_balance.
var clock = regexp.MustCompile(`(?i)\bcurrent_(date|datetime|time|timestamp)\b`)

func (c *checker) golden(q *GoldenQuery, path string, seen map[string]bool) {
	c.name(path+".id", q.At, "golden query", q.ID, seen)
	c.text(path+".question", q.At, q.Question, 500)
	wordings := map[string]bool{plain(q.Question): true}
	for _, p := range q.Phrasings {
		c.text(path+".phrasings", q.At, p, 500)
		if wordings[plain(p)] {
			c.faultf(path+".phrasings", q.At, "ask it as another person would", "the wording %q is there twice", p)
		}
		wordings[plain(p)] = true
	}
	if len(q.Phrasings) < leastPhrasings {
		c.faultf(path+".phrasings", q.At, "", "%d other wordings are needed, found %d", leastPhrasings, len(q.Phrasings))
	}
	switch {
	case !selects.MatchString(q.SQL):
		c.faultf(path+".sql", q.At, "begin with SELECT or WITH", "the SQL must be one SELECT")
	case strings.Contains(q.SQL, "`"):
		c.faultf(path+".sql", q.At, "", "table names must be unqualified and without backticks")
	case clock.MatchString(q.SQL):
		c.faultf(path+".sql", q.At, "write DATE '{{anchor}}'", "the SQL must not depend on when it runs")
	}
	if q.Insight != "" && !slices.ContainsFunc(c.spec.Insights, func(n Insight) bool { return n.ID == q.Insight }) {
		c.faultf(path+".insight", q.At, "", "there is no insight %q", q.Insight)
	}
	if !(q.Expect.Tolerance >= 0 && q.Expect.Tolerance < 0.1) {
		c.faultf(path+".expect.tolerance", q.Expect.At, "0.001 is one in a thousand", "a tolerance lies between 0 and 0.1")
	}
	if q.ResultType == "ranking" && len(q.Expect.Result.Order) == 0 {
		c.faultf(path+".expect.result.order", q.Expect.Result.At, "", "a ranking needs an order")
	}
}

// plain is a wording without what does not make it another one: case, punctuation and space.
func plain(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r <= 127
	}), " ")
}
