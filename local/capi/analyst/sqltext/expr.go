package sqltext

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// Expr writes an expression.
func Expr(e googlesql.Expr) (string, error) {
	w := &writer{}
	w.expr(e, lowest)
	return w.b.String(), w.err
}

// writer collects text and the first error.
type writer struct {
	b      strings.Builder
	indent int
	err    error
}

func (w *writer) put(parts ...string) {
	for _, p := range parts {
		w.b.WriteString(p)
	}
}

func (w *writer) line() {
	w.put("\n", strings.Repeat("  ", w.indent))
}

func (w *writer) fail(n googlesql.Node) {
	if w.err == nil {
		w.err = fmt.Errorf("sqltext: cannot write %T", n)
	}
}

// The binding of operators, loosest first. A comparison does not chain, so both its sides bind tighter.
const (
	lowest = iota
	or
	and
	not
	comparison
	concat
	sum
	product
	unary
	tightest
)

var binding = map[string]int{ //nolint:gochecknoglobals // a constant table
	"OR": or, "AND": and, "=": comparison, "!=": comparison, "<": comparison, "<=": comparison, ">": comparison, ">=": comparison,
	"||": concat, "+": sum, "-": sum, "*": product, "/": product,
}

// expr writes e so that it stands as an operand of an operator that binds as tightly as outer.
func (w *writer) expr(e googlesql.Expr, outer int) {
	mine := bindingOf(e)
	if mine < outer {
		w.put("(")
		defer w.put(")")
	}
	switch e := e.(type) {
	case *googlesql.Literal:
		w.literal(e)
	case *googlesql.TypedLiteral:
		w.put(e.Type, " ", quote(e.Text))
	case *googlesql.Interval:
		w.interval(e)
	case *googlesql.Path:
		for i, part := range e.Parts {
			if i > 0 {
				w.put(".")
			}
			w.put(name(part))
		}
	case *googlesql.Unary:
		w.put(e.Op)
		if e.Op == "NOT" {
			w.put(" ")
		}
		w.expr(e.X, mine)
	case *googlesql.Binary:
		w.binary(e, mine)
	case *googlesql.Call:
		w.call(e)
	default:
		w.test(e)
	}
}

// test writes the forms that ask something of a value.
func (w *writer) test(e googlesql.Expr) {
	switch e := e.(type) {
	case *googlesql.Between:
		w.expr(e.X, concat)
		w.put(negation(e.Not), " BETWEEN ")
		w.expr(e.Low, concat)
		w.put(" AND ")
		w.expr(e.High, concat)
	case *googlesql.In:
		if e.Query != nil || e.Unnest != nil {
			w.fail(e)
			return
		}
		w.expr(e.X, concat)
		w.put(negation(e.Not), " IN (")
		w.list(e.List)
		w.put(")")
	case *googlesql.Is:
		w.expr(e.X, concat)
		w.put(" IS", negation(e.Not), " ", e.What)
	case *googlesql.Case:
		w.cases(e)
	case *googlesql.Cast:
		if e.Format != nil || e.Zone != nil || e.Type.Elem != nil || len(e.Type.Fields) > 0 || len(e.Type.Params) > 0 {
			w.fail(e)
			return
		}
		if e.Safe {
			w.put("SAFE_")
		}
		w.put("CAST(")
		w.expr(e.X, lowest)
		w.put(" AS ", e.Type.Name, ")")
	case *googlesql.Extract:
		if e.Zone != nil {
			w.fail(e)
			return
		}
		w.put("EXTRACT(")
		w.expr(e.Part, lowest)
		w.put(" FROM ")
		w.expr(e.X, lowest)
		w.put(")")
	default:
		w.fail(e)
	}
}

func bindingOf(e googlesql.Expr) int {
	switch e := e.(type) {
	case *googlesql.Binary:
		if b, ok := binding[e.Op]; ok {
			return b
		}
		return lowest
	case *googlesql.Unary:
		if e.Op == "NOT" {
			return not
		}
		return unary
	case *googlesql.Between, *googlesql.In, *googlesql.Is:
		return comparison
	}
	return tightest
}

func (w *writer) binary(e *googlesql.Binary, mine int) {
	if _, ok := binding[e.Op]; !ok {
		w.fail(e)
		return
	}
	left, right := mine, mine+1
	if mine == comparison {
		left = mine + 1
	}
	w.expr(e.L, left)
	if e.Op == "AND" && w.indent > 0 {
		w.line()
		w.put("AND ")
	} else {
		w.put(" ", e.Op, " ")
	}
	w.expr(e.R, right)
}

func (w *writer) literal(e *googlesql.Literal) {
	if e.Kind == googlesql.StringLiteral {
		w.put(quote(e.Text))
		return
	}
	if e.Kind == googlesql.BytesLiteral {
		w.fail(e)
		return
	}
	if e.Kind == googlesql.NullLiteral {
		w.put("NULL")
		return
	}
	w.put(e.Text)
}

func (w *writer) interval(e *googlesql.Interval) {
	if e.To != "" {
		w.fail(e)
		return
	}
	w.put("INTERVAL ")
	w.expr(e.Value, tightest)
	w.put(" ", e.Unit)
}

func (w *writer) cases(e *googlesql.Case) {
	w.put("CASE")
	if e.Operand != nil {
		w.put(" ")
		w.expr(e.Operand, lowest)
	}
	for _, when := range e.Whens {
		w.put(" WHEN ")
		w.expr(when.Cond, lowest)
		w.put(" THEN ")
		w.expr(when.Then, lowest)
	}
	if e.Else != nil {
		w.put(" ELSE ")
		w.expr(e.Else, lowest)
	}
	w.put(" END")
}

func (w *writer) list(list []googlesql.Expr) {
	for i, e := range list {
		if i > 0 {
			w.put(", ")
		}
		w.expr(e, lowest)
	}
}

func negation(is bool) string {
	if is {
		return " NOT"
	}
	return ""
}
