package dataspec

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

func (c *checker) lists() {
	seen := map[string]bool{}
	for i := range c.spec.Lists {
		l, path := &c.spec.Lists[i], fmt.Sprintf("lists[%d]", i)
		c.name(path+".name", l.At, "list", l.Name, seen)
		if len(l.Columns) == 0 || len(l.Rows) == 0 {
			c.faultf(path, l.At, "", "list %q needs columns and rows", l.Name)
		}
		weight := slices.Index(l.Columns, "weight")
		total := 0.0
		for j, row := range l.Rows {
			at := fmt.Sprintf("%s.rows[%d]", path, j)
			if len(row) != len(l.Columns) {
				c.faultf(at, l.At, "", "the row has %d values, the list %d columns", len(row), len(l.Columns))
				continue
			}
			if weight >= 0 {
				w, err := strconv.ParseFloat(row[weight].Text, 64)
				if err != nil || !usableWeight(w) {
					c.faultf(at, l.At, "", "weight %q is not a number of 0 or more", row[weight].Text)
				}
				total += w
			}
		}
		if weight >= 0 && total == 0 && len(l.Rows) > 0 {
			c.faultf(path, l.At, "", "all weights of list %q are 0", l.Name)
		}
	}
}

func usableWeight(w float64) bool { return w >= 0 && !math.IsInf(w, 0) }

func (c *checker) curves() {
	seen := map[string]bool{}
	for i := range c.spec.Curves {
		k, path := &c.spec.Curves[i], fmt.Sprintf("curves[%d]", i)
		c.name(path+".name", k.At, "curve", k.Name, seen)
		if !(k.Growth > -1 && k.Growth <= 100) {
			c.faultf(path+".growth", k.At, "0.25 is 25 % a year", "growth %v lies outside -1 to 100", k.Growth)
		}
		c.profile(path+".months", k.At, k.Months, 12)
		c.profile(path+".weekdays", k.At, k.Weekdays, 7)
		c.profile(path+".hours", k.At, k.Hours, 24)
		for j := range k.Holidays {
			h, at := &k.Holidays[j], fmt.Sprintf("%s.holidays[%d]", path, j)
			from, err1 := time.Parse("01-02", h.From)
			to, err2 := time.Parse("01-02", h.To)
			switch {
			case err1 != nil || err2 != nil:
				c.faultf(at, h.At, "write MM-DD, as 11-24", "%q to %q are not days of a year", h.From, h.To)
			case to.Before(from):
				c.faultf(at, h.At, "split it at the turn of the year", "the holiday ends before it begins")
			}
			if !(h.Lift > 0 && h.Lift <= 100) {
				c.faultf(at+".lift", h.At, "", "a lift is more than 0 and at most 100")
			}
		}
	}
}

// profile checks the weights of a curve: the right number of them, none negative, not all zero.
func (c *checker) profile(path string, at At, weights []float64, want int) {
	if len(weights) == 0 {
		return
	}
	total := 0.0
	for _, w := range weights {
		if !usableWeight(w) {
			c.faultf(path, at, "", "weight %v is not a number of 0 or more", w)
		}
		total += w
	}
	if len(weights) != want || total == 0 {
		c.faultf(path, at, "", "there must be %d weights, not all of them 0; found %d", want, len(weights))
	}
}

func (c *checker) planted() {
	seen := map[string]bool{}
	for i := range c.spec.Planted {
		p, path := &c.spec.Planted[i], fmt.Sprintf("planted[%d]", i)
		c.name(path+".name", p.At, "planted number", p.Name, seen)
		if p.Mutation == p.Value {
			c.faultf(path+".mutation", p.At, "give a clearly different value", "the mutation is the value itself")
		}
		if !slices.ContainsFunc(c.spec.Insights, func(n Insight) bool { return n.ID == p.Insight }) {
			c.faultf(path+".insight", p.At, "", "there is no insight %q", p.Insight)
		}
		for _, q := range p.Affects {
			if !slices.ContainsFunc(c.spec.GoldenQueries, func(g GoldenQuery) bool { return g.ID == q }) {
				c.faultf(path+".affects", p.At, "", "there is no golden query %q", q)
			}
		}
	}
}

// stories checks what people read: insights, glossary and golden queries.
func (c *checker) stories() {
	seen := map[string]bool{}
	for i := range c.spec.Insights {
		n, path := &c.spec.Insights[i], fmt.Sprintf("insights[%d]", i)
		c.name(path+".id", n.At, "insight", n.ID, seen)
		c.text(path+".title", n.At, n.Title, 200)
		c.text(path+".story", n.At, n.Story, 2000)
	}
	terms := map[string]bool{}
	for i := range c.spec.Glossary {
		t, path := &c.spec.Glossary[i], fmt.Sprintf("glossary[%d]", i)
		c.text(path+".term", t.At, t.Term, 100)
		c.text(path+".definition", t.At, t.Definition, 1000)
		if terms[t.Term] {
			c.faultf(path+".term", t.At, "", "term %q is there twice", t.Term)
		}
		terms[t.Term] = true
	}
	queries := map[string]bool{}
	for i := range c.spec.GoldenQueries {
		c.golden(&c.spec.GoldenQueries[i], fmt.Sprintf("golden_queries[%d]", i), queries)
	}
}
