package googlesql

// Window is what stands after OVER, or a named window's definition.
type Window struct {
	Span
	Base      *Ident // the named window it starts from
	Partition []Expr
	OrderBy   []OrderItem
	Frame     *Frame
}

// Frame is ROWS or RANGE with its two bounds; End is nil for the short form.
type Frame struct {
	Span
	Unit  string
	Start Bound
	End   *Bound
}

// Bound is one end of a frame: UNBOUNDED PRECEDING, CURRENT ROW, or Value with PRECEDING or FOLLOWING.
type Bound struct {
	Kind  string // "UNBOUNDED PRECEDING", "UNBOUNDED FOLLOWING", "CURRENT ROW", "PRECEDING", "FOLLOWING"
	Value Expr
}

// OrderItem is one key of an ORDER BY. Nulls is FIRST, LAST or empty for the default: first ascending, last descending.
type OrderItem struct {
	Value Expr
	Desc  bool
	Nulls string
}
