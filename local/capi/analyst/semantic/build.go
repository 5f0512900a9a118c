package semantic

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"capidemo.dev/platform/local/capi/analyst/agent"
	"capidemo.dev/platform/shared/googlesql"
)

// New makes the model of an agent. It never fails: what it does not understand it does not know.
func New(k *agent.Knowledge) *Model {
	m := &Model{names: lexicon{}, examples: map[string]Example{}}
	m.addTables(k)
	m.addRelationships(k)
	for _, t := range m.Tables {
		t.classify()
	}
	m.Anchor = anchor(k)
	l := &learner{model: m}
	for _, v := range k.Verified {
		l.read(v)
	}
	l.finish()
	m.addTimes()
	m.addFromGlossary(k.Glossary)
	m.addAbsences()
	m.addQualities()
	m.addColumns()
	m.addCounts()
	m.addNames(k, l.dimensions)
	return m
}

func (m *Model) addTables(k *agent.Knowledge) {
	for _, t := range k.Tables {
		table := &Table{Table: t}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, &Column{Column: c, Table: table})
		}
		m.Tables = append(m.Tables, table)
	}
	m.alias()
}

// alias gives each table a short name of its own, the initials of its words, longer where two tables share them.
func (m *Model) alias() {
	taken := map[string]bool{}
	for _, t := range m.Tables {
		words := strings.FieldsFunc(strings.ToLower(t.Name), func(r rune) bool { return r < 'a' || r > 'z' })
		if len(words) == 0 {
			words = []string{"t"}
		}
		var letters strings.Builder
		for _, w := range words {
			letters.WriteString(w[:1])
		}
		initials := letters.String()
		last := words[len(words)-1]
		alias := initials
		for n := 2; taken[alias] || googlesql.Reserved(alias); n++ {
			if alias = initials + last[1:min(n, len(last))]; n > len(last) {
				alias = initials + strconv.Itoa(n)
			}
		}
		t.As = alias
		taken[alias] = true
	}
}

func (m *Model) addRelationships(k *agent.Knowledge) {
	find := func(full string) *Table {
		for _, t := range m.Tables {
			if t.FullName() == full {
				return t
			}
		}
		return nil
	}
	for _, r := range k.Relationships {
		from, to := find(r.Left), find(r.Right)
		if from == nil || to == nil || len(r.LeftColumns) == 0 || len(r.LeftColumns) != len(r.RightColumns) || from.Column(r.LeftColumns[0]) == nil {
			continue
		}
		from.Edges = append(from.Edges, Edge{From: from, To: to, Columns: r.LeftColumns, Keys: r.RightColumns, FromColumnName: r.LeftColumns[0]})
		if to.Key == nil && len(r.RightColumns) == 1 {
			to.Key = to.Column(r.RightColumns[0])
		}
	}
}

// averaged matches the names of numbers that make no sense added up.
var averaged = regexp.MustCompile(`(^|_)(price|rate|rating|score|stars|percent|pct|percentage|ratio|days|hours|minutes|seconds|duration|age|level|index|threshold|point|temperature|latitude|longitude|unit_cost|base_price|average|avg|median|margin|interest|limit|speed|latency|utilization|uptime)(_|$)`)

// spans matches lengths of time, which are as often added up as averaged.
var spans = regexp.MustCompile(`(^|_)(days|hours|minutes|seconds)(_|$)`)

// lengths matches what tells, of a length of time, that it is one of a single event and not a quantity: wait_minutes, days_late.
var lengths = regexp.MustCompile(`(^|_)(wait|waiting|delay|delays|duration|length|time|resolve|resolution|response|handle|handling|lead|age|late|to|per|between|since|stay|delivery|dwell|transit|turnaround|processing|decision|past|overdue)(_|$)|^(days|hours|minutes|seconds)$`)

// ordinal matches numbers that only count places.
var ordinal = regexp.MustCompile(`(^|_)(number|position|rank|sequence|line|zip|year|month|version|id|code)$`)

// classify says what each column is good for, and which ones name a row.
func (t *Table) classify() {
	own := strings.ReplaceAll(t.Singular(), " ", "_") + "_id"
	for _, c := range t.Columns {
		switch {
		case t.isReference(c) || c.Name == own || c.Name == "id":
			c.Kind = Reference
			if t.Key == nil && (c.Name == own || c.Name == "id") {
				t.Key = c
			}
		case c.Type == "BOOL" || c.Type == "BOOLEAN":
			c.Kind = Flag
		case c.Type == "DATE" || c.Type == "DATETIME" || c.Type == "TIMESTAMP":
			c.Kind = Moment
		case isNumber(c.Type) && !ordinal.MatchString(c.Name):
			c.Kind = Amount
			c.Average = averaged.MatchString(c.Name)
			c.Mean = c.Average && !spans.MatchString(c.Name)
			c.Vague = spans.MatchString(c.Name)
			if c.Vague && !lengths.MatchString(c.Name) {
				c.Average, c.Vague = false, false // call minutes and labor hours are quantities
			}
		}
	}
	if first := t.Columns; t.Key == nil && len(first) > 0 && strings.HasSuffix(first[0].Name, "_id") && !t.isReference(first[0]) {
		t.Key = first[0] // inspection_id of quality_inspections
	}
	if t.Key != nil {
		t.Key.Kind = Reference
	}
	t.Label = t.labels()
}

func (t *Table) isReference(c *Column) bool {
	return c == t.Key || slices.ContainsFunc(t.Edges, func(e Edge) bool { return slices.Contains(e.Columns, c.Name) })
}

func isNumber(kind string) bool {
	return slices.Contains([]string{"INT64", "INTEGER", "NUMERIC", "BIGNUMERIC", "FLOAT64", "FLOAT"}, kind)
}

// labels are the columns that a person knows a row by: title, name, or first and last name.
func (t *Table) labels() []*Column {
	first, last := t.Column("first_name"), t.Column("last_name")
	if first != nil && last != nil {
		return []*Column{first, last}
	}
	singular := strings.ReplaceAll(t.Singular(), " ", "_")
	for _, name := range []string{"title", "name", singular + "_name", singular + "_title", "full_name", "display_name", "label", "code", "sku"} {
		if c := t.Column(name); c != nil && c.Type == "STRING" {
			return []*Column{c}
		}
	}
	return nil
}

var instructedDay = regexp.MustCompile(`(?i)(?:today is|data ends? on) (\d{4}-\d{2}-\d{2})`)

// anchor is the day that verified queries count from, else the one that the instructions call today.
func anchor(k *agent.Knowledge) time.Time {
	seen := map[string]int{}
	best := ""
	for _, v := range k.Verified {
		q, err := googlesql.SingleQuery(v.SQL)
		if err != nil {
			continue
		}
		googlesql.Walk(q, func(n googlesql.Node) bool {
			if d, ok := n.(*googlesql.TypedLiteral); ok && d.Type == "DATE" {
				seen[d.Text]++
				if best == "" || seen[d.Text] > seen[best] {
					best = d.Text
				}
			}
			return true
		})
	}
	if found := instructedDay.FindStringSubmatch(k.Instructions); found != nil && (best == "" || seen[best] < 3) {
		best = found[1]
	}
	t, err := time.Parse(time.DateOnly, best)
	if err != nil {
		return time.Time{}
	}
	return t
}
