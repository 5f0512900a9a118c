package googlesql

// Kind is what a statement does, named as BigQuery's statistics name it: SELECT, INSERT, CREATE_TABLE_AS_SELECT.
type Kind string

// The kinds that have their own meaning to callers; other statements carry a kind of the same form.
const (
	KindSelect         Kind = "SELECT"
	KindInsert         Kind = "INSERT"
	KindUpdate         Kind = "UPDATE"
	KindDelete         Kind = "DELETE"
	KindMerge          Kind = "MERGE"
	KindTruncate       Kind = "TRUNCATE_TABLE"
	KindCreateTable    Kind = "CREATE_TABLE"
	KindCreateTableAs  Kind = "CREATE_TABLE_AS_SELECT"
	KindCreateView     Kind = "CREATE_VIEW"
	KindCreateSchema   Kind = "CREATE_SCHEMA"
	KindCreateSnapshot Kind = "CREATE_SNAPSHOT_TABLE"
	KindDropTable      Kind = "DROP_TABLE"
	KindDropView       Kind = "DROP_VIEW"
	KindDropSchema     Kind = "DROP_SCHEMA"
	KindAlterTable     Kind = "ALTER_TABLE"
	KindAlterView      Kind = "ALTER_VIEW"
	KindAlterSchema    Kind = "ALTER_SCHEMA"
	KindDeclare        Kind = "DECLARE"
	KindSet            Kind = "ASSIGN"
	KindScript         Kind = "SCRIPT"
)

// Statement is one statement.
type Statement interface {
	Node
	// Kind names what the statement does.
	Kind() Kind
}

// TablePath is a table as a statement names it. Parts are unquoted and split at dots: `p.d.t` in one pair of backticks has three.
type TablePath struct {
	Span
	Parts []string
}

// ColumnDef is one column of CREATE TABLE or ADD COLUMN.
type ColumnDef struct {
	Span
	Name    Ident
	Type    *Type
	NotNull bool
	Default Expr
	Options []Option
}

// Option is one entry of an OPTIONS list.
type Option struct {
	Name  string
	Value Expr
}

// Assignment is column = value. Column may be a path into a STRUCT. Default stands for the word DEFAULT.
type Assignment struct {
	Column  []Ident
	Value   Expr
	Default bool
}

type (
	// QueryStatement is a SELECT (or WITH, or a query in parentheses).
	QueryStatement struct {
		Span
		Query *Query
	}
	// Insert is INSERT INTO table [(columns)] VALUES or query. A nil value in Rows stands for DEFAULT.
	Insert struct {
		Span
		Target  TablePath
		Columns []Ident
		Rows    [][]Expr
		Query   *Query
	}
	// Update is UPDATE table SET ... [FROM ...] WHERE.
	Update struct {
		Span
		Target TablePath
		Alias  *Ident
		Set    []Assignment
		From   From
		Where  Expr
	}
	// Delete is DELETE [FROM] table WHERE.
	Delete struct {
		Span
		Target TablePath
		Alias  *Ident
		Where  Expr
	}
	// MergeWhen is one WHEN clause of a Merge. Match is MATCHED, NOT MATCHED or NOT MATCHED BY SOURCE; Action is UPDATE, INSERT, INSERT ROW or DELETE.
	MergeWhen struct {
		Match   string
		And     Expr
		Action  string
		Set     []Assignment
		Columns []Ident
		Values  []Expr
	}
	// Merge is MERGE INTO table USING source ON condition WHEN ....
	Merge struct {
		Span
		Target TablePath
		Alias  *Ident
		Source From
		On     Expr
		Whens  []MergeWhen
	}
	// Truncate is TRUNCATE TABLE.
	Truncate struct {
		Span
		Target TablePath
	}
	// CreateTable is CREATE TABLE or CREATE SNAPSHOT TABLE. Clone and Copy, Like are the source of the forms that copy one.
	CreateTable struct {
		Span
		Target      TablePath
		OrReplace   bool
		IfNotExists bool
		Temporary   bool
		Snapshot    bool
		Columns     []ColumnDef
		PartitionBy Expr
		ClusterBy   []Expr
		Options     []Option
		Query       *Query
		Source      *TablePath // CLONE, COPY or LIKE
		SourceForm  string
	}
	// CreateView is CREATE VIEW.
	CreateView struct {
		Span
		Target       TablePath
		OrReplace    bool
		IfNotExists  bool
		Materialized bool
		Columns      []Ident
		Options      []Option
		Query        *Query
	}
	// CreateSchema is CREATE SCHEMA.
	CreateSchema struct {
		Span
		Target      TablePath
		IfNotExists bool
		Options     []Option
	}
	// Drop is DROP TABLE, VIEW, SCHEMA and the like; Object is in capitals, with blanks: SNAPSHOT TABLE. Behaviour is CASCADE, RESTRICT or empty.
	Drop struct {
		Span
		Object    string
		Target    TablePath
		IfExists  bool
		Behaviour string
	}
	// AlterAction is one action of an Alter: ADD COLUMN, DROP COLUMN, RENAME COLUMN, RENAME TO, SET OPTIONS, ALTER COLUMN.
	AlterAction struct {
		Action     string
		IfExists   bool // IF EXISTS, or IF NOT EXISTS for ADD COLUMN
		Column     *ColumnDef
		Name, To   *Ident
		Options    []Option
		Type       *Type
		DropIsNull bool // ALTER COLUMN ... DROP NOT NULL
	}
	// Alter is ALTER TABLE, VIEW or SCHEMA.
	Alter struct {
		Span
		Object   string
		Target   TablePath
		IfExists bool
		Actions  []AlterAction
	}
	// Declare is DECLARE names [type] [DEFAULT value].
	Declare struct {
		Span
		Names   []Ident
		Type    *Type
		Default Expr
	}
	// Set is SET name = value, or SET (a, b) = value.
	Set struct {
		Span
		Names  []Ident
		System string // @@name
		Value  Expr
	}
	// Other is a statement that is recognised but not parsed: CALL, GRANT, EXPORT DATA, BEGIN, CREATE FUNCTION and the like.
	Other struct {
		Span
		What Kind
	}
)
