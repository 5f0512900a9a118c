package googlesql

// Query is a whole query with its WITH, ORDER BY and LIMIT.
type Query struct {
	Span
	With    *With
	Body    Body
	OrderBy []OrderItem
	Limit   Expr
	Offset  Expr
}

// With is a WITH clause.
type With struct {
	Span
	Recursive bool
	CTEs      []CTE
}

// CTE is one named query of a WITH clause.
type CTE struct {
	Name  Ident
	Query *Query
}

// Body is what a query computes: a Select, a SetOperation or a Query in parentheses (Nested).
type Body interface {
	Node
	body()
}

type queryBody struct{ Span }

func (queryBody) body() {}

type (
	// SetOperation joins two or more bodies by one operator. Op is UNION, INTERSECT or EXCEPT.
	SetOperation struct {
		queryBody
		Op       string
		Distinct bool
		Inputs   []Body
	}
	// Nested is a query in parentheses.
	Nested struct {
		queryBody
		Query *Query
	}
	// Select is one SELECT. As is empty, STRUCT or VALUE.
	Select struct {
		queryBody
		Distinct bool
		As       string
		Items    []SelectItem
		From     From
		Where    Expr
		GroupBy  *GroupBy
		Having   Expr
		Qualify  Expr
		Windows  []NamedWindow
	}
)

// SelectItem is one entry of a SELECT list: a value with an optional alias, or a star with its modifiers (then Value is nil or what stands before the star).
type SelectItem struct {
	Span
	Value   Expr
	Alias   *Ident
	Star    bool
	Except  []Ident
	Replace []Replacement
}

// Replacement is one entry of * REPLACE (value AS name).
type Replacement struct {
	Value Expr
	Name  Ident
}

// GroupBy is a GROUP BY clause: ALL, or its items in order.
type GroupBy struct {
	Span
	All   bool
	Items []GroupItem
}

// GroupItem is one item of a GROUP BY. Kind is empty (then Sets holds one set of one expression), ROLLUP or CUBE (each set is one column list) or GROUPING SETS (Nested holds them).
type GroupItem struct {
	Kind   string
	Sets   [][]Expr
	Nested []GroupItem
}

// NamedWindow is one definition of a WINDOW clause.
type NamedWindow struct {
	Name   Ident
	Window *Window
}

// From is something that yields rows in a FROM clause.
type From interface {
	Node
	from()
}

type fromClause struct{ Span }

func (fromClause) from() {}

type (
	// TableRef is a table by its path. A path that starts with an earlier alias is an array to unnest; Tables and the translator tell the two apart.
	TableRef struct {
		fromClause
		Path         []Ident
		PathSpan     Span
		Alias        *Ident
		AsOf         Expr
		Sample       *Sample
		WithOffset   bool
		OffsetAlias  *Ident
		WildcardPath bool
	}
	// Unnest is UNNEST(array) [AS alias] [WITH OFFSET [AS alias]].
	Unnest struct {
		fromClause
		Array       Expr
		Alias       *Ident
		WithOffset  bool
		OffsetAlias *Ident
	}
	// FromQuery is a query in parentheses with an optional alias.
	FromQuery struct {
		fromClause
		Query  *Query
		Alias  *Ident
		Sample *Sample
	}
	// TableFunction is a table-valued function.
	TableFunction struct {
		fromClause
		Call  *Call
		Alias *Ident
	}
	// Join joins two inputs. Kind is INNER, LEFT, RIGHT, FULL, CROSS or COMMA.
	Join struct {
		fromClause
		Kind  string
		L, R  From
		On    Expr
		Using []Ident
	}
	// Pivot turns rows into columns.
	Pivot struct {
		fromClause
		Input      From
		Aggregates []SelectItem
		For        Expr
		In         []SelectItem
		Alias      *Ident
	}
	// Unpivot turns columns into rows. Groups holds the columns of each IN item.
	Unpivot struct {
		fromClause
		Input        From
		IncludeNulls bool
		Values       []Ident
		Name         Ident
		Groups       []UnpivotGroup
		Alias        *Ident
	}
)

// UnpivotGroup is one item of UNPIVOT's IN list: its columns and the label to give, if written.
type UnpivotGroup struct {
	Columns []Ident
	Label   Expr
}

// Sample is TABLESAMPLE method (size PERCENT).
type Sample struct {
	Span
	Method string
	Size   Expr
}
