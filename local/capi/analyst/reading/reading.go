package reading

import (
	"slices"
	"strings"

	"capidemo.dev/platform/local/capi/analyst/calendar"
	"capidemo.dev/platform/local/capi/analyst/compose"
	"capidemo.dev/platform/local/capi/analyst/semantic"
	"capidemo.dev/platform/local/capi/analyst/word"
)

// Reader reads questions against one model. It is immutable and safe for concurrent use.
type Reader struct {
	model      *semantic.Model
	calendar   calendar.Calendar
	known      map[string]bool
	candidates []string                      // that a misspelt word may have meant
	parts      map[string][]semantic.Meaning // the values that a word is a part of, one a column
	blocked    string                        // the stems of a name that must be read as shorter ones
}

// New makes a reader.
func New(m *semantic.Model) *Reader {
	r := &Reader{model: m, calendar: calendar.Calendar{Anchor: m.Anchor}, known: map[string]bool{}}
	for w := range m.Words() {
		r.known[w], r.known[word.Stem(w)] = true, true
		if len(w) >= 4 {
			r.candidates = append(r.candidates, w)
		}
	}
	for w := range strings.FieldsSeq("month quarter year week monthly weekly daily quarterly yearly average highest lowest largest smallest previous compare compared trend share percentage number total") {
		r.known[w] = true
		r.candidates = append(r.candidates, w)
	}
	r.parts = r.partly()
	slices.Sort(r.candidates)
	r.candidates = slices.Compact(r.candidates)
	return r
}

// Answer is what a question was read as: a Request, a question back, or neither with the reason.
type Answer struct {
	Request     *compose.Request
	Ask         string   // the question back
	Options     []string // its answers, each a question that is understood
	Reason      string   // why not, "" if the question says nothing about the data at all
	Corrections []Correction
}

// Turn is an earlier question; SQL is the verified statement that answered it, "" if none did.
type Turn struct{ Text, SQL string }

// Read reads a question after the ones before it, oldest first.
func (r *Reader) Read(question string, before []Turn) Answer {
	var last *Draft
	for _, turn := range before {
		if turn.SQL == "" {
			last = r.draft(turn.Text, last)
			continue
		}
		last = &Draft{trouble: "I cannot change the verified answer before; ask the whole question."}
		if e, ok := r.model.Example(turn.SQL); ok {
			last = r.fromExample(e, turn.Text)
		}
	}
	if meant := r.restated(question); meant != nil && explicit(question) {
		if a := r.bind(meant); a.Request != nil {
			a.Corrections = meant.corrected
			return a
		}
	}
	d := r.draft(question, last)
	answer := r.bind(d)
	for _, other := range []func(string) *Draft{r.restated, r.recorded, r.inverted, r.resplit} {
		if answer.Request != nil || answer.Ask != "" {
			break
		}
		if meant := other(question); meant != nil {
			if a := r.bind(meant); a.Request != nil {
				d, answer = meant, a
			}
		}
	}
	answer.Corrections = d.corrected
	return answer
}

// draft reads one question; one that goes on from the last, or that names no figure, is applied to it.
func (r *Reader) draft(text string, last *Draft) *Draft {
	finds, corrections := r.scan(text)
	d := r.gather(finds, corrections)
	if last == nil || !d.headless() && (!d.goesOn || len(d.unread) > 0) {
		return d
	}
	if last.headless() && last.trouble == "" {
		return d
	}
	return last.merge(d)
}

// fromExample is a verified statement as a draft, with no name in doubt.
func (r *Reader) fromExample(e semantic.Example, question string) *Draft {
	main, ok := r.asked(e, question)
	d := &Draft{measures: []named{{main.Name, []semantic.Meaning{{Measure: main}}}}, where: e.Where}
	if !ok {
		d.trouble = "I cannot tell which figure of the answer before is meant; ask the whole question."
	}
	for _, c := range e.Dims {
		if c.Kind == semantic.Reference {
			continue // a key beside the name of its thing
		}
		d.dims = append(d.dims, dim{named: named{c.Spoken(), []semantic.Meaning{{Column: c}}}})
	}
	if e.Unit != calendar.None {
		d.dims = append(d.dims, dim{unit: e.Unit})
	}
	if !e.Period.IsZero() {
		d.periods = []calendar.Mention{{Period: e.Period}}
	}
	if e.Limit > 0 || len(e.Dims) > 0 {
		d.rank = ranking{set: true, sorted: true, limit: e.Limit, ascending: e.Rising}
	}
	return d
}

// asked is the figure of a verified statement that a question names. ok is false if it has several and the question names none.
func (r *Reader) asked(e semantic.Example, question string) (m *semantic.Measure, ok bool) {
	if len(e.Beside) == 0 || e.Measure.Form == semantic.Ratio {
		return e.Measure, true
	}
	said := strings.Fields(stemsOf(strings.ToLower(question)))
	best, most, tied := e.Measure, 0, false
	for _, m := range append([]*semantic.Measure{e.Measure}, e.Beside...) {
		words := stemsOf(strings.ReplaceAll(m.Name, "_", " "))
		if m.Column != nil {
			words += " " + stemsOf(m.Column.Spoken()+" "+strings.Join(m.Column.Synonyms, " "))
		}
		n := 0
		for _, w := range said {
			if slices.Contains(strings.Fields(words), w) {
				n++
			}
		}
		switch {
		case n > most:
			best, most, tied = m, n, false
		case n == most:
			tied = true
		}
	}
	return best, most > 0 && !tied
}

func stemsOf(name string) string {
	tokens := word.Tokenize(name)
	list := make([]string, len(tokens))
	for i, t := range tokens {
		list[i] = t.Stem
	}
	return strings.Join(list, " ")
}
