package match

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/word"
)

// readPeriod recognises a period or a grain at the cursor and tells how many tokens it took, 0 if none.
func (r *reader) readPeriod() int {
	for _, rule := range []func() int{r.grainHere, r.relativePeriod, r.namedDay, r.monthOrQuarter, r.year} {
		if n := rule(); n > 0 {
			return n
		}
	}
	return 0
}

func (r *reader) word(offset int) string {
	if i := r.at + offset; i >= 0 && i < len(r.tokens) {
		return r.tokens[i].Word
	}
	return ""
}

// addPeriod records a period of n tokens; its own words are kept for the answer.
func (r *reader) addPeriod(canonical string, n int) int {
	r.periods = append(r.periods, canonical)
	if r.out.period == "" {
		words := make([]string, 0, n)
		for i := range n {
			words = append(words, display(r.word(i)))
		}
		r.out.period = strings.Join(words, " ")
	}
	return n
}

// grainHere: "by month", "per week", "each day", "every quarter", "monthly". After a grouper only the singular is a grain.
func (r *reader) grainHere() int {
	if g := grainAdverbs[r.word(0)]; g != "" {
		r.grains = append(r.grains, g)
		return 1
	}
	if !groupers[r.word(0)] && r.word(0) != "a" {
		return 0
	}
	skip := 1
	if r.word(1) == "calendar" {
		skip = 2
	}
	if u := units[r.word(skip)]; u != "" {
		r.grains = append(r.grains, u)
		return skip + 1
	}
	return 0
}

// relativePeriod: "last month", "previous full quarter", "past 30 days", "this year".
func (r *reader) relativePeriod() int {
	rel := relative[r.word(0)]
	if rel == "" {
		return 0
	}
	n := 1
	for periodFillers[r.word(n)] {
		n++
	}
	count := word.Number(r.word(n))
	if count != "" {
		n++
	}
	for periodFillers[r.word(n)] {
		n++
	}
	unit := units[r.word(n)]
	if unit == "" {
		return 0
	}
	n++
	if count != "" && rel == "past" {
		rel = "last" // "past 12 months" and "last 12 months" do not differ
	}
	if count == "" || count == "1" {
		count = "1"
	}
	return r.addPeriod(rel+":"+count+":"+unit, n)
}

func (r *reader) namedDay() int {
	switch w := r.word(0); w {
	case "today", "yesterday", "tomorrow", "tonight":
		return r.addPeriod(w, 1)
	}
	return 0
}

// monthOrQuarter: "March", "March 2025", "in May", "Q1", "Q1 2025", "Q1 of 2025".
func (r *reader) monthOrQuarter() int {
	w := r.word(0)
	name := monthNames[w]
	if len(w) == 2 && w[0] == 'q' && w[1] >= '1' && w[1] <= '4' {
		name = strings.ToUpper(w)
	}
	if name == "" {
		return 0
	}
	n := 1
	if r.word(n) == "of" && isYear(r.word(n+1)) {
		n++
	}
	hasYear := isYear(r.word(n))
	if w == "may" && !hasYear && !set("in of since until during for before after last this and to from between")[r.word(-1)] {
		return 0
	}
	if hasYear {
		return r.addPeriod(r.word(n)+"-"+name, n+1)
	}
	return r.addPeriod(name, 1)
}

func (r *reader) year() int {
	if isYear(r.word(0)) {
		return r.addPeriod(r.word(0), 1)
	}
	return 0
}

func isYear(w string) bool {
	return len(w) == 4 && (strings.HasPrefix(w, "19") || strings.HasPrefix(w, "20")) && strings.Trim(w, "0123456789") == ""
}

// display writes a word of a period as a person would: months and quarters with a capital.
func display(word string) string {
	isQuarter := len(word) == 2 && word[0] == 'q'
	if monthNames[word] != "" || isQuarter {
		return strings.ToUpper(word[:1]) + word[1:]
	}
	return word
}
