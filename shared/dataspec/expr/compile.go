package expr

// Frame is where a compiled expression is evaluated: the row at hand, a candidate row of another table (while a foreign key is
// being drawn), and whatever the resolver's getters need to find their columns.
type Frame struct {
	Row       int
	Candidate int
	Block     any
}

// Func evaluates a compiled expression. It is safe for concurrent use with frames of one's own.
type Func func(f *Frame) Value

// Resolver gives names their meaning while an expression is compiled.
type Resolver interface {
	// Column resolves a reference; the error says which names are possible.
	Column(ref Ref) (Func, Type, error)
	// Param resolves a planted number.
	Param(name string) (Value, error)
	// Anchor is the day on which the data ends, in days since 1970-01-01.
	Anchor() int64
}

// Compile resolves the names of n and checks its types.
func Compile(n Node, r Resolver) (Func, Type, error) {
	switch n := n.(type) {
	case *Literal:
		v := n.Value
		return func(*Frame) Value { return v }, v.T, nil
	case *Param:
		v, err := r.Param(n.Name)
		if err != nil {
			return nil, Null, failf(n.Pos, "%v", err)
		}
		return func(*Frame) Value { return v }, v.T, nil
	case *Ref:
		f, t, err := r.Column(*n)
		if err != nil {
			return nil, Null, failf(n.Pos, "%v", err)
		}
		return f, t, nil
	case *Unary:
		return compileUnary(n, r)
	case *Binary:
		return compileBinary(n, r)
	case *In:
		return compileIn(n, r)
	case *IsNull:
		f, _, err := Compile(n.Operand, r)
		negated := n.Negated
		return func(fr *Frame) Value { return NewBool(f(fr).IsNull() != negated) }, Bool, err
	case *Call:
		return compileCall(n, r)
	}
	return nil, Null, failf(0, "unknown kind of expression %T", n)
}

func compileUnary(n *Unary, r Resolver) (Func, Type, error) {
	f, t, err := Compile(n.Operand, r)
	if err != nil {
		return nil, Null, err
	}
	if n.Op == "not" {
		if t != Bool && t != Null {
			return nil, Null, failf(n.Pos, "not needs a condition, found %s", t)
		}
		return func(fr *Frame) Value {
			v := f(fr)
			if v.T == Bool {
				v.I = 1 - v.I
			}
			return v
		}, Bool, nil
	}
	if !t.Numeric() {
		return nil, Null, failf(n.Pos, "- needs a number, found %s", t)
	}
	return func(fr *Frame) Value {
		v := f(fr)
		v.I, v.F = -v.I, -v.F
		return v
	}, t, nil
}

func compileBinary(n *Binary, r Resolver) (Func, Type, error) {
	a, at, err := Compile(n.Left, r)
	if err != nil {
		return nil, Null, err
	}
	b, bt, err := Compile(n.Right, r)
	if err != nil {
		return nil, Null, err
	}
	switch n.Op {
	case "and", "or":
		if at != Bool || bt != Bool {
			return nil, Null, failf(n.Pos, "%s needs two conditions, found %s and %s", n.Op, at, bt)
		}
		return logic(n.Op == "and", a, b), Bool, nil
	case "||":
		if at != String || bt != String {
			return nil, Null, failf(n.Pos, "|| joins texts, found %s and %s; text(x) makes one", at, bt)
		}
		return func(fr *Frame) Value {
			x, y := a(fr), b(fr)
			if x.IsNull() || y.IsNull() {
				return Value{}
			}
			return NewString(x.S + y.S)
		}, String, nil
	case "+", "-", "*", "/":
		if !at.Numeric() || !bt.Numeric() {
			return nil, Null, failf(n.Pos, "%s needs two numbers, found %s and %s", n.Op, at, bt)
		}
		op, result := arithmetic(n.Op, at, bt)
		return func(fr *Frame) Value { return op(a(fr), b(fr)) }, result, nil
	}
	if !Comparable(at, bt) {
		return nil, Null, failf(n.Pos, "%s compares values of one type, found %s and %s", n.Op, at, bt)
	}
	holds := comparisonOf(n.Op)
	return func(fr *Frame) Value {
		x, y := a(fr), b(fr)
		if x.IsNull() || y.IsNull() {
			return Value{}
		}
		return NewBool(holds(Compare(x, y)))
	}, Bool, nil
}

// logic is SQL's three-valued and/or; the right side is evaluated only when it matters.
func logic(and bool, a, b Func) Func {
	return func(fr *Frame) Value {
		x := a(fr)
		if x.T == Bool && (x.I == 1) != and {
			return x
		}
		y := b(fr)
		if y.T == Bool && (y.I == 1) != and || x.T == Bool {
			return y
		}
		return Value{}
	}
}

func comparisonOf(op string) func(int) bool {
	switch op {
	case "=":
		return func(c int) bool { return c == 0 }
	case "!=":
		return func(c int) bool { return c != 0 }
	case "<":
		return func(c int) bool { return c < 0 }
	case "<=":
		return func(c int) bool { return c <= 0 }
	case ">":
		return func(c int) bool { return c > 0 }
	}
	return func(c int) bool { return c >= 0 }
}

// Comparable reports whether values of the two types can be compared, and so also mixed in one result.
func Comparable(a, b Type) bool {
	isTime := func(t Type) bool { return t == Date || t == Timestamp }
	return a == b || a == Null || b == Null || a.Numeric() && b.Numeric() || isTime(a) && isTime(b)
}

func compileIn(n *In, r Resolver) (Func, Type, error) {
	f, t, err := Compile(n.Operand, r)
	if err != nil {
		return nil, Null, err
	}
	list := make([]Func, len(n.List))
	for i, e := range n.List {
		item, it, err := Compile(e, r)
		if err != nil {
			return nil, Null, err
		}
		if !Comparable(t, it) {
			return nil, Null, failf(n.Pos, "in compares values of one type, found %s and %s", t, it)
		}
		list[i] = item
	}
	negated := n.Negated
	return func(fr *Frame) Value {
		v := f(fr)
		if v.IsNull() {
			return v
		}
		for _, item := range list {
			if Compare(v, item(fr)) == 0 {
				return NewBool(!negated)
			}
		}
		return NewBool(negated)
	}, Bool, nil
}

func compileCall(n *Call, r Resolver) (Func, Type, error) {
	fn, ok := functions[n.Name]
	if !ok {
		return nil, Null, failf(n.Pos, "there is no function %q; there are %s", n.Name, FunctionNames())
	}
	if len(n.Args) < fn.min || len(n.Args) > fn.max {
		return nil, Null, failf(n.Pos, "%s takes %s, found %d arguments", n.Name, fn.usage, len(n.Args))
	}
	args, types := make([]Func, len(n.Args)), make([]Type, len(n.Args))
	for i, a := range n.Args {
		f, t, err := Compile(a, r)
		if err != nil {
			return nil, Null, err
		}
		args[i], types[i] = f, t
	}
	f, t, err := fn.build(args, types, r.Anchor())
	if err != nil {
		return nil, Null, failf(n.Pos, "%s takes %s: %v", n.Name, fn.usage, err)
	}
	return f, t, nil
}
