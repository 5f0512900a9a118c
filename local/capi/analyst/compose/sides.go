package compose

import "strings"

// sides puts the figure of one part beside that of another; a row may belong to both.
func (r *Request) sides() []column {
	out := make([]column, len(r.Sides))
	for i, side := range r.Sides {
		out[i] = column{rounded(under(r.Measure.Expr, side.Expr), r.Measure.Form), r.Measure.Alias + "_" + identifier(side.Text)}
	}
	return out
}

// identifier makes the name of a result's column of the words of a condition: "region is West" gives region_is_west.
func identifier(text string) string {
	name := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			return c
		}
		return ' '
	}, strings.ToLower(text))
	return strings.Join(strings.Fields(name), "_")
}
