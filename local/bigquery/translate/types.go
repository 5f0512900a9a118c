package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// Kind is a GoogleSQL type without its element or field types. The zero Kind is a type that is not known.
type Kind string

// The kinds of GoogleSQL.
const (
	Unknown    Kind = ""
	Int64      Kind = "INT64"
	Float64    Kind = "FLOAT64"
	Numeric    Kind = "NUMERIC"
	BigNumeric Kind = "BIGNUMERIC"
	Bool       Kind = "BOOL"
	String     Kind = "STRING"
	Bytes      Kind = "BYTES"
	Date       Kind = "DATE"
	Datetime   Kind = "DATETIME"
	Time       Kind = "TIME"
	Timestamp  Kind = "TIMESTAMP"
	Interval   Kind = "INTERVAL"
	JSON       Kind = "JSON"
	Array      Kind = "ARRAY"
	Struct     Kind = "STRUCT"
)

// Type is a GoogleSQL type. The zero Type is not known: the translator then writes SQL that is right for every type or leaves the check to DuckDB.
type Type struct {
	Kind   Kind
	Elem   *Type    // of an ARRAY
	Fields []Column // of a STRUCT; nil when not known
}

// Column is a named value: of a table, of a result or, as a field, of a STRUCT.
type Column struct {
	Name string
	Type Type
}

// ArrayOf is the type ARRAY<elem>.
func ArrayOf(elem Type) Type { return Type{Kind: Array, Elem: &elem} }

func scalar(k Kind) Type { return Type{Kind: k} }

// String writes the type as GoogleSQL does: ARRAY<STRUCT<a INT64>>.
func (t Type) String() string {
	switch t.Kind {
	case Unknown:
		return "UNKNOWN"
	case Array:
		return "ARRAY<" + t.element().String() + ">"
	case Struct:
		fields := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = strings.TrimSpace(f.Name + " " + f.Type.String())
		}
		return "STRUCT<" + strings.Join(fields, ", ") + ">"
	default:
		return string(t.Kind)
	}
}

func (t Type) element() Type {
	if t.Elem == nil {
		return Type{}
	}
	return *t.Elem
}

// known reports whether the type and everything inside it is known.
func (t Type) known() bool {
	switch t.Kind {
	case Unknown:
		return false
	case Array:
		return t.element().known()
	case Struct:
		for _, f := range t.Fields {
			if !f.Type.known() {
				return false
			}
		}
		return t.Fields != nil
	default:
		return true
	}
}

func (t Type) numeric() bool {
	return t.Kind == Int64 || t.Kind == Float64 || t.Kind == Numeric || t.Kind == BigNumeric
}

func (t Type) temporal() bool {
	return t.Kind == Date || t.Kind == Datetime || t.Kind == Time || t.Kind == Timestamp
}

// ordered reports whether GoogleSQL knows which of two values is larger.
func (t Type) ordered() bool { return t.Kind != Array && t.Kind != Struct && t.Kind != JSON }

func (t Type) decimal() bool { return t.Kind == Numeric || t.Kind == BigNumeric }

var duckTypes = map[Kind]string{Int64: "BIGINT", Float64: "DOUBLE", Numeric: "DECIMAL(38,9)", BigNumeric: "DECIMAL(38,18)", Bool: "BOOLEAN", String: "VARCHAR", Bytes: "BLOB",
	Date: "DATE", Datetime: "TIMESTAMP", Time: "TIME", Timestamp: "TIMESTAMPTZ", Interval: "INTERVAL", JSON: "JSON"}

// DuckDB names the type DuckDB keeps such values in. An unknown type has none.
func (t Type) DuckDB() string {
	switch t.Kind {
	case Array:
		return t.element().DuckDB() + "[]"
	case Struct:
		fields := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = quote(fieldName(f.Name, i)) + " " + f.Type.DuckDB()
		}
		return "STRUCT(" + strings.Join(fields, ", ") + ")"
	default:
		return duckTypes[t.Kind]
	}
}

// fieldName gives a nameless STRUCT field the name BigQuery's API shows, counted from 1.
func fieldName(name string, index int) string {
	if name == "" {
		return fmt.Sprintf("_field_%d", index+1)
	}
	return name
}

// TypeOf reads a type from the syntax tree.
func TypeOf(t *googlesql.Type) Type {
	out := Type{Kind: Kind(t.Name)}
	if t.Elem != nil {
		elem := TypeOf(t.Elem)
		out.Elem = &elem
	}
	if t.Name == string(Struct) {
		out.Fields = []Column{}
	}
	for _, f := range t.Fields {
		field := Column{Type: TypeOf(f.Type)}
		if f.Name != nil {
			field.Name = f.Name.Name
		}
		out.Fields = append(out.Fields, field)
	}
	return out
}

// coerces reports whether a value of one type may stand where another is wanted, without a CAST.
func coerces(from, to Type) bool {
	if from.Kind == Unknown || to.Kind == Unknown || from.Kind == to.Kind {
		return true
	}
	switch from.Kind {
	case Int64:
		return to.Kind == Float64 || to.decimal()
	case Numeric:
		return to.Kind == Float64 || to.Kind == BigNumeric
	case BigNumeric:
		return to.Kind == Float64
	case Date:
		return to.Kind == Datetime
	default:
		return false
	}
}

// supertype is the type that two branches or operands share; ok is false when there is none.
func supertype(a, b Type) (Type, bool) {
	switch {
	case a.Kind == Unknown:
		return b, true
	case b.Kind == Unknown:
		return a, true
	case a.Kind == Array && b.Kind == Array:
		elem, ok := supertype(a.element(), b.element())
		return ArrayOf(elem), ok
	case a.Kind == Struct && b.Kind == Struct:
		return structSupertype(a, b)
	case coerces(b, a):
		return a, true
	case coerces(a, b):
		return b, true
	}
	return Type{}, false
}

// structSupertype joins STRUCT types field by field; names come from the first that has them.
func structSupertype(a, b Type) (Type, bool) {
	if a.Fields == nil || b.Fields == nil {
		return Type{Kind: Struct}, true
	}
	if len(a.Fields) != len(b.Fields) {
		return Type{}, false
	}
	out := Type{Kind: Struct, Fields: make([]Column, len(a.Fields))}
	for i := range a.Fields {
		typ, ok := supertype(a.Fields[i].Type, b.Fields[i].Type)
		if !ok {
			return Type{}, false
		}
		out.Fields[i] = Column{Name: a.Fields[i].Name, Type: typ}
		if out.Fields[i].Name == "" {
			out.Fields[i].Name = b.Fields[i].Name
		}
	}
	return out, true
}

// quote writes a name as DuckDB reads it.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// ParseType reads a type written in GoogleSQL: INT64, ARRAY<STRING>, STRUCT<a INT64, b DATE>.
func ParseType(text string) (Type, error) {
	e, err := googlesql.ParseType(text)
	if err != nil {
		return Type{}, err
	}
	return TypeOf(e), nil
}
