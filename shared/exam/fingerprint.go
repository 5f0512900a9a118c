package exam

import (
	"fmt"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/googlesql"
)

// Fingerprint is what an exam examined, in a form that a later look can be compared with.
type Fingerprint struct {
	Template string       `json:"template"` // id, version, build and specification of the golden queries
	Agent    string       `json:"agent"`    // digest of the agent's published context; empty without an agent
	Tables   []TablePrint `json:"tables"`   // in the order of the template
}

// TablePrint is a table's part of it. A table that is not there has no columns.
type TablePrint struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"` // "name TYPE", sorted: the order of columns is nobody's answer
	Rows    int64    `json:"rows"`
	Content string   `json:"content"` // digest of all rows, whatever their order; empty where nobody looked
}

// TemplatePrint names a build with its golden queries.
func TemplatePrint(v *demo.TemplateVersion) string {
	return fmt.Sprintf("%s/%d/%s/%s", v.TemplateID, v.Number, v.BuildID(), v.SpecDigest)
}

// ColumnPrint is a column in a TablePrint.
func ColumnPrint(name, kind string) string { return name + " " + kind }

// Missing says what the template promises and the present has not: tables, and columns in their types. An agent that knows of a column which
// is gone fails, whether a golden query needs it or not.
func Missing(v *demo.TemplateVersion, now *Fingerprint) []string {
	promised := &Fingerprint{Template: now.Template, Agent: now.Agent}
	for i := range v.Tables {
		t := &v.Tables[i]
		table := TablePrint{Name: t.Name}
		for _, found := range now.Tables {
			if found.Name == t.Name {
				table.Rows = found.Rows
			}
		}
		for _, c := range t.Columns {
			table.Columns = append(table.Columns, ColumnPrint(c.Name, c.Type))
		}
		slices.Sort(table.Columns)
		promised.Tables = append(promised.Tables, table)
	}
	return atMost(lost(promised, now, v.GoldenQueries))
}

// Judge gives the verdict on data that lacks something promised, with the report of its exam: what is missing comes first, for it is why
// queries fail.
func Judge(missing []string, r *Report) (demo.Verdict, []string) {
	if len(missing) > 0 {
		return demo.VerdictRed, atMost(slices.Concat(missing, r.Reasons()))
	}
	return r.Verdict(), r.Reasons()
}

// Changes says in what the present differs from what was examined, a sentence each, and nothing when all is the same. Golden queries tell
// who needs what is gone. Contents are compared where both sides know them.
func Changes(examined, now *Fingerprint, queries []demo.GoldenQuery) []string {
	return atMost(append(lost(examined, now, queries), added(examined, now)...))
}

// added says which columns the present has beyond what was examined: an agent that looks at the data may answer from them.
func added(examined, now *Fingerprint) []string {
	var out []string
	for _, after := range now.Tables {
		i := slices.IndexFunc(examined.Tables, func(t TablePrint) bool { return t.Name == after.Name })
		if i < 0 || len(examined.Tables[i].Columns) == 0 { // it was not there: all of it is new
			if len(after.Columns) > 0 {
				out = append(out, fmt.Sprintf("The table %s is new.", after.Name))
			}
			continue
		}
		for _, c := range after.Columns {
			name, _, _ := strings.Cut(c, " ")
			if !slices.ContainsFunc(examined.Tables[i].Columns, func(old string) bool { return strings.HasPrefix(old, name+" ") }) {
				out = append(out, fmt.Sprintf("%s has a new column %s, which nobody examined.", after.Name, name))
			}
		}
	}
	return out
}

// lost says what of the one is not the same in the other.
func lost(examined, now *Fingerprint, queries []demo.GoldenQuery) []string {
	var out []string
	for _, before := range examined.Tables {
		i := slices.IndexFunc(now.Tables, func(t TablePrint) bool { return t.Name == before.Name })
		var after TablePrint
		if i >= 0 {
			after = now.Tables[i]
		}
		out = append(out, tableChanges(before, after, queries)...)
	}
	if examined.Agent != now.Agent {
		what := "The agent is not the one that was examined: its instructions, tables or example questions have changed."
		if now.Agent == "" {
			what = "The agent is gone, so no question can be answered."
		}
		out = append(out, what)
	}
	if examined.Template != now.Template {
		out = append(out, "The template's golden queries have changed since the exam.")
	}
	return out
}

func tableChanges(before, after TablePrint, queries []demo.GoldenQuery) []string {
	if len(after.Columns) == 0 && len(before.Columns) > 0 {
		return []string{fmt.Sprintf("The table %s is gone%s.", before.Name, needs(users(queries, before.Name, "")))}
	}
	var out []string
	kinds := map[string]string{}
	for _, c := range after.Columns {
		name, kind, _ := strings.Cut(c, " ")
		kinds[name] = kind
	}
	for _, c := range before.Columns {
		name, kind, _ := strings.Cut(c, " ")
		switch found, there := kinds[name]; {
		case !there:
			out = append(out, fmt.Sprintf("%s lost column %s%s.", before.Name, name, needs(users(queries, before.Name, name))))
		case found != kind:
			out = append(out, fmt.Sprintf("%s.%s is %s and no longer %s%s.", before.Name, name, found, kind, needs(users(queries, before.Name, name))))
		}
	}
	if before.Rows != after.Rows {
		out = append(out, fmt.Sprintf("%s has %d rows and no longer %d.", before.Name, after.Rows, before.Rows))
	}
	if len(out) == 0 && before.Content != "" && after.Content != "" && before.Content != after.Content {
		out = append(out, before.Name+" holds other values than when it was examined.")
	}
	return out
}

// needs ends a sentence about something that is gone.
func needs(ids []string) string {
	switch len(ids) {
	case 0:
		return ", which no golden query needs"
	case 1:
		return fmt.Sprintf(", which the golden query %s needs", ids[0])
	}
	return fmt.Sprintf(", which %d golden queries need (%s)", len(ids), strings.Join(ids, ", "))
}

// users lists the golden queries that read a table, or a column of it. A column is told by its name alone where a statement does not say
// whose it is: then a query may be named that only reads a column of the same name.
func users(queries []demo.GoldenQuery, table, column string) []string {
	var out []string
	for _, q := range queries {
		statement, err := googlesql.SingleQuery(q.SQL)
		if err != nil {
			continue
		}
		reads := slices.ContainsFunc(googlesql.Tables(statement), func(r googlesql.Reference) bool {
			return strings.EqualFold(r.Parts[len(r.Parts)-1], table)
		})
		if reads && (column == "" || mentions(statement, column)) {
			out = append(out, q.ID)
		}
	}
	return out
}

func mentions(statement googlesql.Node, column string) (found bool) {
	is := func(ident googlesql.Ident) bool { return strings.EqualFold(ident.Name, column) }
	googlesql.Walk(statement, func(n googlesql.Node) bool {
		switch n := n.(type) {
		case *googlesql.Path:
			found = found || slices.ContainsFunc(n.Parts, is)
		case *googlesql.Join:
			found = found || slices.ContainsFunc(n.Using, is)
		}
		return !found
	})
	return found
}
