package jobs

import (
	"strings"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/translate"
)

// Parameter is a query parameter as the API carries it. The generated API types cannot tell a NULL from an empty text; this can.
type Parameter struct {
	Name  string         `json:"name"`
	Type  ParameterType  `json:"parameterType"`
	Value ParameterValue `json:"parameterValue"`
}

// ParameterType is the type of a parameter.
type ParameterType struct {
	Type        string            `json:"type"`
	ArrayType   *ParameterType    `json:"arrayType"`
	StructTypes []ParameterMember `json:"structTypes"`
}

// ParameterMember is one field of a STRUCT parameter.
type ParameterMember struct {
	Name string        `json:"name"`
	Type ParameterType `json:"type"`
}

// ParameterValue is the value of a parameter; all absent means NULL.
type ParameterValue struct {
	Value        *string                   `json:"value"`
	ArrayValues  []ParameterValue          `json:"arrayValues"`
	StructValues map[string]ParameterValue `json:"structValues"`
}

// parameterKinds maps every name the API takes for a scalar type.
var parameterKinds = map[string]translate.Kind{ //nolint:gochecknoglobals // a constant table
	"INT64": translate.Int64, "INTEGER": translate.Int64, "FLOAT64": translate.Float64, "FLOAT": translate.Float64,
	"NUMERIC": translate.Numeric, "DECIMAL": translate.Numeric, "BIGNUMERIC": translate.BigNumeric, "BIGDECIMAL": translate.BigNumeric,
	"BOOL": translate.Bool, "BOOLEAN": translate.Bool, "STRING": translate.String, "BYTES": translate.Bytes, "DATE": translate.Date,
	"DATETIME": translate.Datetime, "TIME": translate.Time, "TIMESTAMP": translate.Timestamp, "JSON": translate.JSON, "INTERVAL": translate.Interval,
}

func translated(parameters []Parameter) ([]translate.Parameter, error) {
	out := make([]translate.Parameter, len(parameters))
	for i, p := range parameters {
		typ, err := p.Type.translated(p.Name)
		if err != nil {
			return nil, err
		}
		value := p.Value.translated(typ)
		out[i] = translate.Parameter{Name: p.Name, Type: typ, Value: &value}
	}
	return out, nil
}

func (t ParameterType) translated(name string) (translate.Type, error) {
	switch kind := strings.ToUpper(t.Type); kind {
	case "ARRAY":
		if t.ArrayType == nil {
			return translate.Type{}, apierror.Invalid("Query parameter '%s' is an ARRAY without arrayType", name)
		}
		element, err := t.ArrayType.translated(name)
		return translate.ArrayOf(element), err
	case "STRUCT":
		out := translate.Type{Kind: translate.Struct, Fields: []translate.Column{}}
		for _, member := range t.StructTypes {
			typ, err := member.Type.translated(name)
			if err != nil {
				return out, err
			}
			out.Fields = append(out.Fields, translate.Column{Name: member.Name, Type: typ})
		}
		return out, nil
	default:
		scalar, known := parameterKinds[kind]
		if !known {
			return translate.Type{}, apierror.Invalid("Query parameter '%s' has an invalid type: %s", name, t.Type)
		}
		return translate.Type{Kind: scalar}, nil
	}
}

func (v ParameterValue) translated(typ translate.Type) translate.Value {
	switch {
	case typ.Kind == translate.Array:
		out := translate.Value{Array: make([]translate.Value, len(v.ArrayValues))}
		for i, item := range v.ArrayValues {
			out.Array[i] = item.translated(*typ.Elem)
		}
		return out
	case typ.Kind == translate.Struct && v.StructValues != nil:
		out := translate.Value{Struct: map[string]translate.Value{}}
		for _, field := range typ.Fields {
			out.Struct[field.Name] = v.StructValues[field.Name].translated(field.Type)
		}
		return out
	case v.Value == nil:
		return translate.Value{Null: true}
	default:
		return translate.Value{Scalar: *v.Value}
	}
}
