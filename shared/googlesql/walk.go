package googlesql

// Walk calls visit for a node and, as long as visit returns true, for what lies inside it. It enters queries, FROM clauses and windows, in the order of the text as far as that is simple.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, child := range children(n) {
		Walk(child, visit)
	}
}

// children lists the direct parts of a node.
func children(n Node) []Node {
	var c nodes
	switch n := n.(type) {
	case Expr:
		c.expr(n)
	case Statement:
		c.statement(n)
	case From:
		c.from(n)
	case *Query:
		c.query(n)
	case Body:
		c.body(n)
	case *Window:
		c.exprs(n.Partition)
		c.order(n.OrderBy)
		if n.Frame != nil {
			c.add(n.Frame.Start.Value)
			if n.Frame.End != nil {
				c.add(n.Frame.End.Value)
			}
		}
	}
	return c
}

// nodes collects children and drops those that are not there.
type nodes []Node

func (c *nodes) add(e Expr) {
	if e != nil {
		*c = append(*c, e)
	}
}

func (c *nodes) exprs(list []Expr) {
	for _, e := range list {
		c.add(e)
	}
}

func (c *nodes) order(items []OrderItem) {
	for _, item := range items {
		c.add(item.Value)
	}
}

func (c *nodes) subquery(q *Query) {
	if q != nil {
		*c = append(*c, q)
	}
}

func (c *nodes) table(f From) {
	if f != nil {
		*c = append(*c, f)
	}
}

func (c *nodes) items(list []SelectItem) {
	for _, item := range list {
		c.add(item.Value)
		for _, r := range item.Replace {
			c.add(r.Value)
		}
	}
}

func (c *nodes) assignments(list []Assignment) {
	for _, a := range list {
		c.add(a.Value)
	}
}

func (c *nodes) expr(e Expr) {
	switch e := e.(type) {
	case *Interval:
		c.add(e.Value)
	case *Dot:
		c.add(e.X)
	case *Unary:
		c.add(e.X)
	case *Binary:
		c.exprs([]Expr{e.L, e.R})
	case *Between:
		c.exprs([]Expr{e.X, e.Low, e.High})
	case *In:
		c.add(e.X)
		c.exprs(e.List)
		c.subquery(e.Query)
		c.add(e.Unnest)
	case *Like:
		c.exprs([]Expr{e.X, e.Pattern})
		c.exprs(e.List)
		c.add(e.Unnest)
	case *Is:
		c.add(e.X)
	case *IsDistinct:
		c.exprs([]Expr{e.L, e.R})
	case *Case:
		c.add(e.Operand)
		for _, w := range e.Whens {
			c.exprs([]Expr{w.Cond, w.Then})
		}
		c.add(e.Else)
	case *Cast:
		c.exprs([]Expr{e.X, e.Format, e.Zone})
	case *Extract:
		c.exprs([]Expr{e.X, e.Zone})
	default:
		c.compound(e)
	}
}

func (c *nodes) compound(e Expr) {
	switch e := e.(type) {
	case *Exists:
		c.subquery(e.Query)
	case *Subquery:
		c.subquery(e.Query)
	case *ArrayLit:
		c.exprs(e.Elems)
	case *StructLit:
		for _, f := range e.Fields {
			c.add(f.Value)
		}
	case *Subscript:
		c.exprs([]Expr{e.X, e.Index})
	case *Lambda:
		c.add(e.Body)
	case *Call:
		for _, a := range e.Args {
			c.add(a.Value)
		}
		c.add(e.HavingArg)
		c.order(e.OrderBy)
		c.add(e.Limit)
		if e.Over != nil {
			*c = append(*c, e.Over)
		}
	}
}
