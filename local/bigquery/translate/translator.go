package translate

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// translator holds the state of one statement. Its methods panic with an error wrapped in a failure, which never leaves Statement.
type translator struct {
	text    string
	env     Env
	ctes    []map[string]*relation // innermost last
	tables  []Table
	seen    map[Table]bool
	params  []Parameter
	slots   map[string]int // placeholder numbers by parameter name
	counter int            // for generated names
}

// failure carries an error up to Statement.
type failure struct{ err error }

// Statement translates a text of exactly one statement.
// Its errors are BigQuery's: a *googlesql.Error with the place, or what Env.Relation returned.
func Statement(sql string, env Env) (result Result, err error) {
	statements, err := googlesql.Parse(sql)
	if err != nil {
		return Result{}, err
	}
	switch len(statements) {
	case 0:
		return Result{}, googlesql.Errorf(sql, len(sql), "Syntax error: Unexpected end of statement")
	case 1:
	default:
		return Result{Kind: googlesql.KindScript}, googlesql.Errorf(sql, statements[1].Place().Start, "Scripts of several statements are run one by one; translate each of them")
	}
	return Parsed(sql, statements[0], env)
}

// Parsed translates one statement that was already read from sql.
func Parsed(sql string, statement googlesql.Statement, env Env) (result Result, err error) {
	t := &translator{text: sql, env: env, seen: map[Table]bool{}, slots: map[string]int{}}
	result = Result{Kind: statement.Kind(), Statement: statement}
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case failure:
			err = fault.err
		default:
			panic(fault)
		}
	}()
	t.statement(&result)
	result.Tables, result.Parameters = t.tables, t.params
	return result, nil
}

// failf ends the translation with an error at a node.
func (t *translator) failf(at googlesql.Node, format string, args ...any) {
	t.failAtf(at.Place().Start, format, args...)
}

func (t *translator) failAtf(offset int, format string, args ...any) {
	panic(failure{googlesql.Errorf(t.text, offset, format, args...)})
}

// check passes an error of the environment on; one without a place of its own is left as it is.
func (t *translator) check(err error) {
	if err != nil {
		panic(failure{err})
	}
}

// generated makes a name that no statement can contain by accident.
func (t *translator) generated() string {
	t.counter++
	return "_t" + strconv.Itoa(t.counter)
}

// table resolves a path to its full name and DuckDB relation and notes it as read.
func (t *translator) table(path []string, at googlesql.Node, read bool) (Table, string) {
	full := t.fullName(path, at)
	if read && !t.seen[full] {
		t.seen[full] = true
		t.tables = append(t.tables, full)
	}
	if t.env.Relation == nil {
		t.check(errors.New("translate: Env.Relation is not set"))
	}
	sql, err := t.env.Relation(full.Project, full.Dataset, full.Table)
	t.check(err)
	return full, sql
}

func (t *translator) fullName(path []string, at googlesql.Node) Table {
	for i, part := range path {
		if strings.EqualFold(part, "INFORMATION_SCHEMA") {
			return t.informationSchema(path, i, at)
		}
	}
	switch len(path) {
	case 1:
		if t.env.Dataset == "" {
			t.failf(at, "Table %q must be qualified with a dataset (e.g. dataset.table)", path[0])
		}
		return Table{t.env.Project, t.env.Dataset, path[0]}
	case 2:
		return Table{t.env.Project, path[0], path[1]}
	case 3:
		return Table{path[0], path[1], path[2]}
	}
	t.failf(at, "Invalid table name: %s", strings.Join(path, "."))
	return Table{}
}

func (t *translator) informationSchema(path []string, i int, at googlesql.Node) Table {
	if i != len(path)-2 || i > 2 {
		t.failf(at, "Invalid table name: %s", strings.Join(path, "."))
	}
	full := Table{Project: t.env.Project, Table: "INFORMATION_SCHEMA." + strings.ToUpper(path[i+1])}
	switch i {
	case 1:
		full.Dataset = path[0]
	case 2:
		full.Project, full.Dataset = path[0], path[1]
	}
	return full
}

// columns asks for a table's columns; nil when they are not known.
func (t *translator) columns(full Table) []Column {
	if t.env.Columns == nil {
		return nil
	}
	columns, err := t.env.Columns(full.Project, full.Dataset, full.Table)
	t.check(err)
	return columns
}

// operand is a translated expression. sql can stand anywhere: it is a single term or in parentheses.
type operand struct {
	sql string
	typ Type
	// literal is set for a constant whose type may still adapt: strings to dates, integers to floats, NULL to anything.
	literal *googlesql.Literal
	// fields are the values of a STRUCT constructor, which may take other names and types where it stands.
	fields []operand
	// empty is an array constructor without elements and type, which adapts to any ARRAY.
	empty bool
}

func (o operand) null() bool { return o.literal != nil && o.literal.Kind == googlesql.NullLiteral }

// text reports whether the operand is a string constant, which adapts to DATE and its kin.
func (o operand) text() bool { return o.literal != nil && o.literal.Kind == googlesql.StringLiteral }

func of(k Kind, format string, args ...any) operand {
	return operand{sql: fmt.Sprintf(format, args...), typ: scalar(k)}
}
