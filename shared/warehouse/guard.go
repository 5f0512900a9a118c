package warehouse

import (
	"fmt"
	"regexp"
	"strings"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/googlesql"
)

// maxTables bounds the tables of one statement: a dry run lists no more than 50, so beyond them it proves nothing.
const maxTables = 50

// Dataset names a dataset.
type Dataset struct{ Project, ID string }

// Table names a table.
type Table struct {
	Dataset
	Name string
}

// Guard proves that a statement nobody has read is one SELECT over datasets it may read, and nothing else. The proof has two halves, and
// a statement is run only when both hold: Statement reads the text before BigQuery sees it, Plan judges what BigQuery's dry run says the
// text means. The first half does not trust BigQuery to grow no new side effects; the second does not trust our grammar.
//
// Both halves name what is allowed, and refuse the rest: one query statement, tables of the datasets, the functions of functions.go.
// What that leaves out on purpose is tabled in guard_test.go, and the reasons are in docs/decisions/0010-a-guard-that-allows.md.
//
// Guard is pure: it asks nobody. The zero Guard refuses every table.
type Guard struct {
	home    Dataset
	allowed map[Dataset]bool
}

// NewGuard allows the home dataset, which also completes short table names, and others.
func NewGuard(home Dataset, others ...Dataset) Guard {
	g := Guard{home: home, allowed: map[Dataset]bool{home: true}}
	for _, other := range others {
		g.allowed[other] = true
	}
	return g
}

// legacyPrefix makes BigQuery read a text in another language than our parser does.
var legacyPrefix = regexp.MustCompile(`(?i)#\s*legacysql`)

// Statement is the first half of the proof. A text that cannot be read is fault.Invalid with line and column, one that does more than
// read the allowed datasets is fault.Forbidden.
func (g Guard) Statement(sql string) error {
	if legacyPrefix.MatchString(sql) {
		return refuse("A statement may not ask for legacy SQL.")
	}
	statements, err := googlesql.Parse(sql)
	if err != nil {
		return fault.New(fault.Invalid, "The SQL cannot be read: %v", err)
	}
	if len(statements) != 1 {
		return refuse("Exactly one SELECT may be run, not %d statements.", len(statements))
	}
	query, isQuery := statements[0].(*googlesql.QueryStatement)
	if !isQuery {
		return refuse("Only a SELECT may be run over a demo's data, not %s.", statements[0].Kind())
	}
	tables := googlesql.Tables(query)
	if len(tables) > maxTables {
		return refuse("A statement may name at most %d tables, not %d.", maxTables, len(tables))
	}
	for _, table := range tables {
		if err := g.table(table.Parts); err != nil {
			return err
		}
	}
	return g.inside(query)
}

// table judges a table's path as written.
func (g Guard) table(parts []string) error {
	name := strings.Join(parts, ".")
	for _, part := range parts {
		if strings.EqualFold(part, "INFORMATION_SCHEMA") || strings.HasPrefix(part, "__") {
			return refuse("A statement may not read %s: the platform knows its tables, and these views show more than one demo.", name)
		}
	}
	found := g.home
	switch len(parts) {
	case 1:
	case 2:
		found.ID = parts[0]
	case 3:
		found = Dataset{parts[0], parts[1]}
	default:
		return refuse("%s is not the name of a table.", name)
	}
	return g.dataset(found, name)
}

func (g Guard) dataset(found Dataset, table string) error {
	if !g.allowed[found] {
		return refuse("A query over dataset %s may not read %s.", g.home.ID, table)
	}
	return nil
}

// inside judges everything below the statement that is not a table.
func (g Guard) inside(query *googlesql.QueryStatement) (err error) {
	googlesql.Walk(query, func(n googlesql.Node) bool {
		switch n := n.(type) {
		case *googlesql.TableFunction:
			err = refuse("A statement may not call the table function %s.", callName(n.Call))
		case *googlesql.SystemVariable:
			err = refuse("A statement may not read the system variable @@%s.", n.Name)
		case *googlesql.Call:
			if name := callName(n); !readsOnly(name) {
				err = refuse("A statement may not call %s: it is not one of BigQuery's functions that only compute.", name)
			}
		}
		return err == nil
	})
	return err
}

func callName(call *googlesql.Call) string {
	parts := make([]string, len(call.Name))
	for i, part := range call.Name {
		parts[i] = part.Name
	}
	return strings.ToUpper(strings.Join(parts, "."))
}

// Plan is the second half of the proof: what a dry run says of the statement, with the tables it reads, also through views.
func (g Guard) Plan(statementType string, tables []Table) error {
	if statementType != string(googlesql.KindSelect) {
		return refuse("Only a SELECT may be run over a demo's data, not %s.", statementType)
	}
	if len(tables) >= maxTables {
		return refuse("A statement may read fewer than %d tables, through views too.", maxTables)
	}
	for _, table := range tables {
		if err := g.dataset(table.Dataset, fmt.Sprintf("%s.%s.%s", table.Project, table.ID, table.Name)); err != nil {
			return err
		}
	}
	return nil
}

func refuse(format string, args ...any) error { return fault.New(fault.Forbidden, format, args...) }
