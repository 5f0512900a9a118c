package semantic

import (
	"strings"

	"capidemo.dev/platform/local/capi/analyst/sqltext"
	"capidemo.dev/platform/shared/googlesql"
)

// Call is a function call.
func Call(name string, args ...googlesql.Expr) *googlesql.Call {
	c := &googlesql.Call{Name: []googlesql.Ident{{Name: name}}}
	for _, a := range args {
		c.Args = append(c.Args, googlesql.Arg{Value: a})
	}
	return c
}

// CountAll is COUNT(*).
func CountAll() *googlesql.Call {
	return &googlesql.Call{Name: []googlesql.Ident{{Name: "COUNT"}}, Star: true}
}

// CountDistinct is COUNT(DISTINCT e).
func CountDistinct(e googlesql.Expr) *googlesql.Call {
	c := Call("COUNT", e)
	c.Distinct = true
	return c
}

// Binary is an operator between two expressions.
func Binary(op string, l, r googlesql.Expr) *googlesql.Binary {
	return &googlesql.Binary{Op: op, L: l, R: r}
}

// Not negates a condition; a negated one loses its negation.
func Not(e googlesql.Expr) googlesql.Expr {
	if is, ok := e.(*googlesql.Is); ok {
		return &googlesql.Is{X: is.X, What: is.What, Not: !is.Not}
	}
	if u, ok := e.(*googlesql.Unary); ok && u.Op == "NOT" {
		return u.X
	}
	return &googlesql.Unary{Op: "NOT", X: e}
}

// Text is a string literal.
func Text(s string) *googlesql.Literal {
	return &googlesql.Literal{Kind: googlesql.StringLiteral, Text: s}
}

// Number is a numeric literal as written.
func Number(s string) *googlesql.Literal {
	return &googlesql.Literal{Kind: googlesql.FloatLiteral, Text: s}
}

// Word is a bare word, such as a date part.
func Word(s string) *googlesql.Path { return path(s) }

// Same reports whether two expressions are the same.
func Same(a, b googlesql.Expr) bool {
	x, errA := sqltext.Expr(a)
	y, errB := sqltext.Expr(b)
	return errA == nil && errB == nil && x == y
}

// columns copies an expression with every column named by its table, and lists the columns. ok is false where a name is none of a column
// or the expression is of a form that composed statements do not have.
func columns(e googlesql.Expr, find func(*googlesql.Path) *Column) (out googlesql.Expr, used []*Column, ok bool) {
	r := &rewriter{find: find, ok: true}
	out = r.expr(e)
	return out, r.used, r.ok
}

type rewriter struct {
	find func(*googlesql.Path) *Column
	used []*Column
	ok   bool
}

func (r *rewriter) expr(e googlesql.Expr) googlesql.Expr {
	switch e := e.(type) {
	case nil:
		return nil
	case *googlesql.Literal, *googlesql.TypedLiteral:
		return e
	case *googlesql.Path:
		if c := r.find(e); c != nil {
			r.used = append(r.used, c)
			return c.Expr()
		}
		r.ok = false
		return e
	case *googlesql.Unary:
		return &googlesql.Unary{Op: e.Op, X: r.expr(e.X)}
	case *googlesql.Binary:
		return Binary(e.Op, r.expr(e.L), r.expr(e.R))
	case *googlesql.Between:
		return &googlesql.Between{X: r.expr(e.X), Low: r.expr(e.Low), High: r.expr(e.High), Not: e.Not}
	case *googlesql.Is:
		return &googlesql.Is{X: r.expr(e.X), What: e.What, Not: e.Not}
	case *googlesql.In:
		if e.Query == nil && e.Unnest == nil {
			return &googlesql.In{X: r.expr(e.X), List: r.list(e.List), Not: e.Not}
		}
	case *googlesql.Case:
		return r.cases(e)
	case *googlesql.Cast:
		return &googlesql.Cast{X: r.expr(e.X), Type: e.Type, Safe: e.Safe}
	case *googlesql.Call:
		return r.call(e)
	}
	r.ok = false
	return e
}

func (r *rewriter) list(list []googlesql.Expr) []googlesql.Expr {
	out := make([]googlesql.Expr, len(list))
	for i, e := range list {
		out[i] = r.expr(e)
	}
	return out
}

func (r *rewriter) cases(e *googlesql.Case) googlesql.Expr {
	out := &googlesql.Case{}
	if e.Operand != nil {
		out.Operand = r.expr(e.Operand)
	}
	for _, w := range e.Whens {
		out.Whens = append(out.Whens, googlesql.When{Cond: r.expr(w.Cond), Then: r.expr(w.Then)})
	}
	if e.Else != nil {
		out.Else = r.expr(e.Else)
	}
	return out
}

// call copies a call. Functions of dates take bare words (MONTH), which are no columns, so dates do not pass, except for differences.
func (r *rewriter) call(e *googlesql.Call) googlesql.Expr {
	if _, name := called(e); strings.HasSuffix(name, "_DIFF") && len(e.Args) == 3 {
		return &googlesql.Call{Name: e.Name, Args: []googlesql.Arg{{Value: r.expr(e.Args[0].Value)}, {Value: r.expr(e.Args[1].Value)}, e.Args[2]}}
	}
	if e.Over != nil || e.Having != "" || e.Limit != nil || len(e.OrderBy) > 0 || e.Nulls != "" {
		r.ok = false
		return e
	}
	out := &googlesql.Call{Name: e.Name, Star: e.Star, Distinct: e.Distinct}
	for _, a := range e.Args {
		if a.Name != nil {
			r.ok = false
			return e
		}
		out.Args = append(out.Args, googlesql.Arg{Value: r.expr(a.Value)})
	}
	return out
}
