package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// verbs, and a noun of doing, stand for the figures of what they say; they are looked at only where no name of the model begins with them. The first name that a figure of
// the model has counts, alone or behind the name of its thing: "campaigns cost" is the campaign cost.
var verbs = map[string][]string{
	"owe": {"owed", "debt"}, "owes": {"owed", "debt"},
	"earn": {"income", "earnings", "salary"}, "earns": {"income", "earnings", "salary"},
	"cost": {"cost"}, "costs": {"cost"},
	"weigh": {"weight"}, "weighs": {"weight"},
	"production": {"units produced", "pieces produced", "output"},
}

// figuresOf lists the figures that a verb stands for: those called so, else those whose names end so.
func (r *Reader) figuresOf(verb string) []semantic.Meaning {
	for _, noun := range verbs[verb] {
		names := append(make([]string, 0, 1+len(r.model.Tables)), noun)
		for _, t := range r.model.Tables {
			names = append(names, t.Singular()+" "+noun)
		}
		var out []semantic.Meaning
		for _, name := range names {
			for _, m := range r.model.Lookup(stemsOf(strings.ToLower(name))) {
				if (m.Measure != nil || m.Column != nil && !m.IsValue && m.Column.Kind == semantic.Amount) && !slices.Contains(out, m) {
					out = append(out, m)
				}
			}
		}
		if !slices.ContainsFunc(out, isMeasure) {
			out = r.endingIn(noun)
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// endingIn lists the figures of the numbers of which a name ends in a word: the balance owed.
func (r *Reader) endingIn(noun string) []semantic.Meaning {
	var out []semantic.Meaning
	for _, t := range r.model.Tables {
		for _, c := range t.Columns {
			m := r.model.MeasureOf(c)
			if c.Kind != semantic.Amount || m == nil {
				continue
			}
			for rank, name := range append([]string{c.Spoken()}, c.Synonyms...) {
				if strings.HasSuffix(strings.ToLower(name), " "+noun) {
					out = append(out, semantic.Meaning{Measure: m, Rank: rank}, semantic.Meaning{Column: c, Rank: rank})
					break
				}
			}
		}
	}
	return out
}
