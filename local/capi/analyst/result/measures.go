package result

import (
	"slices"
)

func (c Column) measure() bool {
	words := c.words()
	if !c.numeric() || len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return !slices.Contains([]string{"id", "year", "zip", "hour", "weekday", "dow"}, last) && !slices.Contains(words, "bucket")
}

func (c Column) isRank() bool {
	return c.numeric() && slices.Contains([]string{"rank", "position", "row_number", "rn", "ranking"}, c.Name)
}

// primary is the measure by which the rows are ordered, else the first. Of several that could be meant a rate is the likelier:
// the counts beside it are what it was made from.
func (r *Result) primary(measures []int) int {
	if len(r.Rows) > 2 {
		ordered := slices.DeleteFunc(slices.Clone(measures), func(m int) bool { return !r.Ordered(m, -1) && !r.Ordered(m, 1) })
		for _, m := range ordered {
			if u := r.FormatOf(m, "").Unit; u == Percent || u == Fraction {
				return m
			}
		}
		if len(ordered) > 0 {
			return ordered[0]
		}
	}
	for _, m := range measures {
		if !r.Columns[m].hasAny(previousWords) {
			return m
		}
	}
	return measures[0]
}

func (r *Result) previous(measures []int) int {
	for _, m := range measures {
		if c := r.Columns[m]; c.hasAny(previousWords) && !c.hasAny(changeWords) && len(measures) > 1 {
			return m
		}
	}
	return -1
}

// counterpart is the measure that a previous one is the earlier figure of: net_sales of previous_net_sales; -1 if there is none.
func (r *Result) counterpart(previous int, measures []int) int {
	if previous < 0 {
		return -1
	}
	rest := slices.DeleteFunc(r.Columns[previous].words(), func(w string) bool { return slices.Contains(previousWords, w) })
	return slices.IndexFunc(r.Columns, func(c Column) bool {
		return slices.Equal(c.words(), rest) && slices.ContainsFunc(measures, func(m int) bool { return r.Columns[m].Name == c.Name })
	})
}
