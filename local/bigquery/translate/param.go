package translate

import (
	"fmt"
	"strings"

	"capidemo.dev/platform/shared/googlesql"
)

// param writes a parameter's value into the SQL, or a placeholder when the value is not known yet.
func (t *translator) param(p *googlesql.Param) operand {
	found := t.parameter(p)
	if found.Value != nil {
		sql, err := valueSQL(found.Type, *found.Value)
		if err != nil {
			t.failf(p, "Invalid value for query parameter %s: %v", parameterName(p), err)
		}
		o := operand{sql: sql, typ: found.Type}
		if found.Type.Kind == String && !found.Value.Null { // adapts to dates as a string constant does
			o.literal = &googlesql.Literal{Kind: googlesql.StringLiteral, Text: found.Value.Scalar}
		}
		return o
	}
	key := fmt.Sprint(p.Position, p.Name)
	slot, ok := t.slots[key]
	if !ok {
		t.params = append(t.params, found)
		slot = len(t.params)
		t.slots[key] = slot
	}
	if !found.Type.known() {
		return operand{sql: fmt.Sprintf("$%d", slot), typ: found.Type}
	}
	return operand{sql: fmt.Sprintf("CAST($%d AS %s)", slot, found.Type.DuckDB()), typ: found.Type}
}

func parameterName(p *googlesql.Param) string {
	if p.Name != "" {
		return "@" + p.Name
	}
	return fmt.Sprintf("at position %d", p.Position)
}

func (t *translator) parameter(p *googlesql.Param) Parameter {
	position := 0
	for _, candidate := range t.env.Parameters {
		if candidate.Name == "" {
			position++
		}
		if p.Name != "" && strings.EqualFold(candidate.Name, p.Name) || p.Name == "" && candidate.Name == "" && position == p.Position {
			return candidate
		}
	}
	if p.Name != "" {
		t.failf(p, "Query parameter '%s' not found", p.Name)
	}
	t.failf(p, "Query parameter number %d is not set", p.Position)
	return Parameter{}
}

// variable reads a script variable.
func (t *translator) variable(name string) (operand, bool) {
	for key, v := range t.env.Variables {
		if strings.EqualFold(key, name) && v.Value != nil {
			sql, err := valueSQL(v.Type, *v.Value)
			t.check(err)
			return operand{sql: sql, typ: v.Type}, true
		}
	}
	return operand{}, false
}

// valueSQL writes a value of the API as a typed constant.
func valueSQL(typ Type, v Value) (string, error) {
	switch {
	case v.Null:
		return "CAST(NULL AS " + typ.DuckDB() + ")", nil
	case typ.Kind == Array:
		parts := make([]string, len(v.Array))
		for i, elem := range v.Array {
			sql, err := valueSQL(typ.element(), elem)
			if err != nil {
				return "", err
			}
			parts[i] = sql
		}
		return "CAST([" + strings.Join(parts, ", ") + "] AS " + typ.DuckDB() + ")", nil
	case typ.Kind == Struct:
		parts := make([]string, len(typ.Fields))
		for i, f := range typ.Fields {
			sql, err := valueSQL(f.Type, v.Struct[f.Name])
			if err != nil {
				return "", err
			}
			parts[i] = quote(fieldName(f.Name, i)) + " := " + sql
		}
		return "struct_pack(" + strings.Join(parts, ", ") + ")", nil
	}
	return scalarSQL(typ, v.Scalar)
}

func scalarSQL(typ Type, text string) (string, error) {
	invalid := fmt.Errorf("%q is not of type %s", text, typ)
	switch typ.Kind {
	case String:
		return stringSQL(text), nil
	case Bytes:
		return "from_base64(" + stringSQL(text) + ")", nil
	case Int64, Float64, Bool, Unknown:
		if !scalarForms[typ.Kind].MatchString(text) {
			return "", invalid
		}
		return "CAST(" + stringSQL(text) + " AS " + typ.DuckDB() + ")", nil
	default:
		o, ok := constant(typ.Kind, text)
		if !ok {
			return "", invalid
		}
		return o.sql, nil
	}
}
