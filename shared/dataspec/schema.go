package dataspec

import (
	_ "embed" // for the published schema
	"encoding/json"
	"fmt"
	"reflect"
)

// Schema is the published JSON Schema, for editors; schema_test.go holds it to the code.
//
//go:embed schema.json
var Schema []byte

// JSONSchema writes the JSON Schema of a specification from the tags of its types. `catalog schema` prints it.
func JSONSchema() ([]byte, error) {
	b := &schemaBuilder{definitions: map[string]any{}}
	root := b.object(reflect.TypeFor[Spec]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Data specification"
	root["$defs"] = b.definitions
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the JSON Schema: %w", err)
	}
	return append(out, '\n'), nil
}

type schemaBuilder struct{ definitions map[string]any }

func (b *schemaBuilder) object(t reflect.Type) map[string]any {
	fields, names := fieldsOf(t)
	properties := map[string]any{}
	required := []string{}
	for _, name := range names {
		f := fields[name]
		property := b.schema(t.Field(f.index).Type)
		property["description"] = f.doc
		if len(f.enum) > 0 {
			property["enum"] = f.enum
		}
		properties[name] = property
		if f.required {
			required = append(required, name)
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	if t == reflect.TypeFor[Generator]() {
		out["minProperties"], out["maxProperties"] = 1, 1
	}
	return out
}

func (b *schemaBuilder) schema(t reflect.Type) map[string]any {
	scalar := []string{"string", "number", "boolean"}
	switch t {
	case scalarType:
		return map[string]any{"type": append(scalar, "null")}
	case weightsType:
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": []string{"string", "number"}}}
	case namedType:
		return map[string]any{"type": "object", "additionalProperties": map[string]any{"type": scalar}}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.schema(t.Elem())
	case reflect.Struct:
		if _, known := b.definitions[t.Name()]; !known {
			b.definitions[t.Name()] = nil // a type may contain itself
			b.definitions[t.Name()] = b.object(t)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": b.schema(t.Elem())}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	default:
		return map[string]any{"type": scalar} // a text may be written without quotes: formula: 5
	}
}
