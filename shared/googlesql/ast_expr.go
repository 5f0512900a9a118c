package googlesql

// Span is the piece of text a node was read from: byte offsets, the end exclusive.
type Span struct {
	Start, End int
}

// Place returns the span itself; it makes every node that embeds a Span a Node.
func (s Span) Place() Span { return s }

// Node is anything that has a place in the statement.
type Node interface{ Place() Span }

// Expr is an expression.
type Expr interface {
	Node
	expr()
}

type expression struct{ Span }

func (expression) expr() {}

// Ident is one name. Quoted tells whether it stood in backticks; Name is without them.
type Ident struct {
	Span
	Name   string
	Quoted bool
}

// LiteralKind tells the literals apart.
type LiteralKind int

// The kinds of literals. A TypedLiteral has its own node.
const (
	NullLiteral LiteralKind = iota
	BoolLiteral
	IntLiteral
	FloatLiteral
	StringLiteral
	BytesLiteral
)

type (
	// Literal is a constant. Text is its value: TRUE, 12, 0xFF, 1.5e3, or the string without quotes and escapes.
	Literal struct {
		expression
		Kind LiteralKind
		Text string
	}
	// TypedLiteral is a type name before a string: DATE '2025-01-31'. Type is in capitals, with the long names (NUMERIC, BIGNUMERIC).
	TypedLiteral struct {
		expression
		Type, Text string
	}
	// Interval is INTERVAL 3 DAY or INTERVAL '1-2' YEAR TO MONTH. Unit and To are in capitals.
	Interval struct {
		expression
		Value    Expr
		Unit, To string
	}
	// Path is a dotted name: a column, table.column, column.field, or a date part word as an argument.
	Path struct {
		expression
		Parts []Ident
	}
	// Dot is access to a field of something that is not a plain path.
	Dot struct {
		expression
		X     Expr
		Field Ident
	}
	// Param is @name (in lower case, as it compares without case) or ?, whose Position counts from 1.
	Param struct {
		expression
		Name     string
		Position int
	}
	// SystemVariable is @@name.
	SystemVariable struct {
		expression
		Name string
	}
	// Unary is NOT x, -x, +x or ~x.
	Unary struct {
		expression
		Op string
		X  Expr
	}
	// Binary is arithmetic, comparison (with != for <>), logic (AND, OR), || or a bit operation. OpAt is the operator's offset.
	Binary struct {
		expression
		Op   string
		L, R Expr
		OpAt int
	}
	// Between is x [NOT] BETWEEN low AND high.
	Between struct {
		expression
		X, Low, High Expr
		Not          bool
	}
	// In is x [NOT] IN (list), IN (query) or IN UNNEST(array); exactly one of the three is set.
	In struct {
		expression
		X      Expr
		List   []Expr
		Query  *Query
		Unnest Expr
		Not    bool
	}
	// Like is x [NOT] LIKE pattern; with Quantifier ANY or ALL it has List or Unnest instead.
	Like struct {
		expression
		X, Pattern Expr
		Quantifier string
		List       []Expr
		Unnest     Expr
		Not        bool
	}
	// Is is x IS [NOT] NULL, TRUE, FALSE or UNKNOWN.
	Is struct {
		expression
		X    Expr
		What string
		Not  bool
	}
	// IsDistinct is l IS [NOT] DISTINCT FROM r.
	IsDistinct struct {
		expression
		L, R Expr
		Not  bool
	}
	// When is one branch of a Case.
	When struct{ Cond, Then Expr }
	// Case is both forms of CASE; Operand and Else may be nil.
	Case struct {
		expression
		Operand Expr
		Whens   []When
		Else    Expr
	}
	// Cast is CAST or SAFE_CAST; Format and Zone are nil unless written.
	Cast struct {
		expression
		X            Expr
		Type         *Type
		Safe         bool
		Format, Zone Expr
	}
	// Extract is EXTRACT(part FROM x [AT TIME ZONE zone]). Part is a Path or, for WEEK(MONDAY), a Call.
	Extract struct {
		expression
		Part, X, Zone Expr
	}
	// Exists is EXISTS(query).
	Exists struct {
		expression
		Query *Query
	}
	// Subquery is a query as a value; with Array it is ARRAY(query).
	Subquery struct {
		expression
		Query *Query
		Array bool
	}
	// ArrayLit is [1, 2], ARRAY[1, 2] or ARRAY<INT64>[1, 2]; Type is the whole array type or nil.
	ArrayLit struct {
		expression
		Type  *Type
		Elems []Expr
	}
	// StructField is one value of a StructLit with its alias, if any.
	StructField struct {
		Value Expr
		Alias *Ident
	}
	// StructLit is STRUCT(...), STRUCT<...>(...) or a tuple (a, b).
	StructLit struct {
		expression
		Type   *Type
		Fields []StructField
		Tuple  bool
	}
	// Subscript is x[index]; Kind is empty, OFFSET, ORDINAL, SAFE_OFFSET, SAFE_ORDINAL or KEY.
	Subscript struct {
		expression
		X, Index Expr
		Kind     string
	}
	// Lambda is (a, b) -> body.
	Lambda struct {
		expression
		Params []Ident
		Body   Expr
	}
	// Call is a function call with everything that may stand inside its parentheses and after them.
	Call struct {
		expression
		Name      []Ident
		Args      []Arg
		Star      bool // COUNT(*)
		Distinct  bool
		Nulls     string // IGNORE, RESPECT or empty
		Having    string // MAX, MIN or empty
		HavingArg Expr
		OrderBy   []OrderItem
		Limit     Expr
		Over      *Window
	}
	// Arg is an argument of a Call. Name is set for name => value.
	Arg struct {
		Name  *Ident
		Value Expr
	}
)

// Type is a type as written. Name is in capitals and canonical (INT64 for INTEGER); Elem is an array's; Fields a struct's; Params are those of STRING(10) or NUMERIC(10, 2).
type Type struct {
	Span
	Name   string
	Elem   *Type
	Fields []TypeField
	Params []string
}

// TypeField is one field of a STRUCT type. Name is nil when it has none.
type TypeField struct {
	Name *Ident
	Type *Type
}
