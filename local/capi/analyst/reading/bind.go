package reading

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
)

// How sure a choice of meaning must be. Costs add up the ranks of names and the joins to where they lie.
const (
	joinCost  = 3 // of each relationship to cross
	rankLimit = 6 // beyond which one synonym is as good as another
	sure      = 4 // lead that a column needs over another one
	sureOfIt  = 2 // lead that a measure needs over another one
)

// reading is one way to understand a draft.
type reading struct {
	request *compose.Request
	cost    int
	why     string // it does not work
	steps   int    // how far it came
	ask     *Answer
}

// bind chooses among the meanings of a draft's names.
func (r *Reader) bind(d *Draft) Answer {
	if d.trouble != "" {
		return Answer{Reason: d.trouble}
	}
	figures := rollups(r.figures(d))
	if len(figures) == 0 {
		return r.nothing(d)
	}
	readings := make([]reading, 0, len(figures))
	for _, f := range figures {
		b := &binder{Reader: r, draft: d, figure: f}
		readings = append(readings, b.bind())
	}
	slices.SortStableFunc(readings, func(a, b reading) int {
		return cmp.Or(works(b)-works(a), unworkable(a, b), a.cost-b.cost)
	})
	best := readings[0]
	switch {
	case best.ask != nil:
		return *best.ask
	case best.why != "":
		return Answer{Reason: best.why}
	}
	if rivals := equals(readings); len(rivals) > 1 {
		return r.askWhich(rivals)
	}
	return Answer{Request: best.request}
}

// unworkable puts the reading first that came furthest, because its reason says most.
func unworkable(a, b reading) int {
	if a.why == "" || b.why == "" {
		return 0
	}
	return b.steps - a.steps
}

// works orders readings that give an answer, or a question, before those that do not.
func works(r reading) int {
	if r.why == "" {
		return 1
	}
	return 0
}

// equals are the readings that are nearly as good as the best and compute something else.
func equals(readings []reading) []reading {
	out := readings[:1:1]
	first, err := readings[0].request.SQL()
	if err != nil {
		return out
	}
	seen := []string{first}
	for _, other := range readings[1:] {
		if other.why != "" || other.ask != nil || other.cost-readings[0].cost >= sureOfIt {
			continue
		}
		if sql, err := other.request.SQL(); err == nil && !slices.Contains(seen, sql) {
			seen, out = append(seen, sql), append(out, other)
		}
	}
	return out
}

const maxOptions = 5

func (r *Reader) askWhich(rivals []reading) Answer {
	a := Answer{Ask: "I can read this in more than one way. Which one do you mean?"}
	for _, rival := range rivals[:min(len(rivals), maxOptions)] {
		if title := r.spellOut(rival.request); !slices.Contains(a.Options, title) {
			a.Options = append(a.Options, title)
		}
	}
	if len(a.Options) < 2 {
		return Answer{Reason: "I can read this in more than one way, and I do not guess: " + strings.Join(a.Options, "") + " is kept in several tables. Name the table."}
	}
	return a
}

// offer is a request's title if it is understood as it stands, else with the figure spelled out.
func (r *Reader) offer(q *compose.Request) string {
	finds, corrections := r.scan(q.Title())
	if d := r.gather(finds, corrections); len(d.measures)+len(d.entities) > 0 && r.bind(d).Ask == "" {
		return q.Title()
	}
	return r.spellOut(q)
}

// spellOut is a request's title with the figure under a name that means nothing else.
func (r *Reader) spellOut(q *compose.Request) string {
	title := q.Title()
	rest, ok := strings.CutPrefix(title, sentence(q.Measure.Name))
	if !ok {
		return title
	}
	if q.Measure.Form == semantic.Count && q.Measure.Column == nil {
		return "Number of " + q.Measure.Name + rest
	}
	if c := q.Measure.Column; c != nil {
		for _, name := range append([]string{c.Spoken()}, c.Synonyms...) {
			found := r.model.Lookup(stemsOf(name))
			if len(found) > 0 && !slices.ContainsFunc(found, func(m semantic.Meaning) bool { return m.Measure != q.Measure && m.Column != c }) {
				return sentence(name) + rest
			}
		}
	}
	return title
}

// nothing answers a question that names no figure: "top products" is asked back, anything else is not about the data.
func (r *Reader) nothing(d *Draft) Answer {
	if len(d.unread) > 0 && (len(d.dims) > 0 || len(d.filters) > 0 || len(d.periods) > 0) {
		return Answer{Reason: r.unreadReason(d.unread)}
	}
	if d.rank.set && len(d.dims) > 0 && len(d.unread) == 0 {
		return r.askFigure(d)
	}
	if len(d.dims) > 0 || len(d.filters) > 0 {
		return Answer{Reason: "I cannot answer this, because it does not say which figure you want to see."}
	}
	return Answer{}
}

// askFigure offers the figures that verified queries use for what is ranked.
func (r *Reader) askFigure(d *Draft) Answer {
	a := Answer{Ask: "Ranked by which figure?"}
	for _, m := range r.model.Measures {
		if m.Origin != "a verified query" || len(a.Options) == maxOptions {
			continue
		}
		b := &binder{Reader: r, draft: d, figure: figure{measure: m}}
		if got := b.bind(); got.request != nil && got.why == "" && got.ask == nil {
			a.Options = append(a.Options, r.offer(got.request))
		}
	}
	if len(a.Options) < 2 {
		return Answer{Reason: "I cannot answer this, because it does not say by which figure to rank."}
	}
	return a
}

// unreadReason names the words without a meaning, and what the glossary says of them if it is nothing that can be computed.
func (r *Reader) unreadReason(list []string) string {
	quoted := make([]string, len(list))
	for i, w := range list {
		quoted[i] = "“" + w + "”"
	}
	verb := "means"
	if len(list) > 1 {
		verb = "mean"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "I cannot answer this, because I do not know what %s %s in this data, and I do not leave words out.", strings.Join(quoted, " and "), verb)
	for _, w := range list {
		if term, ok := r.model.Undefined(stemsOf(w)); ok {
			fmt.Fprintf(&b, " The glossary says: %s: %s But that is not a formula which I can compute.", term.Name, strings.TrimSuffix(term.Definition, ".")+".")
		}
	}
	return b.String()
}

// figure is a measure that the question may mean, and what it counts.
type figure struct {
	measure *semantic.Measure
	rank    int
	late    int             // cost of not being the first figure named
	entity  *semantic.Table // the measure counts its rows
	used    string          // the name that it was said by
	repeat  *compose.Repeat
	having  *compose.Bound
	dim     *dim // entity that a condition on the figure is about
	segment *semantic.Segment

	did      string // the name of a count that has become what the counted things did
	frequent bool   // counted to tell what is most common
}

// described lists words of a table's first sentence; in a question about the table they say nothing new ("marketing campaigns").
func described(t *semantic.Table) []string {
	sentence, _, _ := strings.Cut(t.Description, ".")
	sentence, _, _ = strings.Cut(sentence, ";")
	var out []string
	for w := range strings.FieldsSeq(strings.ToLower(sentence)) {
		out = append(out, stemsOf(w))
	}
	return out
}
