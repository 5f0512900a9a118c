package expr

// Node is a parsed expression. Nodes are immutable and safe for concurrent use.
type Node interface{ node() }

// Literal is a constant.
type Literal struct{ Value Value }

// Ref names a column: bare (of the row at hand) or qualified by a table that foreign keys lead to.
type Ref struct {
	Table, Column string
	Pos           int
}

// Param names a planted number, written $name.
type Param struct {
	Name string
	Pos  int
}

// Call applies a function of the table in functions.go, or, in a measure, an aggregate.
type Call struct {
	Name string
	Args []Node
	Pos  int
}

// Binary is an operator between two operands; Op is one of or and = != < <= > >= || + - * /.
type Binary struct {
	Op          string
	Left, Right Node
	Pos         int
}

// Unary is "not" or "-".
type Unary struct {
	Op      string
	Operand Node
	Pos     int
}

// In is "x in (a, b)" or, negated, "x not in (a, b)".
type In struct {
	Operand Node
	List    []Node
	Negated bool
	Pos     int
}

// IsNull is "x is null" or, negated, "x is not null".
type IsNull struct {
	Operand Node
	Negated bool
}

func (*Literal) node() {}
func (*Ref) node()     {}
func (*Param) node()   {}
func (*Call) node()    {}
func (*Binary) node()  {}
func (*Unary) node()   {}
func (*In) node()      {}
func (*IsNull) node()  {}

// Walk calls visit for n and everything below it, parents first.
func Walk(n Node, visit func(Node)) {
	visit(n)
	switch n := n.(type) {
	case *Call:
		walkAll(n.Args, visit)
	case *Binary:
		walkAll([]Node{n.Left, n.Right}, visit)
	case *Unary:
		Walk(n.Operand, visit)
	case *In:
		Walk(n.Operand, visit)
		walkAll(n.List, visit)
	case *IsNull:
		Walk(n.Operand, visit)
	}
}

func walkAll(nodes []Node, visit func(Node)) {
	for _, n := range nodes {
		Walk(n, visit)
	}
}

// Refs lists the columns that n reads, in order of appearance.
func Refs(n Node) []Ref {
	var refs []Ref
	Walk(n, func(n Node) {
		if r, ok := n.(*Ref); ok {
			refs = append(refs, *r)
		}
	})
	return refs
}

// Params lists the planted numbers that n reads, in order of appearance.
func Params(n Node) []string {
	var names []string
	Walk(n, func(n Node) {
		if p, ok := n.(*Param); ok {
			names = append(names, p.Name)
		}
	})
	return names
}
